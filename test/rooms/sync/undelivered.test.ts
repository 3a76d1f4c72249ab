import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { deliverMessages } from '../../../jobs/deliver-messages.ts';
import { noteUndelivered } from '../../../jobs/note-undelivered.ts';
import { createJudge } from '../../../jobs/run.ts';
import { sweepDeadlines } from '../../../jobs/sweep-deadlines.ts';
import { workLane } from '../../../jobs/work-lane.ts';
import type { SendResult } from '../../../src/bot/ports.ts';
import { done } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { besideLink } from './itsm-double.ts';
import { openPostRoom, type PostRoom } from './post-room.ts';

const MINUTES = 300_000;
const HOUR = 3_600_000;
const busy: SendResult = { kind: 'busy', reason: '503' };
const refused: SendResult = { kind: 'refused', reason: '400', gone: false };
const gone: SendResult = { kind: 'refused', reason: '404', gone: true };

let room: PostRoom;
let sent: string[];
let answer: (text: string) => SendResult;
beforeEach(() => {
  room = openPostRoom({ limits: { undeliveredMs: MINUTES, idleMs: HOUR, waitingMs: HOUR } });
  sent = [];
  answer = () => ({ kind: 'delivered' });
});
afterEach(() => room.close());

/** Works the conversation's lane as a worker does: until it is empty, or its head has to wait. */
async function deliver(chat: string): Promise<void> {
  const take = await room.lanes.take(`c.${chat}`);
  if (take.kind !== 'taken') throw new Error(`the lane is ${take.kind}`);
  const { store } = room;
  const job = deliverMessages({
    lanes: store.lanes,
    readChat: async (id) => (await store.chats.read(id)).chat,
    readEntry: async (id, seq) => (await store.chats.log(id, seq - 1, 1))[0],
    dropsRepeats: async () => false,
    sendEntry: async (_chat, { text }) => {
      sent.push(text);
      return answer(text);
    },
    sendPlace: async () => ({ kind: 'delivered' }),
    tellStatus: async () => ({ kind: 'delivered' }),
    userUnreachable: async (id, reason) => {
      await room.attempt(id, { type: 'record-user-unreachable', reason });
    },
    userAway: async () => {},
    heldUp: async (id, { seq, at }) => {
      await room.attempt(id, { type: 'record-held-up', seq, since: at });
    },
  });
  await workLane(take.lane, {
    lanes: store.lanes,
    jobs: { 'deliver-messages': job, 'tell-place': async () => done(undefined) },
    judge: createJudge(async () => {}),
    log: createLog('silent'),
  });
}

/** What a sweep of some process does; several may at once. */
const sweep = () =>
  sweepDeadlines(room.store.deadlines, room.now(), async ({ chat, kind, epoch }) => {
    await room.attempt(chat, { type: 'pass-deadline', kind, epoch });
    return true;
  });

/** An owned chat of which everything has been delivered, with a ticket unless it is to have none. */
async function talking(withTicket = true): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  if (withTicket) await room.wishTicket(chat, 'incident');
  await deliver(chat);
  await room.drain();
  return chat;
}
const notes = () =>
  room.itsm.tickets.map((ticket) => besideLink(ticket).filter(({ visibility }) => visibility === 'public'));
const told = async (chat: string) =>
  (await room.store.chats.log(chat)).filter(({ code }) => code === 'not-delivered').map(({ text }) => text);
const textOf = (text: string) => expect.stringMatching(new RegExp(`Z Alice Smith: ${text}$`, 'm'));

/** So much later everything that is due is done, whatever is refused. */
async function later(ms: number): Promise<void> {
  room.later(ms);
  await sweep();
  await room.drain();
}

test('lines that a channel does not take for five minutes go to the ticket once, and the agent reads that', async () => {
  const chat = await talking();
  answer = () => busy;
  await room.agentSays(chat, 'Please restart it');
  await room.agentSays(chat, 'Then call me');
  await deliver(chat);
  expect(sent.at(-1)).toBe('Please restart it');
  await later(MINUTES - 1);
  expect(notes()).toEqual([[]]);
  await later(1);
  expect(notes()).toMatchObject([[{ text: textOf('Please restart it') }]]);
  expect(notes()[0]?.[0]?.text).toContain('Then call me');
  expect(notes()[0]?.[0]?.text).toMatch(/^The following did not reach you:/);
  expect(await told(chat)).toEqual([
    '2 messages have not reached the user for 5 minutes. They go to INC000001 as a public note.',
  ]);
  // It arrives after all, and nothing else happens.
  answer = () => ({ kind: 'delivered' });
  await room.redis.hset(`{${room.desk}}:lane:c.${chat}`, 'until', 0);
  await deliver(chat);
  await later(MINUTES * 3);
  expect(sent.slice(-2)).toEqual(['Please restart it', 'Then call me']);
  expect(notes()[0]).toHaveLength(1);
  expect(await told(chat)).toHaveLength(1);
  expect((await room.read(chat)).undelivered).toBeUndefined();
});

