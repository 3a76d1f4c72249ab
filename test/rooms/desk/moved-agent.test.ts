import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { AgentAccount } from '../../../config/schema.ts';
import { eventually } from '../../support/eventually.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
  const passwordHash = room.accounts.get('alice')?.passwordHash ?? '';
  for (const id of ['dora', 'erik'])
    room.accounts.set(id, { id, name: id, roles: ['agent'], queues: 'all', companies: 'all', passwordHash });
  for (const id of ['alice', 'bob', 'amy', 'sam', 'dora', 'erik']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());
beforeEach(() => {
  for (const who of ['dora', 'erik']) become(who, { queues: ['Network'], companies: 'all' });
});

/** The settings have the account differently from now on. */
function become(who: string, more: Partial<AgentAccount>): void {
  const account = room.accounts.get(who);
  if (account !== undefined) room.accounts.set(who, { ...account, ...more });
}

const as = (who: string, method: string, path: string, body?: unknown) =>
  room.call(method, `/api/v1${path}`, { token: tokens[who], body });
const act = (who: string, id: string, action: string, body: unknown = {}) =>
  as(who, 'POST', `/chats/${id}/${action}`, body);
const listed = async (who: string, view: string): Promise<string[]> => {
  const { body } = await as(who, 'GET', `/chats?view=${view}&limit=200`);
  return body.chats.map(({ id }: { id: string }) => id);
};

async function ownedBy(who: string, more: object = {}): Promise<string> {
  const id = await room.arrive({ queue: 'Network', ...more });
  expect((await act(who, id, 'accept')).status).toBe(200);
  return id;
}

/** Reading and writing are one: what somebody can write to they can read, list and finish. */
async function hasWhole(who: string, id: string): Promise<void> {
  expect((await as(who, 'GET', `/chats/${id}`)).status).toBe(200);
  expect(await listed(who, 'mine')).toContain(id);
  for (const [action, body, status] of [
    ['messages', { text: 'I finish this.' }, 201],
    ['notes', { text: 'moved to another queue' }, 201],
    ['typing', {}, 204],
    ['tickets', { type: 'incident', another: true }, 202],
  ] as const)
    expect([action, (await act(who, id, action, body)).status]).toEqual([action, status]);
  expect((await as(who, 'GET', `/chats/${id}/transfer-targets`)).status).toBe(200);
  expect((await as(who, 'GET', `/chats/${id}/transcript`)).status).toBe(200);
}

test('[chat F4] an agent who is moved to another queue reads and finishes the chat that is theirs', async () => {
  const id = await ownedBy('dora');
  const other = await room.arrive({ queue: 'Network' });
  become('dora', { queues: ['Hardware'] });
  await hasWhole('dora', id);
  expect((await as('dora', 'GET', `/chats/${other}`)).status).toBe(404);
  const window = await room.follow(await room.ticketFor(tokens.dora ?? ''));
  await window.first();
  const { body } = await act('dora', id, 'messages', { text: 'One more thing.' });
  await eventually(
    () =>
      window.frames.find(({ kind, chat, seq }) => kind === 'entry' && chat === id && seq === body.entry.seq),
    'her windows hear of her chat',
  );
  const ended = await act('dora', id, 'end', { resolveTicket: false });
  expect([ended.status, ended.body.chat.status]).toEqual([200, 'closed']);
  // What they have closed they may look at again; a chat that they give back is the queue's.
  expect((await as('dora', 'GET', `/chats/${id}`)).status).toBe(200);
  expect(window.frames.some(({ chat }) => chat === other)).toBe(false);
});

test('[chat F4 sibling] so does one whose company is another now, and gives it back: then it is the queue’s', async () => {
  const id = await ownedBy('dora', { company: 'Firma A' });
  become('dora', { companies: ['Firma B'] });
  await hasWhole('dora', id);
  const window = await room.follow(await room.ticketFor(tokens.dora ?? ''));
  await window.first();
  const released = await act('dora', id, 'release');
  expect([released.status, released.body.chat.status]).toEqual([200, 'queued']);
  // Her windows hear that it is gone; then it is not there for her, neither to read nor to write.
  await window.hears(id, 'chat');
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '/messages', { text: 'x' }],
    ['POST', '/notes', { text: 'x' }],
    ['POST', '/typing', {}],
    ['POST', '/accept', {}],
  ] as const)
    expect((await as('dora', method, `/chats/${id}${path}`, body)).status).toBe(404);
  expect(await listed('dora', 'mine')).not.toContain(id);
});

