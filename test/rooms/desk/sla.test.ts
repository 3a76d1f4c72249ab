import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sweepDeadlines } from '../../../jobs/sweep-deadlines.ts';
import type { ChatList, DeskFigures } from '../../../src/api/views.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

const MINUTE = 60_000;

let room: AgentsRoom;
let sam: string;
beforeEach(async () => {
  room = await openAgentsRoom({
    sla: [{ queue: 'Network', minutes: 5, warnBeforeMinutes: 2 }],
    queues: ['Network'],
  });
  sam = await room.signIn('sam');
});
afterEach(() => room.close());

/** A chat that has waited so long. */
async function waits(minutes: number, more: { queue?: string; priority?: number } = {}): Promise<string> {
  room.time.ahead = -minutes * MINUTE;
  const id = await room.arrive({ queue: 'Network', ...more });
  room.time.ahead = 0;
  return id;
}

const get = async <T>(path: string): Promise<T> => (await room.call('GET', path, { token: sam })).body;
const inQueue = async () => {
  const { chats } = await get<ChatList>('/api/v1/chats?view=queue');
  return new Map(chats.map((chat) => [chat.id, chat]));
};

/** As the worker does it: nothing but deadlines that are due. */
const sweep = () =>
  sweepDeadlines(room.store.deadlines, Date.now(), async ({ chat, kind, epoch }) => {
    await room.execute(chat, { type: 'pass-deadline', kind, epoch });
    return true;
  });

test('waiting chats say by when they should be accepted, and supervisors see how many are late [row 101]', async () => {
  const [fresh, urgent] = [await waits(1), await waits(4, { priority: 7 })];
  await waits(6);
  await waits(8, { priority: 2 });
  await waits(60, { queue: 'GENERAL' });
  const chats = await inQueue();
  const { waitingSince = '', slaAt = '' } = chats.get(fresh) ?? {};
  expect(Date.parse(slaAt) - Date.parse(waitingSince)).toBe(5 * MINUTE);
  expect([...chats.values()].filter((chat) => chat.slaAt !== undefined)).toHaveLength(4);
  const figures = await get<DeskFigures>('/api/v1/admin/figures');
  expect(figures).toMatchObject({ queued: 5, warned: 1, breached: 2 });
  expect(figures.waiting.find(({ queue }) => queue === 'GENERAL')).toMatchObject({ warned: 0, breached: 0 });
  await room.call('POST', `/api/v1/chats/${urgent}/accept`, { token: sam });
  expect(await get('/api/v1/admin/figures')).toMatchObject({ warned: 0, breached: 2 });
});

test('agents are told of it once, by the chat’s own deadline, and not once it is accepted [row 101]', async () => {
  const window = await room.follow(await room.ticketFor(sam));
  await window.first();
  const [early, near, past] = [await waits(1), await waits(4), await waits(6)];
  await sweep();
  await sweep();
  const chats = await inQueue();
  expect([early, near, past].map((id) => chats.get(id)?.sla)).toEqual([undefined, 'warned', 'breached']);
  const codes = async (id: string) =>
    (await room.store.chats.log(id)).flatMap(({ code }) => (code?.startsWith('sla') ? [code] : []));
  expect(await Promise.all([early, near, past].map(codes))).toEqual([[], ['sla-warning'], ['sla-breached']]);
  await window.hears(past, 'chat');
  await room.call('POST', `/api/v1/chats/${near}/accept`, { token: sam });
  const { body } = await room.call('GET', `/api/v1/chats/${near}`, { token: sam });
  expect([body.chat.slaAt, body.chat.sla]).toEqual([undefined, undefined]);
  const due = await room.store.deadlines.due(Date.now() + 10 * MINUTE);
  expect(due.map(({ chat }) => chat)).not.toContain(near);
  expect(due.map(({ chat, kind }) => [chat, kind])).toContainEqual([early, 'sla-warning']);
});

test('without a target nothing is said of the wait [row 101]', async () => {
  await room.close();
  room = await openAgentsRoom();
  sam = await room.signIn('sam');
  const id = await waits(90);
  expect((await inQueue()).get(id)?.slaAt).toBeUndefined();
  expect(await get('/api/v1/admin/figures')).toMatchObject({ queued: 1, warned: 0, breached: 0 });
  expect(await room.store.deadlines.due(Date.now() - 60 * MINUTE)).toEqual([]);
});
