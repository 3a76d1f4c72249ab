import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { besideLink } from './itsm-double.ts';
import { ALICE, openPostRoom, type PostRoom, type TicketType } from './post-room.ts';

let room: PostRoom;
beforeEach(() => {
  room = openPostRoom({ settings: { defaultAssignee: { name: 'Live Chat Desk', login: 'chatdesk' } } });
});
afterEach(() => room.close());

/** Accepted by Alice, with a created ticket. */
async function withTicket(type: TicketType): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, type);
  await room.drain();
  return chat;
}

const held = () => room.itsm.tickets[0]!;

/** No status was written, and the ITSM was told how the chat ended by one internal entry. */
function unchangedWithNote(words: RegExp): void {
  expect(held().changes).toEqual([]);
  expect(held().status).toBe('Assigned');
  const entries = besideLink(held());
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ visibility: 'internal' });
  expect(entries[0]?.text).toMatch(words);
}

const ABANDONED = {
  incident: { status: 'Cancelled', statusReason: 'No longer a Causal CI' },
  'work-order': { status: 'Cancelled', statusReason: 'Cancelled by Support' },
};
const BY_REQUESTER = {
  incident: ABANDONED.incident,
  'work-order': { status: 'Cancelled', statusReason: 'Cancelled by Requester' },
};