test('[chat F4 sibling] a participant who is moved writes and reads on, and leaves', async () => {
  const id = await ownedBy('alice');
  await act('alice', id, 'invites', { agentId: 'erik', mode: 'participant' });
  become('erik', { queues: ['Hardware'] });
  // Who was invited before may still come in.
  expect((await as('erik', 'GET', `/chats/${id}`)).status).toBe(200);
  expect(await listed('erik', 'invites')).toContain(id);
  expect((await act('erik', id, 'invites/answer', { accept: true })).status).toBe(200);
  expect(await listed('erik', 'mine')).toContain(id);
  expect((await act('erik', id, 'messages', { text: 'Hello' })).status).toBe(201);
  const window = await room.follow(await room.ticketFor(tokens.erik ?? ''));
  await window.first();
  await act('alice', id, 'typing');
  await window.hears(id, 'typing');
  expect((await act('erik', id, 'leave')).status).toBe(200);
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/messages'],
  ] as const)
    expect(
      (await as('erik', method, `/chats/${id}${path}`, method === 'GET' ? undefined : { text: 'x' })).status,
    ).toBe(404);
});

test('[chat F4 sibling] a chat that was offered before is there to be taken, for nobody else', async () => {
  const id = await ownedBy('alice');
  await act('alice', id, 'transfer', { agentId: 'dora' });
  become('dora', { queues: ['Hardware'] });
  become('erik', { queues: ['Hardware'] });
  expect(await listed('dora', 'transferred')).toEqual([id]);
  expect((await act('erik', id, 'accept')).status).toBe(404);
  expect((await act('dora', id, 'accept')).body.chat).toMatchObject({
    status: 'assigned',
    agent: { id: 'dora' },
  });
  await hasWhole('dora', id);
});

test('a queue that is called as a field of the feed is heard of like any other', async () => {
  const window = await room.follow(await room.ticketFor(tokens.alice ?? ''));
  await window.first();
  for (const queue of ['c', 'k', 'n', 'q', 'o', 'a']) {
    const id = await room.arrive({ queue, company: queue });
    await window.hears(id, 'chat');
  }
});

test('[admin 21] the chats of an agent whom the settings have no more can be moved', async () => {
  const [one, two] = [await ownedBy('erik'), await ownedBy('erik')];
  const account = room.accounts.get('erik')!;
  room.accounts.delete('erik');
  try {
    const agents = await as('sam', 'GET', '/admin/agents');
    expect(agents.body.agents.find(({ id }: { id: string }) => id === 'erik')).toMatchObject({
      load: 2,
      removed: true,
      online: false,
    });
    const { status, body } = await as('sam', 'POST', '/admin/agents/erik/move-chats', { queue: 'Access' });
    expect(status).toBe(200);
    expect(body.chats.map((row: { id: string; moved: boolean }) => [row.id, row.moved])).toEqual([
      [one, true],
      [two, true],
    ]);
    for (const id of [one, two])
      expect((await as('sam', 'GET', `/chats/${id}`)).body.chat).toMatchObject({
        status: 'queued',
        queue: 'Access',
      });
    const told = await room.store.chats.log(one);
    expect(told.at(-1)?.text).toBe(
      'Sam Super has transferred you to Access. You are in the queue for another agent.',
    );
    // Nobody of that name has anything now.
    const again = await as('sam', 'POST', '/admin/agents/erik/move-chats', { queue: 'Access' });
    expect([again.status, again.body.detail]).toEqual([
      404,
      expect.stringContaining('There is no agent erik'),
    ]);
    expect(
      (await as('sam', 'GET', '/admin/agents')).body.agents.map(({ id }: { id: string }) => id),
    ).not.toContain('erik');
  } finally {
    room.accounts.set('erik', account);
    tokens.erik = await room.signIn('erik');
  }
});

test('[admin 21 sibling] so can those of an agent who is none any more, to another agent', async () => {
  const id = await ownedBy('erik');
  become('erik', { roles: ['alert-admin'] });
  try {
    const { body } = await as('sam', 'POST', '/admin/agents/erik/move-chats', { agentId: 'bob' });
    expect(body.chats).toMatchObject([{ id, moved: true, chat: { transferTo: { id: 'bob' } } }]);
    expect((await act('bob', id, 'accept')).status).toBe(200);
  } finally {
    become('erik', { roles: ['agent'] });
  }
});
