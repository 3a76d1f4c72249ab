import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Chat } from '../../../src/chat/chat.ts';
import { isOpen } from '../../../src/chat/chat.ts';
import { leftOpen, ticketsOf } from '../../../src/chat/earlier.ts';
import type { Command, Opening } from '../../../src/handoff/commands.ts';
import { besideLink, type HeldTicket } from './itsm-double.ts';
import { ALICE, openPostRoom, type PostRoom, type PostRoomOptions } from './post-room.ts';

const DAY_MS = 86_400_000;
const settings = { defaultAssignee: { name: 'Live Chat Desk', login: 'chatdesk' } };
const limits = { reopenMs: 365 * DAY_MS, idleMs: 3_600_000, waitingMs: 3_600_000 };

let room: PostRoom;
afterEach(() => room?.close());

const openRoom = (more: PostRoomOptions = {}): void => {
  room = openPostRoom({ settings, limits, ...more });
  // What is kept of closed chats is kept by the clock of Redis.
  room.later(Date.now() - room.now());
};
const opening = (at: Opening['at']): Opening => ({
  at,
  connector: 'helix',
  ticketType: 'incident',
  kind: 'incident',
});
const held = (i = 0): HeldTicket => {
  const ticket = room.itsm.tickets[i];
  if (ticket === undefined) throw new Error(`no ticket ${i}`);
  return ticket;
};
const wish = (chat: string, more: object = {}) =>
  room.attempt(chat, {
    type: 'request-ticket',
    by: ALICE,
    connector: 'helix',
    ticketType: 'incident',
    kind: 'incident',
    another: false,
    ...more,
  });

/** A chat of Alice's with a ticket, ended. */
async function ended(resolve: boolean, more: Partial<Extract<Command, { type: 'request-handoff' }>> = {}) {
  const chat = await room.arrive(more);
  await room.accept(chat);
  if ((await room.read(chat)).tickets.length === 0) await room.wishTicket(chat, 'incident');
  await room.drain();
  await room.userSays(chat, 'SAID BEFORE');
  await room.userSends(chat, { name: 'before.txt', bytes: Buffer.from('before') });
  await room.end(chat, resolve, resolve ? 'Mended' : undefined);
  await room.drain();
  return room.read(chat);
}

/** Its user goes on with it. */
async function goesOn(before: Chat): Promise<string> {
  const log = (await room.store.chats.log(before.id)).map(({ seq: _seq, ...line }) => line);
  const asker = { conversation: before.conversation, userId: before.user.id };
  return room.arrive({
    conversation: before.conversation,
    reopens: { chat: before, asker, log },
    earlier: ticketsOf(before, log.length, 0),
  });
}

/** The same user comes anew, proven or not. */
async function comesBack(user: Chat['user']): Promise<string> {
  const conversation = { channel: 'test', id: randomUUID() };
  const theirs = user.verified ? await room.store.chats.ofUser({ user, conversation }) : [];
  const earlier = leftOpen(
    theirs.filter((chat) => !isOpen(chat)),
    theirs.filter(isOpen),
  );
  return room.arrive({ user, conversation, earlier });
}

const accepted = async (chat: string): Promise<string> => {
  await room.accept(chat);
  await room.drain();
  return chat;
};

