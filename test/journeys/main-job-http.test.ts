import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';
import { Auditor } from '../support/sandbox.ts';

let demo: Demo;
let alice: Agent;
let bob: Agent;
let auditor: Auditor;

beforeAll(async () => {
  demo = await startDemo();
  alice = await Agent.signIn(demo.url, 'alice');
  bob = await Agent.signIn(demo.url, 'bob');
  auditor = new Auditor(demo.sandboxUrl);
});

afterAll(() => demo?.stop());

test('a user reaches a live agent, the incident is opened, followed and resolved', async () => {
  const user = await User.arrive(demo.url, 'Dana Reyes');
  await user.escalate('My VPN does not connect');
  const waiting = await alice.finds(user);
  expect(waiting).toMatchObject({ status: 'queued', queue: 'Network', user: { name: 'Dana Reyes' } });
  expect(waiting.agent).toBeUndefined();

  const before = await alice.read(waiting.id);
  expect(before.entries[0]).toMatchObject({ seq: 1, visibility: 'public' });
  expect(before.entries.map((entry) => entry.text)).toContain('My VPN does not connect');

  expect((await alice.do(`/chats/${waiting.id}/accept`)).status).toBe(200);
  await user.hears('Alice Smith has joined the chat.');
  await user.hearsStatus('accepted');
  expect((await alice.list('mine')).chats.map(({ id }) => id)).toContain(waiting.id);

  await user.say('Hello, is it you?');
  await alice.reads(waiting.id, 'Hello, is it you?');
  const sent = await alice.do(`/chats/${waiting.id}/messages`, { text: 'Yes. Which network are you on?' });
  expect(sent).toMatchObject({
    status: 201,
    body: { entry: { author: { kind: 'agent', name: 'Alice Smith' } } },
  });
  expect(await user.hears('Yes. Which network are you on?')).toMatchObject({ from: { name: 'Alice Smith' } });
  await alice.do(`/chats/${waiting.id}/notes`, { text: 'SIDE NOTE: sounds like the old client' });

  const asked = await alice.do(`/chats/${waiting.id}/tickets`, { type: 'incident' });
  expect(asked).toMatchObject({
    status: 202,
    body: { ticket: { n: 1, state: 'creating', kind: 'incident' } },
  });
  const created = await alice.ticket(waiting.id, 1, 'created');
  expect(created.displayId).toMatch(/^INC\d+$/);
  expect((await alice.do(`/chats/${waiting.id}/tickets`, { type: 'incident' })).body.code).toBe(
    'ticket-exists',
  );

  await user.say('It works after the update');
  await alice.reads(waiting.id, 'It works after the update');
  const ended = await alice.do(`/chats/${waiting.id}/end`, {
    resolveTicket: true,
    resolution: 'Client updated',
  });
  expect(ended).toMatchObject({ status: 200, body: { chat: { status: 'closed', disposition: 'resolved' } } });
  await user.hears('Alice Smith has ended the chat.');
  await user.hearsStatus('completed');
  await alice.ticket(waiting.id, 1, 'Resolved');

  const incidents = (await auditor.incidents()).filter((one) => one['Incident Number'] === created.displayId);
  expect(incidents).toHaveLength(1);
  const [incident] = incidents;
  expect(incident).toMatchObject({
    Status: 'Resolved',
    Status_Reason: 'No Further Action Required',
    Resolution: 'Client updated',
  });
  expect(incident?.['Detailed Decription']).toContain('Yes. Which network are you on?');
  expect(incident?.['Detailed Decription']).not.toContain('It works after the update');
  const info = await auditor.workInfo(created.displayId ?? '');
  expect(info.map((one) => one['Detailed Description']).join()).toContain('It works after the update');
  expect(JSON.stringify([incident, info])).not.toContain('SIDE NOTE');
  expect(JSON.stringify(await user.all())).not.toContain('SIDE NOTE');

  await user.say('Thank you, virtual agent');
  await eventually(async () => (await user.heard()).length > 0, 'the bot answers again');
  expect((await alice.read(waiting.id)).entries.map((entry) => entry.text)).not.toContain(
    'Thank you, virtual agent',
  );
});

test('what an agent may not do is refused with a code and the owner', async () => {
  const user = await User.arrive(demo.url, 'Sam "Quote" <b>Bold</b>');
  await user.escalate('My laptop does not start');
  const { id, user: shown } = await alice.finds(user);
  expect(shown.name).toBe('Sam "Quote" <b>Bold</b>');
  expect((await bob.do(`/chats/${id}/messages`, { text: 'too early' })).body).toMatchObject({
    status: 403,
    code: 'not-owner',
  });
  await alice.do(`/chats/${id}/accept`);
  expect((await alice.do(`/chats/${id}/accept`)).status).toBe(200);
  expect((await bob.do(`/chats/${id}/accept`)).body).toMatchObject({
    status: 409,
    code: 'already-assigned',
    owner: 'Alice Smith',
  });
  expect((await bob.do(`/chats/${id}/end`)).body).toMatchObject({ status: 403, code: 'not-owner' });

  expect((await alice.do(`/chats/${id}/release`)).body.chat).toMatchObject({ status: 'queued' });
  await bob.do(`/chats/${id}/accept`);
  expect((await alice.do(`/chats/${id}/messages`, { text: 'late' })).body.code).toBe('not-owner');

  await user.post({ type: 'endOfConversation' });
  await bob.reads(id, 'End user has cancelled chat.');
  const cancelled = (await bob.read(id)).chat;
  expect(cancelled).toMatchObject({ status: 'assigned', cancelledByUser: true });
  expect((await bob.do(`/chats/${id}/messages`, { text: 'still there?' })).body.code).toBe('user-cancelled');
  expect((await bob.do(`/chats/${id}/end`)).body.chat).toMatchObject({
    status: 'closed',
    disposition: 'cancelled',
  });
  expect((await bob.do(`/chats/${id}/notes`, { text: 'x' })).body.code).toBe('chat-closed');
});

test('abandon cancels the ticket first, then closes the chat', async () => {
  const user = await User.arrive(demo.url);
  await user.escalate();
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  await alice.do(`/chats/${id}/tickets`, { type: 'work-order' });
  const incident = await alice.ticket(id, 1, 'created');
  const workOrder = await alice.ticket(id, 2, 'created');
  await alice.do(`/chats/${id}/abandon`);
  await eventually(async () => (await alice.read(id)).chat.status === 'closed', 'the chat closes');
  expect((await alice.read(id)).chat).toMatchObject({
    disposition: 'abandoned',
    tickets: [
      { status: 'Cancelled', statusReason: 'No longer a Causal CI' },
      { status: 'Cancelled', statusReason: 'Cancelled by Support' },
    ],
  });
  const held = await auditor.incidents();
  expect(held.find((one) => one['Incident Number'] === incident.displayId)?.Status).toBe('Cancelled');
  const orders = await auditor.workOrders();
  expect(orders.find((one) => one['Work Order ID'] === workOrder.displayId)?.['Status Reason']).toBe(
    'Cancelled by Support',
  );
});
