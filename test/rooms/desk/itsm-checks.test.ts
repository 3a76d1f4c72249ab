import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { INCIDENT_STATUS_REASON } from '../../../connectors/bmc-helix/simulator/forms/enums.ts';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';

const RESOLVED = 'No Further Action Required';
const CANCELLED = 'No longer a Causal CI';
const menu = INCIDENT_STATUS_REASON as Map<string, number>;
const whole = new Map(menu);
const lacks = (...missing: readonly string[]) => {
  for (const [label, number] of whole) menu.set(label, number);
  for (const label of missing) menu.delete(label);
};

const logged = new PassThrough();
let log = '';
let house: DeskHouse;
let alice: Agent;
let sam: Agent;
beforeAll(async () => {
  logged.on('data', (line) => {
    log += line;
  });
  lacks(RESOLVED, CANCELLED);
  // A minute of the checks is 60 ms here.
  house = await openDeskHouse({ logged, waitScale: 1 / 1_000 });
  alice = await house.signIn('alice');
  sam = await house.signIn('sam');
});
afterAll(() => house?.close());

const checked = async () => (await sam.get('/admin/checks')).body.connectors[0];
const isChecked = (state: string) =>
  eventually(async () => (await checked()).state === state, `the mapping is ${state}`);
const withTicket = async (type = 'incident') => {
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type });
  const { displayId } = await alice.ticket(id, 1, 'created');
  const held = async () =>
    (await house.auditor.incidents()).find((one) => one['Incident Number'] === displayId);
  return { id, held };
};
/** The ITSM refuses the end of a chat for want of a value: that is how it is learnt between two looks. */
const learns = async (missing: string) => {
  lacks(missing);
  const { id } = await withTicket();
  await alice.do(`/chats/${id}/end`, { resolveTicket: true });
  await isChecked('faulty');
};
const form = async (id: string) => (await alice.get(`/chats/${id}/end-form`)).body.tickets[0];

test('a value that is missing is named at the start: in the log and to supervisors [row 90]', async () => {
  await isChecked('faulty');
  expect(await checked()).toEqual({
    id: 'helix',
    at: expect.any(String),
    state: 'faulty',
    findings: expect.arrayContaining([
      expect.objectContaining({
        severity: 'error',
        form: 'HPD:IncidentInterface',
        field: 'Status_Reason',
        value: RESOLVED,
        nearest: expect.any(String),
      }),
      expect.objectContaining({ value: CANCELLED }),
    ]),
  });
  const lines = log.split('\n').filter((line) => line.includes(RESOLVED));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    connector: 'helix',
    form: 'HPD:IncidentInterface',
    field: 'Status_Reason',
    value: RESOLVED,
    nearest: expect.any(String),
  });
  expect((await alice.get('/admin/checks')).body).toMatchObject({ status: 403, code: 'not-allowed' });
});

test('the form says so before a chat is ended with it, and the end with it is refused [row 90]', async () => {
  const { id, held } = await withTicket();
  // A look that a busy machine did not answer in time proves nothing, and is soon made again.
  const row = await eventually(async () => {
    const asked = await form(id);
    return asked.why !== undefined && asked;
  }, 'the form says what is missing');
  expect(row).toMatchObject({ n: 1, why: expect.stringContaining(RESOLVED), fields: [] });
  expect(row.why).toContain('End without resolving.');
  expect(row.resolve).toBeUndefined();
  expect(row.cancel).toBeUndefined();
  for (const wish of [{ resolveTicket: true }, { tickets: [{ ticket: 1, resolve: true }] }]) {
    // Where the look is not answered in time the end is allowed: then another chat is tried.
    const refused = await eventually(async () => {
      const other = await withTicket();
      const { body } = await alice.do(`/chats/${other.id}/end`, wish);
      return body.status === 422 && { ...other, body };
    }, 'the end is refused');
    expect(refused.body).toMatchObject({ code: 'ending-unavailable', ticket: 1, detail: row.why });
    expect((await alice.read(refused.id)).chat.status).toBe('assigned');
    await alice.do(`/chats/${refused.id}/end`, {});
  }
  expect((await alice.do(`/chats/${id}/end`, {})).body.chat).toMatchObject({ disposition: 'unresolved' });
  expect((await held())?.Status).toBe('Assigned');
});

test('an abandon closes the chat all the same; the ticket is left as it is, says why, and is cancelled by a retry', async () => {
  const { id, held } = await withTicket();
  const sent = () => house.itsm.requests.get('PUT HPD:IncidentInterface') ?? 0;
  const before = sent();
  expect((await alice.do(`/chats/${id}/abandon`)).status).toBe(200);
  const { chat } = await eventually(async () => {
    const read = await alice.read(id);
    return read.chat.status === 'closed' && read;
  }, 'the chat is closed');
  expect(chat).toMatchObject({
    disposition: 'abandoned',
    tickets: [{ error: expect.stringContaining(CANCELLED) }],
  });
  expect((await held())?.Status).toBe('Assigned');
  expect(sent()).toBe(before);
  lacks();
  await eventually(async () => {
    await alice.do(`/chats/${id}/tickets/1/retry`);
    return (await held())?.Status === 'Cancelled';
  }, 'a retry cancels the ticket');
  expect((await held())?.Status_Reason).toBe(CANCELLED);
});

test('only that ending of that ticket type is in the way, and no longer than the value is missing', async () => {
  await learns(RESOLVED);
  const order = await withTicket('work-order');
  expect(await form(order.id)).toMatchObject({
    resolve: { status: 'Completed', statusReason: 'Successful' },
    cancel: { status: 'Cancelled', statusReason: 'Cancelled by Support' },
  });
  const { id } = await withTicket();
  expect(await form(id)).toMatchObject({
    why: expect.stringContaining(RESOLVED),
    cancel: { status: 'Cancelled', statusReason: CANCELLED },
  });
  lacks();
  await eventually(async () => (await form(id)).resolve !== undefined, 'the form offers it again');
  expect((await alice.do(`/chats/${id}/end`, { resolveTicket: true })).status).toBe(200);
  await alice.ticket(id, 1, 'Resolved');
});

test('an ITSM that cannot be asked is unproven, stops nothing, and is asked again', async () => {
  const { id } = await withTicket();
  await learns(RESOLVED);
  house.itsm.faults = [{ kind: 'unavailable', path: '/fields/' }];
  await isChecked('unproven');
  expect(await form(id)).toMatchObject({ resolve: { status: 'Resolved' } });
  house.itsm.faults = [];
  lacks();
  await isChecked('proven');
});
