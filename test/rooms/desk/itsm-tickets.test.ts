import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type DeskHouse, helix, openDeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse({
    settings: (url) => ({
      connectors: [helix('helix', url, { incidentResolveFields: ['Resolution Category'] })],
    }),
  });
  alice = await house.signIn('alice');
});
afterAll(() => house?.close());
afterEach(() => {
  house.itsm.siteRules = {};
});

const templateOf = async (type: string, q: string): Promise<string> =>
  (await alice.get(`/templates?type=${type}&q=${q}`)).body.templates[0].id;
const incident = async (number: string | undefined) =>
  (await house.auditor.incidents()).find((one) => one['Incident Number'] === number);
const workOrder = async (number: string | undefined) =>
  (await house.auditor.workOrders()).find((one) => one['Work Order ID'] === number);

test('a template fills what it has values for, the agent what he wants otherwise, the mapping the rest [row 76]', async () => {
  const templateId = await templateOf('incident', 'locked');
  const { id } = await house.accepted(alice);
  const fields = { Urgency: '1-Critical' };
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident', templateId, fields })).status).toBe(202);
  const { displayId } = await alice.ticket(id, 1, 'created');
  expect(await incident(displayId)).toMatchObject({
    Description: 'Account is locked after wrong passwords',
    'Assigned Group': 'Access',
    'Categorization Tier 1': 'Access',
    Urgency: '1-Critical',
    'Detailed Decription': expect.stringContaining('My VPN does not connect'),
  });
});

test('without a template the mapping alone fills it [row 74]', async () => {
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  const { displayId } = await alice.ticket(id, 1, 'created');
  expect(await incident(displayId)).toMatchObject({
    Description: 'My VPN does not connect',
    Urgency: '4-Low',
    'Detailed Decription': expect.stringContaining('My VPN does not connect'),
  });
});

test('a blank required field comes back as a form; filled in, the ticket is created with it [row 76]', async () => {
  const templateId = await templateOf('work-order', 'laptop');
  const { id } = await house.accepted(alice);
  const blank = await alice.do(`/chats/${id}/tickets`, { type: 'work-order', templateId });
  expect(blank.body).toMatchObject({
    status: 422,
    code: 'fields-required',
    detail: 'The ITSM asks for: Model.',
    fields: [{ name: 'WO Type Field 1', label: 'Model', type: 'text', required: true }],
  });
  expect((await alice.read(id)).chat.tickets).toEqual([]);
  const fields = { 'WO Type Field 1': 'Ultrabook 14' };
  const key = randomUUID();
  const filled = await alice.do(`/chats/${id}/tickets`, { type: 'work-order', templateId, fields }, key);
  expect(filled).toMatchObject({ status: 202, body: { ticket: { n: 1, state: 'creating' } } });
  const { displayId } = await alice.ticket(id, 1, 'created');
  const made = await workOrder(displayId);
  expect(made).toMatchObject({ 'WO Type Field 1': 'Ultrabook 14', Description: 'Provide a new laptop' });
  expect(made?.['Detailed Description']).toContain('My VPN does not connect');
  // The site asks for more by now: what is done is not asked for again.
  house.itsm.siteRules = { onCreate: { 'work-order': ['Site'] } };
  const again = await alice.do(`/chats/${id}/tickets`, { type: 'work-order', templateId, fields }, key);
  expect(again).toMatchObject({ status: 202, body: { ticket: { n: 1, displayId } } });
  expect((await alice.read(id)).chat.tickets).toHaveLength(1);
});

test('what the rules refuse is refused before any form is asked for', async () => {
  const templateId = await templateOf('work-order', 'laptop');
  const { id } = await house.accepted(alice);
  const bob = await house.signIn('bob');
  const wish = { type: 'work-order', templateId };
  expect((await bob.do(`/chats/${id}/tickets`, wish)).body.code).toBe('not-owner');
  expect((await bob.do(`/chats/${id}/tickets`, { type: 'unknown' })).body.code).toBe('not-owner');
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'unknown' })).body.code).toBe('unknown-ticket-type');
});

test('what the site demands on resolve is shown beforehand, and asked for at the end [row 82]', async () => {
  house.itsm.siteRules = { onResolve: { incident: ['Resolution Category'] } };
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  const { displayId } = await alice.ticket(id, 1, 'created');
  const { body } = await alice.get(`/chats/${id}/end-form`);
  expect(body.tickets).toEqual([
    {
      n: 1,
      displayId,
      kind: 'incident',
      created: true,
      resolve: { status: 'Resolved', statusReason: 'No Further Action Required' },
      cancel: { status: 'Cancelled', statusReason: 'No longer a Causal CI' },
      fields: [expect.objectContaining({ name: 'Resolution Category', required: true })],
    },
  ]);
  const refused = await alice.do(`/chats/${id}/end`, { resolveTicket: true });
  expect(refused.body).toMatchObject({
    status: 422,
    code: 'fields-required',
    ticket: 1,
    fields: [{ name: 'Resolution Category' }],
  });
  expect((await alice.read(id)).chat.status).toBe('assigned');
  const ended = await alice.do(`/chats/${id}/end`, {
    tickets: [{ ticket: 1, resolve: true, fields: { 'Resolution Category': 'Network' } }],
  });
  expect(ended).toMatchObject({ status: 200, body: { chat: { disposition: 'resolved' } } });
  await alice.ticket(id, 1, 'Resolved');
  expect(await incident(displayId)).toMatchObject({
    Status: 'Resolved',
    Status_Reason: 'No Further Action Required',
    'Resolution Category': 'Network',
  });
});

test('an end without resolving asks for nothing and leaves the ticket as it is', async () => {
  house.itsm.siteRules = { onResolve: { incident: ['Resolution Category'] } };
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  await alice.ticket(id, 1, 'created');
  expect((await alice.do(`/chats/${id}/end`, { resolveTicket: false })).status).toBe(200);
});

test('a related ticket is never cancelled: the form says so', async () => {
  const { id: before } = await house.accepted(alice);
  await alice.do(`/chats/${before}/tickets`, { type: 'incident' });
  const { displayId } = await alice.ticket(before, 1, 'created');
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/relate`, { displayId });
  const [row] = (await alice.get(`/chats/${id}/end-form`)).body.tickets;
  expect(row).toMatchObject({ created: false, resolve: { status: 'Resolved' } });
  expect(row.cancel).toBeUndefined();
});

test('who gave up decides what an abandon sets on a work order', async () => {
  const { id, user } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'work-order' });
  await alice.ticket(id, 1, 'created');
  const cancel = async () => (await alice.get(`/chats/${id}/end-form`)).body.tickets[0].cancel;
  expect(await cancel()).toEqual({ status: 'Cancelled', statusReason: 'Cancelled by Support' });
  await user.say('cancel live chat');
  await alice.reads(id, 'End user has cancelled chat.');
  expect(await cancel()).toEqual({ status: 'Cancelled', statusReason: 'Cancelled by Requester' });
});

test('where no link for remote control is configured, it is hidden and says so [row 73]', async () => {
  expect((await alice.get('/me')).body.may).toEqual({ requestControl: false });
  const { id } = await house.accepted(alice);
  expect((await alice.do(`/chats/${id}/request-control`)).body).toMatchObject({
    status: 422,
    code: 'not-supported-here',
  });
});