describe('a chat that is gone on with brings its ticket', () => {
  it.each(['accept', 'handoff', undefined] as const)(
    '[item 3] still open: it is this chat’s, and no second one is opened; opened by itself: %s',
    async (at) => {
      openRoom(at === undefined ? {} : { opening: opening(at) });
      const again = await accepted(await goesOn(await ended(false)));
      expect(await room.ticket(again)).toMatchObject({
        created: true,
        state: 'created',
        displayId: 'INC000001',
      });
      expect(await wish(again)).toMatchObject({ kind: 'refused', refusal: { code: 'ticket-exists' } });
      const entries = held().entries.length;
      await room.userSays(again, 'SAID NOW');
      await room.userSends(again, { name: 'now.txt', bytes: Buffer.from('now') });
      await room.end(again, true, 'Mended');
      await room.drain();
      expect(room.itsm.tickets).toHaveLength(1);
      expect(held().status).toBe('Resolved');
      const since = held().entries.slice(entries);
      expect(since.map(({ text }) => text).join('\n')).toContain('SAID NOW');
      expect(since.map(({ text }) => text).join('\n')).not.toContain('SAID BEFORE');
      expect(since.flatMap(({ files = [] }) => files.map(({ name }) => name))).toEqual(['now.txt']);
    },
  );

  it('[item 3] sibling: somebody has it in hand by now, and the agent resolves it all the same', async () => {
    openRoom();
    const before = await ended(false);
    Object.assign(held(), { status: 'In Progress', assignee: 'Bob Baker' });
    const again = await accepted(await goesOn(before));
    await room.end(again, true, 'Mended');
    await room.drain();
    expect(held().status).toBe('Resolved');
  });

  it('[item 3] sibling: who takes it in hand during the chat keeps it', async () => {
    openRoom();
    const again = await accepted(await goesOn(await ended(false)));
    held().assignee = 'Bob Baker';
    await room.end(again, true, 'Mended');
    await room.drain();
    expect(held().status).not.toBe('Resolved');
  });

  it('[item 3] sibling: the chat before is still writing to it: that is waited for', async () => {
    openRoom({ opening: opening('handoff') });
    const chat = await room.arrive();
    await room.accept(chat);
    await room.drain();
    room.itsm.fails(
      'append',
      ...Array.from({ length: 3 }, () => ({ answer: { kind: 'busy', reason: '503' } }) as const),
    );
    await room.end(chat, true, 'Mended');
    const again = await goesOn(await room.read(chat));
    await accepted(again);
    expect(held().status).toBe('Resolved');
    expect((await room.read(again)).earlier).toMatchObject([{ standing: 'reopenable', status: 'Resolved' }]);
    expect(room.itsm.tickets).toHaveLength(1);
  });

  it('[item 3] sibling: the ITSM is away: nothing is opened until it has told', async () => {
    openRoom({ opening: opening('accept') });
    const before = await ended(false);
    const busy = { answer: { kind: 'busy', reason: '503' } } as const;
    room.itsm.fails('read', busy, busy);
    const again = await goesOn(before);
    await room.accept(again);
    await room.drainOnce();
    expect((await room.read(again)).tickets).toEqual([]);
    expect(await wish(again)).toMatchObject({
      kind: 'refused',
      refusal: { facts: { displayId: 'INC000001' } },
    });
    await room.drain();
    expect(await room.ticket(again)).toMatchObject({ displayId: 'INC000001', created: true });
    expect(room.itsm.tickets).toHaveLength(1);
  });

  it('[item 3] sibling: it ends before the ITSM has told, and its words come to the ticket', async () => {
    openRoom();
    const before = await ended(false);
    const again = await goesOn(before);
    await room.accept(again);
    await room.userSays(again, 'SAID NOW');
    await room.end(again, false);
    await room.drain();
    expect(
      held()
        .entries.map(({ text }) => text)
        .join('\n'),
    ).toContain('SAID NOW');
    expect(room.itsm.tickets).toHaveLength(1);
  });

  it('[item 3] sibling: its user leaves the queue again: the ticket stays as it was', async () => {
    openRoom();
    const again = await goesOn(await ended(false));
    await room.drain();
    await room.cancel(again);
    await room.drain();
    expect(held()).toMatchObject({ status: 'Assigned', changes: [] });
  });
});