test('what arrives within its time is never noted', async () => {
  const chat = await talking();
  answer = () => busy;
  await room.agentSays(chat, 'hello');
  await deliver(chat);
  answer = () => ({ kind: 'delivered' });
  await deliver(chat);
  await later(MINUTES);
  expect(notes()).toEqual([[]]);
  expect(await told(chat)).toEqual([]);
  expect(await room.store.deadlines.due(room.now() + MINUTES)).toEqual([]);
});

test('a refused line is noted although those behind it arrive; lines of users, of the system and side notes are not', async () => {
  const chat = await talking();
  answer = (text) => (text === 'refused words' ? refused : { kind: 'delivered' });
  await room.userSays(chat, 'USER WORDS');
  await room.notes(chat, 'SIDE NOTE');
  await room.agentSays(chat, 'refused words');
  await room.agentSays(chat, 'next');
  await deliver(chat);
  await later(MINUTES);
  expect(notes()).toMatchObject([[{ text: textOf('refused words'), visibility: 'public' }]]);
  expect(notes()[0]?.[0]?.text).not.toMatch(/USER WORDS|SIDE NOTE|next/);
});

test('the last words before a chat was closed are noted too, and so is what a user who is gone did not get', async () => {
  const closed = await talking();
  answer = () => busy;
  await room.agentSays(closed, 'Goodbye');
  await room.end(closed, false);
  await deliver(closed);
  await room.drain();
  // It may not be packed while something is to be done.
  expect(await room.store.archive.pack(closed)).toBe('at-work');
  const left = await talking();
  answer = () => gone;
  await room.agentSays(left, 'Are you there?');
  await deliver(left);
  expect((await room.read(left)).status).toBe('closed');
  await later(MINUTES);
  expect(notes()).toMatchObject([[{ text: textOf('Goodbye') }], [{ text: textOf('Are you there\\?') }]]);
});

test('without a ticket the agent is told that there is none', async () => {
  const chat = await talking(false);
  answer = () => busy;
  await room.agentSays(chat, 'hello');
  await deliver(chat);
  await later(MINUTES);
  expect(await told(chat)).toEqual([
    'A message has not reached the user for 5 minutes. The chat has no ticket of its own to note this in: reach the user in another way.',
  ]);
  expect(room.itsm.calls).toEqual([]);
});

test('each line stands in the ticket once: over two sweeps at once, a killed worker, a lost answer and its heir', async () => {
  const chat = await talking();
  answer = () => busy;
  await room.agentSays(chat, 'one');
  await deliver(chat);
  room.later(MINUTES);
  await Promise.all([sweep(), sweep(), sweep()]);
  // A worker writes it and is killed before it can say so.
  const lane = `t.${chat}.1.helix`;
  const take = await room.lanes.take(lane);
  if (take.kind !== 'taken') throw new Error(`the lane is ${take.kind}`);
  const [head = ''] = take.lane.items;
  expect(head).toBe('note-undelivered {"n":1,"note":0}');
  const held = { chat, lane, fence: take.lane.fence, args: { n: 1, note: 0 }, tries: 0, sending: undefined };
  await noteUndelivered(room.sync)(held);
  expect(notes()[0]).toHaveLength(1);
  await room.redis.hset(`{${room.desk}}:lane:${lane}`, 'until', 0);
  // Its heirs try at once; the first hears nothing of what the ITSM did.
  room.itsm.fails('append', { throwAfter: 'no answer' });
  await room.drain();
  await room.drain();
  expect(notes()[0]).toHaveLength(1);
  expect(await told(chat)).toHaveLength(1);
  // A second line has a note of its own.
  await room.agentSays(chat, 'two');
  await room.redis.hset(`{${room.desk}}:lane:c.${chat}`, 'until', 0);
  await deliver(chat);
  await later(2 * MINUTES);
  answer = () => refused;
  await room.redis.hset(`{${room.desk}}:lane:c.${chat}`, 'until', 0);
  await deliver(chat);
  await later(2 * MINUTES);
  expect(notes()[0]?.map(({ text }) => text.match(/one|two/g))).toEqual([['one'], ['two']]);
});

test('a note that the ITSM refused is written when a supervisor retries', async () => {
  const chat = await talking();
  answer = () => busy;
  await room.agentSays(chat, 'hello');
  await deliver(chat);
  room.itsm.fails('append', { answer: { kind: 'refused', reason: 'The entry is read-only.' } });
  await later(MINUTES);
  expect(notes()[0]).toEqual([]);
  expect((await room.ticket(chat)).error).toBe('The entry is read-only.');
  await room.run(chat, { type: 'retry-ticket', by: { id: 'alice', screenName: 'Alice Smith' }, n: 1 });
  await room.drain();
  expect(notes()[0]).toMatchObject([{ text: textOf('hello') }]);
  expect(await told(chat)).toHaveLength(1);
});

test('words are masked in the note as they are in the transcript', async () => {
  const chat = await talking();
  answer = () => refused;
  await room.agentSays(chat, 'Your card 4111 1111 1111 1111');
  await deliver(chat);
  await later(MINUTES);
  expect(notes()[0]).toHaveLength(1);
  expect(room.itsm.everythingReceived()).not.toContain('4111 1111');
});