describe.each(['incident', 'work-order'] as const)('the endings table, column %s', (type) => {
  test('End, resolve', async () => {
    const chat = await withTicket(type);
    const ended = await room.end(chat, true, '  Client updated ');
    await room.drain();
    expect(ended.disposition).toBe('resolved');
    expect(held().changes).toEqual([
      type === 'incident'
        ? {
            status: 'Resolved',
            statusReason: 'No Further Action Required',
            fields: {
              Resolution: 'Client updated',
              Assignee: 'Live Chat Desk',
              'Assignee Login ID': 'chatdesk',
            },
          }
        : { status: 'Completed', statusReason: 'Successful', fields: { chr_Resolution: 'Client updated' } },
    ]);
    const { status, statusReason } = held();
    expect(await room.ticket(chat)).toMatchObject({ status, statusReason });
  });

  test('End, resolve, without a word of resolution: the field is filled all the same', async () => {
    const chat = await withTicket(type);
    await room.end(chat, true);
    await room.drain();
    const fields = held().changes[0]?.fields ?? {};
    expect(fields[type === 'incident' ? 'Resolution' : 'chr_Resolution']).toBe('Resolved in live chat.');
  });

  test('End, not resolve: unchanged, with an internal note', async () => {
    const chat = await withTicket(type);
    expect((await room.end(chat, false)).disposition).toBe('unresolved');
    await room.drain();
    unchangedWithNote(/ended: unresolved \(Alice Smith/);
  });

  test('End, not resolve, after the user had cancelled: cancelled, unchanged, with an internal note', async () => {
    const chat = await withTicket(type);
    await room.cancel(chat);
    expect((await room.end(chat, false)).disposition).toBe('cancelled');
    await room.drain();
    unchangedWithNote(/ended: cancelled, cancelled by the user/);
  });

  test('what a supervisor gave up is not written any more, although its lane still waits for the ITSM', async () => {
    const chat = await withTicket(type);
    room.itsm.fails('append', { answer: { kind: 'busy', reason: '503' } });
    await room.abandon(chat);
    await room.drainOnce();
    await room.pass(chat, 'abandoning');
    await room.run(chat, { type: 'give-up-ticket', by: ALICE, n: 1 });
    await room.drain();
    expect(held().changes).toEqual([]);
    expect(besideLink(held())).toEqual([]);
    expect(await room.ticket(chat)).toMatchObject({ givenUp: true });
  });

  test('End before the ITSM has made the ticket: its first note says which chat it belongs to, its last who resolved it', async () => {
    const chat = await room.arrive();
    await room.accept(chat);
    await room.wishTicket(chat, type);
    await room.end(chat, true);
    await room.drain();
    expect(held().changes).toHaveLength(1);
    expect(held().entries[0]?.text).toMatch(/^This ticket belongs to a live chat/);
    expect(held().entries.at(-1)?.text).toContain('Alice Smith via Deskbridge, chat');
  });

  test('Abandon: the ticket first, then the chat', async () => {
    const chat = await withTicket(type);
    expect((await room.abandon(chat)).status).toBe('assigned');
    await room.drain();
    expect(held().changes).toEqual([{ ...ABANDONED[type], fields: {} }]);
    expect(await room.read(chat)).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    expect(await room.ticket(chat)).toMatchObject(ABANDONED[type]);
  });

  test('Abandon after the user had cancelled: the reason says so where there is one', async () => {
    const chat = await withTicket(type);
    await room.cancel(chat);
    await room.abandon(chat);
    await room.drain();
    expect(held().changes).toEqual([{ ...BY_REQUESTER[type], fields: {} }]);
    expect((await room.read(chat)).disposition).toBe('abandoned');
  });

  test('user cancels while assigned: nothing yet', async () => {
    const chat = await withTicket(type);
    await room.cancel(chat);
    await room.drain();
    expect(held().changes).toEqual([]);
    expect(besideLink(held())).toEqual([]);
    expect(await room.read(chat)).toMatchObject({ status: 'assigned', cancelledByUser: true });
  });

  test('user cancels while waiting, ticket untouched: as Abandon', async () => {
    const chat = await withTicket(type);
    await room.run(chat, { type: 'release', by: ALICE });
    await room.userSays(chat, 'never mind');
    await room.cancel(chat);
    expect((await room.read(chat)).disposition).toBe('cancelled');
    await room.drain();
    expect(held().changes).toEqual([{ ...BY_REQUESTER[type], fields: {} }]);
    expect(
      held()
        .entries.map((entry) => entry.text)
        .join(),
    ).toContain('never mind');
  });

  test('user cancels while waiting, ticket touched by somebody: unchanged, note', async () => {
    const chat = await withTicket(type);
    await room.run(chat, { type: 'release', by: ALICE });
    held().status = 'In Progress';
    await room.cancel(chat);
    await room.drain();
    expect(held().changes).toEqual([]);
    expect(held().entries.at(-1)).toMatchObject({
      visibility: 'internal',
      text: expect.stringMatching(/somebody has set it to In Progress/),
    });
    expect(await room.ticket(chat)).toMatchObject({ status: 'In Progress' });
  });

  test('idle: unchanged, note', async () => {
    const chat = await withTicket(type);
    expect((await room.pass(chat, 'idle')).disposition).toBe('unresolved');
    await room.drain();
    unchangedWithNote(/ended: unresolved/);
  });

  test('nobody accepts again in time: unchanged, note', async () => {
    const chat = await withTicket(type);
    await room.run(chat, { type: 'release', by: ALICE });
    expect((await room.pass(chat, 'waiting')).disposition).toBe('unresolved');
    await room.drain();
    unchangedWithNote(/ended: unresolved/);
  });

  test('user unreachable: unchanged, note', async () => {
    const chat = await withTicket(type);
    const closed = await room.run(chat, {
      type: 'record-user-unreachable',
      reason: 'the channel answered 403',
    });
    expect(closed.disposition).toBe('unresolved');
    await room.drain();
    unchangedWithNote(/ended: unresolved/);
  });

  test.each([
    [type === 'incident' ? 'Resolved' : 'Completed', 'resolved'],
    ['Cancelled', 'abandoned'],
    ['Closed', 'resolved'],
    ['Closed', 'abandoned'],
  ])('a ticket that is %s already keeps its status when the chat ends %s', async (status, ending) => {
    const chat = await withTicket(type);
    held().status = status;
    if (ending === 'resolved') await room.end(chat, true);
    else await room.abandon(chat);
    await room.drain();
    expect(held()).toMatchObject({ status, changes: [] });
    expect(held().entries.at(-1)?.text).toMatch(new RegExp(`it was ${status} already`));
    expect((await room.read(chat)).status).toBe('closed');
  });

  test.each([
    ['status', { status: 'Pending' }, /set it to Pending/],
    ['group', { group: 'Network Operations' }, /handed to Network Operations/],
    ['assignee', { assignee: 'Somebody Else' }, /assigned to Somebody Else/],
  ])(
    'somebody outside changed the %s: the status stays and an internal note is tried',
    async (_what, change, words) => {
      const chat = await withTicket(type);
      Object.assign(held(), change);
      const before = held().status;
      await room.end(chat, true);
      await room.drain();
      expect(held()).toMatchObject({ status: before, changes: [] });
      expect(held().entries.at(-1)).toMatchObject({
        visibility: 'internal',
        text: expect.stringMatching(words),
      });
      const lines = (await room.store.chats.log(chat)).map((entry) => entry.text);
      expect(lines.at(-1)).toMatch(words);
    },
  );
});

test('every status write sends the reason too, empty where none belongs', async () => {
  room.remap({
    incident: {
      open: { Status: 'Assigned' },
      limits: {},
      endings: { resolved: { status: 'Done', statusReason: '' } },
      finished: [],
    },
  });
  const chat = await withTicket('incident');
  await room.end(chat, true);
  await room.drain();
  expect(held().changes).toEqual([{ status: 'Done', statusReason: '', fields: {} }]);
});

test('an ending that the mapping does not name leaves the status alone', async () => {
  room.remap({ incident: { open: { Status: 'Assigned' }, limits: {}, endings: {}, finished: [] } });
  const chat = await withTicket('incident');
  await room.end(chat, true);
  await room.drain();
  expect(held()).toMatchObject({ status: 'Assigned', changes: [] });
  expect(room.itsm.called('change')).toBe(0);
});

test('the note of a kept status is tried once: a ticket that refuses it does not hold the chat up', async () => {
  const chat = await withTicket('incident');
  held().status = 'Closed';
  room.itsm.fails('append', { answer: { kind: 'refused', reason: 'no work info on a closed ticket' } });
  room.itsm.fails('append', { answer: { kind: 'refused', reason: 'no work info on a closed ticket' } });
  await room.abandon(chat);
  await room.drain();
  // Once for the note that links the chat, once for the rest of the transcript, once for the note.
  expect(room.itsm.called('append')).toBe(3);
  expect(await room.read(chat)).toMatchObject({ status: 'closed', disposition: 'abandoned' });
});

test('both tickets of a chat follow its ending, each in its own words', async () => {
  const chat = await withTicket('incident');
  await room.wishTicket(chat, 'work-order');
  await room.drain();
  await room.end(chat, true, 'Fixed');
  await room.drain();
  expect(room.itsm.tickets.map(({ status }) => status)).toEqual(['Resolved', 'Completed']);
});

test('an abandon that the ITSM refuses closes the chat with the ticket marked', async () => {
  const chat = await withTicket('incident');
  room.itsm.fails('change', { answer: { kind: 'refused', reason: 'Status Reason is not valid' } });
  await room.abandon(chat);
  await room.drain();
  expect(await room.read(chat)).toMatchObject({ status: 'closed', disposition: 'abandoned' });
  expect((await room.ticket(chat)).error).toMatch(/Status Reason is not valid/);
});

test('an abandon that the ITSM does not answer closes after its deadline; the cancel goes on and is reported', async () => {
  const chat = await withTicket('work-order');
  await room.abandon(chat);
  expect(await room.pass(chat, 'abandoning')).toMatchObject({ status: 'closed', disposition: 'abandoned' });
  expect((await room.ticket(chat)).error).toMatch(/not confirmed/);
  await room.drain();
  expect(held()).toMatchObject(ABANDONED['work-order']);
  expect(await room.ticket(chat)).toMatchObject(ABANDONED['work-order']);
  expect((await room.ticket(chat)).error).toBeUndefined();
});