describe('a resolved ticket', () => {
  it('[item 3] is offered, reopened where the agent says so, and resolved at the end', async () => {
    openRoom({ opening: opening('accept') });
    const before = await ended(true);
    const again = await accepted(await goesOn(before));
    expect((await room.read(again)).tickets).toEqual([]);
    expect(await wish(again)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'earlier-ticket', facts: { displayId: 'INC000001', standing: 'reopenable' } },
    });
    expect((await wish(again, { reopen: 'INC000001' })).kind).toBe('done');
    await room.drain();
    expect(held().status).toBe('Assigned');
    expect(await room.ticket(again)).toMatchObject({ created: true, status: 'Assigned' });
    expect(held().entries.at(-1)?.text ?? '').not.toContain('failed');
    expect(besideLink(held()).some(({ text }) => text.includes('-> Assigned'))).toBe(true);
    await room.end(again, true, 'Mended again');
    await room.drain();
    expect(held().status).toBe('Resolved');
    expect(room.itsm.tickets).toHaveLength(1);
  });

  it('[item 3] sibling: reopened once, although the answer to that was lost', async () => {
    openRoom();
    const again = await accepted(await goesOn(await ended(true)));
    const changes = held().changes.length;
    room.itsm.fails('change', { throwAfter: 'killed after the write' });
    await wish(again, { reopen: 'INC000001' });
    await room.drain();
    expect(held().status).toBe('Assigned');
    expect(held().changes).toHaveLength(changes + 1);
    expect(await room.ticket(again)).not.toHaveProperty('error');
  });

  it('[item 3] sibling: somebody closes it before: the chat shows that, and another ticket names it', async () => {
    openRoom();
    const again = await accepted(await goesOn(await ended(true)));
    held().status = 'Closed';
    await wish(again, { reopen: 'INC000001' });
    await room.drain();
    expect((await room.ticket(again)).error).toContain('Closed and cannot be reopened');
    expect(await wish(again)).toMatchObject({ kind: 'refused', refusal: { code: 'ticket-exists' } });
    await wish(again, { another: true });
    await room.drain();
    expect(held(1).entries[0]?.text).toContain('INC000001');
  });

  it('[item 3] sibling: somebody reopens it before: it is gone on with as it is', async () => {
    openRoom();
    const again = await accepted(await goesOn(await ended(true)));
    const changes = held().changes.length;
    held().status = 'In Progress';
    await wish(again, { reopen: 'INC000001' });
    await room.drain();
    expect(held()).toMatchObject({ status: 'In Progress' });
    expect(held().changes).toHaveLength(changes);
    expect(await room.ticket(again)).toMatchObject({ status: 'In Progress' });
  });

  it.each(['accept', 'handoff'] as const)(
    '[item 3] after the window a new one is opened by itself at the %s, and names it',
    async (at) => {
      openRoom({ opening: opening(at) });
      const before = await ended(true);
      room.later(15 * DAY_MS);
      const again = await accepted(await goesOn(before));
      expect(room.itsm.tickets).toHaveLength(2);
      expect(await room.ticket(again)).toMatchObject({ displayId: 'INC000002', byItself: true });
      expect(held(1).entries[0]?.text).toContain('INC000001');
      expect(held().status).toBe('Resolved');
    },
  );

  it.each(['Closed', 'Cancelled'])('[item 3] sibling: one that is %s is not offered', async (status) => {
    openRoom();
    const before = await ended(true);
    held().status = status;
    const again = await accepted(await goesOn(before));
    expect((await room.read(again)).earlier).toMatchObject([{ standing: 'over', status }]);
    expect(await wish(again, { reopen: 'INC000001' })).toMatchObject({ refusal: { code: 'ticket-over' } });
    expect((await wish(again)).kind).toBe('done');
    await room.drain();
    expect(held(1).entries[0]?.text).toContain('INC000001');
  });
});

describe('a user who comes back in another chat', () => {
  const proven = { id: 'portal-7', name: 'Dana Reyes', email: 'dana@example.com', verified: true };

  it('[item 3] finds the ticket that was left open, and no second one is opened', async () => {
    openRoom({ opening: opening('accept') });
    await ended(false, { user: proven });
    const next = await accepted(await comesBack(proven));
    expect(await room.ticket(next)).toMatchObject({ displayId: 'INC000001', created: true });
    expect(room.itsm.tickets).toHaveLength(1);
  });

  it('[item 3] sibling: of two the agent chooses', async () => {
    openRoom({ opening: opening('accept') });
    await ended(false, { user: proven });
    const second = await room.arrive({ user: proven });
    await room.accept(second);
    await room.drain();
    await room.end(second, false);
    await room.drain();
    expect(room.itsm.tickets).toHaveLength(2);
    const next = await accepted(await comesBack(proven));
    expect((await room.read(next)).tickets).toEqual([]);
    expect(await wish(next)).toMatchObject({
      refusal: { code: 'earlier-ticket', facts: { standing: 'open' } },
    });
    await wish(next, { reopen: 'INC000001' });
    await room.drain();
    expect(await room.ticket(next)).toMatchObject({ displayId: 'INC000001' });
    expect(held().changes).toEqual([]);
    expect(room.itsm.tickets).toHaveLength(2);
  });

  it('[item 3] sibling: what was resolved for them is over, and a ticket is opened by itself', async () => {
    openRoom({ opening: opening('accept') });
    await ended(true, { user: proven });
    await accepted(await comesBack(proven));
    expect(room.itsm.tickets).toHaveLength(2);
  });

  it('[item 3] sibling: who is not proven finds nothing, whatever they call themselves', async () => {
    openRoom({ opening: opening('accept') });
    await ended(false, { user: proven });
    const next = await accepted(await comesBack({ ...proven, verified: false }));
    expect(await room.read(next)).not.toHaveProperty('earlier');
    expect(await room.ticket(next)).toMatchObject({ displayId: 'INC000002' });
  });
});
