import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPostRoom, type PostRoom } from './post-room.ts';

let room: PostRoom;
beforeAll(() => {
  room = openPostRoom({ limits: { reopenMs: 3_600_000 } });
});
afterAll(() => room?.close());

/** A chat that was abandoned, gone on with by its user. */
async function reopened(first: string): Promise<string> {
  const chat = await room.read(first);
  const log = (await room.store.chats.log(first)).map(({ seq: _seq, ...line }) => line);
  const asker = { conversation: chat.conversation, userId: chat.user.id };
  room.later(60_000);
  const again = await room.arrive({ conversation: chat.conversation, reopens: { chat, asker, log } });
  await room.accept(again);
  return again;
}

async function abandoned(): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  await room.abandon(chat);
  await room.drain();
  expect((await room.read(chat)).status).toBe('closed');
  return chat;
}

test('given a chat that goes on with an abandoned one, when it ends, then its ticket gets what was said once', async () => {
  const chat = await reopened(await abandoned());
  await room.wishTicket(chat, 'incident');
  await room.drain();
  const ticket = room.itsm.tickets.at(-1)!;
  const before = ticket.entries.length;
  await room.userSays(chat, 'said in the second chat');
  await room.end(chat, false);
  await room.drain();
  const written = ticket.entries.slice(before).filter(({ text }) => text.includes('Alice Smith has ended'));
  expect(written).toHaveLength(1);
  expect(written[0]!.text).toContain('said in the second chat');
  expect(
    ticket.entries.slice(before).filter(({ text }) => text.includes('said in the second chat')),
  ).toHaveLength(1);
});

test('given it is abandoned too, then what was said while that was under way comes to its ticket', async () => {
  const chat = await reopened(await abandoned());
  await room.wishTicket(chat, 'incident');
  await room.drain();
  const ticket = room.itsm.tickets.at(-1)!;
  await room.userSays(chat, 'said before');
  await room.abandon(chat);
  await room.userSays(chat, 'said meanwhile');
  await room.userSends(chat, { name: 'late.txt', bytes: Buffer.from('late') });
  await room.drain();
  const text = ticket.entries.map((entry) => entry.text).join('\n');
  expect(text).toContain('said before');
  expect(text).toContain('said meanwhile');
  expect(ticket.entries.flatMap(({ files = [] }) => files.map(({ name }) => name))).toContain('late.txt');
});

test('given files in the chat before, when the user goes on with it, then the ticket of the new chat gets them', async () => {
  const first = await room.arrive();
  await room.accept(first);
  await room.userSends(first, { name: 'shot.txt', bytes: Buffer.from('a picture') });
  await room.end(first, false);
  const chat = await reopened(first);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  const ticket = room.itsm.tickets.at(-1)!;
  await room.end(chat, false);
  await room.drain();
  expect(ticket.entries.flatMap(({ files = [] }) => files.map(({ name }) => name))).toEqual(['shot.txt']);
});
