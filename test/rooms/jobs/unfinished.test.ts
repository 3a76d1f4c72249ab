import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { HeldTicket } from '../sync/itsm-double.ts';
import { openPostRoom, type PostRoom } from '../sync/post-room.ts';

// Once a ticket's lane is empty, no write is left that reconcile-tickets would do again, but one that was refused.

let room: PostRoom;
beforeEach(() => {
  room = openPostRoom();
});
afterEach(() => room.close());

type Play = (room: PostRoom, chat: string) => void | Promise<void>;
const resolve: Play = async (house, chat) => void (await house.end(chat, true));

/** Somebody works on the ticket in the ITSM. */
function meanwhile({ itsm }: PostRoom, change: Partial<HeldTicket>): void {
  for (const ticket of itsm.tickets) Object.assign(ticket, change);
}

test.each<[string, Play, Play]>([
  ['resolved', () => {}, resolve],
  ['ended without resolving', () => {}, async (house, chat) => void (await house.end(chat, false))],
  ['abandoned', () => {}, async (house, chat) => void (await house.abandon(chat))],
  ['finished by somebody else before', (house) => meanwhile(house, { status: 'Closed' }), resolve],
  ['assigned to somebody else before', (house) => meanwhile(house, { assignee: 'Carol' }), resolve],
])('%s', async (_name, before, end) => {
  const chat = await withTicket();
  await before(room, chat);
  await end(room, chat);
  await room.drain();
  expect((await room.store.unfinished.figures()).unfinished).toBe(0);
});

test('a note that is refused was a courtesy; the transcript stays to be written', async () => {
  const chat = await withTicket();
  meanwhile(room, { status: 'Closed' });
  const no = { answer: { kind: 'refused', reason: 'no work info on a closed ticket' } } as const;
  room.itsm.fails('append', no, no);
  await room.end(chat, true);
  await room.drain();
  expect(await room.store.ledger(chat, 1).unconfirmed()).toEqual(['transcript']);
});

/** An accepted chat whose ticket has been made. */
async function withTicket(): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  return chat;
}
