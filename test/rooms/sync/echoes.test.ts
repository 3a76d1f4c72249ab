import { afterEach, describe, expect, it } from '@jest/globals';
import bmc from '../../../connectors/bmc-helix/index.ts';
import type { TypeMapping } from '../../../src/connector/mapping.ts';
import { besideLink, type HeldTicket } from './itsm-double.ts';
import { ALICE, openPostRoom, type PostRoom, type PostRoomOptions } from './post-room.ts';

let room: PostRoom;
afterEach(() => room?.close());

const mapped = (more: Partial<TypeMapping>): PostRoomOptions => ({
  mapping: { ...bmc.mapping, incident: { ...bmc.mapping.incident!, ...more } },
  limits: { undeliveredMs: 60_000, idleMs: 3_600_000 },
});
const PUBLIC = mapped({ workInfo: { visibility: 'public' } });

/** Alice's chat with an incident, its welcome written. @param rule what the ITSM does by itself */
async function withTicket(
  rule?: PostRoom['itsm']['rule'],
  options: PostRoomOptions = PUBLIC,
): Promise<string> {
  room = openPostRoom(options);
  if (rule !== undefined) room.itsm.rule = rule;
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  return chat;
}

const held = (): HeldTicket => {
  const [ticket] = room.itsm.tickets;
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
};

async function resolved(chat: string): Promise<void> {
  await room.end(chat, true, 'Mended');
  await room.drain();
}

const UNREADABLE = { answer: { kind: 'busy', reason: '503' } } as const;

const isPublic = (entries: readonly { visibility: string }[]) =>
  entries.some(({ visibility }) => visibility === 'public');

describe('what the ITSM does on our own write is ours', () => {
  it('[rt O3] resolves a ticket that our public entry had opened', async () => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (isPublic(entries) && ticket.status === 'Assigned') ticket.status = 'In Progress';
    });
    await room.userSays(chat, 'thank you');
    await resolved(chat);
    expect(isPublic(held().entries)).toBe(true);
    expect(held()).toMatchObject({ status: 'Resolved', changes: [{ status: 'Resolved' }] });
  });

  it('[rt O3] sibling: resolves a ticket that a rule has assigned as it was opened', async () => {
    const chat = await withTicket((ticket, after) => {
      if (after === 'open') Object.assign(ticket, { group: 'Network', assignee: 'Next In Turn' });
    });
    await resolved(chat);
    expect(held().status).toBe('Resolved');
  });

  it('[rt O3] sibling: resolves a ticket that a rule has assigned on an entry of ours', async () => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (entries.some(({ summary }) => summary === 'Knowledge article: VPN'))
        Object.assign(ticket, { group: 'Network', assignee: 'Next In Turn' });
    });
    const link = { kind: 'knowledge', id: '1', title: 'VPN', relate: true } as const;
    await room.run(chat, { type: 'pin-link', by: ALICE, link });
    await room.drain();
    expect(held().assignee).toBe('Next In Turn');
    await resolved(chat);
    expect(held().status).toBe('Resolved');
  });

  it('[rt O3] sibling: the answer to the entry was lost, and its echo is there at the next try', async () => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (isPublic(entries)) ticket.status = 'In Progress';
    });
    room.itsm.fails('append', { throwAfter: 'killed after the write' });
    await resolved(chat);
    expect(held().status).toBe('Resolved');
    expect(besideLink(held()).filter(({ text }) => text.includes('Alice Smith has ended'))).toHaveLength(1);
  });

  it('[rt O3] sibling: the ITSM could not be read right after the entry', async () => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (isPublic(entries)) ticket.status = 'In Progress';
    });
    const { append } = room.itsm;
    room.itsm.append = (...given) => {
      room.itsm.append = append;
      room.itsm.fails('read', UNREADABLE, UNREADABLE);
      return append.apply(room.itsm, given);
    };
    await resolved(chat);
    expect(held().status).toBe('Resolved');
  });

  it('[itsm B] sibling: an entry that the ITSM took is not written again, although the ticket could not be read then', async () => {
    const chat = await withTicket();
    const { append } = room.itsm;
    // The account may write entries and does not see them.
    room.itsm.append = (ref, entries, key) => {
      if (key.attempt === 0) room.itsm.fails('read', UNREADABLE, UNREADABLE);
      return append.call(room.itsm, ref, entries, { ...key, attempt: 0 });
    };
    await room.userSays(chat, 'thank you');
    await resolved(chat);
    const texts = besideLink(held()).map(({ text }) => text);
    expect(texts.filter((text) => text.includes('Alice Smith has ended'))).toHaveLength(1);
    expect(held().status).toBe('Resolved');
  });

  it('[rt O3] sibling: a note of ours that reopens the resolved ticket', async () => {
    const chat = await withTicket((ticket, after) => {
      if (after === 'append' && ticket.status === 'Resolved') ticket.status = 'In Progress';
    });
    await resolved(chat);
    expect(held().status).toBe('Resolved');
    expect(held().entries.at(-1)?.text).toContain('Alice Smith via Deskbridge');
  });

  it('[rt O3] sibling: the status moves on by itself later, among what the mapping calls active', async () => {
    const chat = await withTicket(undefined, mapped({ active: ['Assigned', 'In Progress'] }));
    held().status = 'In Progress';
    await resolved(chat);
    expect(held().status).toBe('Resolved');
  });

  it('[rt O3] sibling: a rule assigns it later, and the ITSM says that it was a rule', async () => {
    const chat = await withTicket();
    Object.assign(held(), { assignee: 'Next In Turn', changedBy: 'rule' });
    await resolved(chat);
    expect(held().status).toBe('Resolved');
  });
});

describe('what somebody else does stays theirs', () => {
  it('[rt O3] even right after the ticket was opened, while our first note is written', async () => {
    const chat = await withTicket((ticket, after) => {
      if (after === 'append' && ticket.entries.length === 1) ticket.assignee = 'Bob Baker';
    });
    await resolved(chat);
    expect(held().changes).toEqual([]);
  });

  it.each<[string, Partial<HeldTicket>]>([
    ['status', { status: 'In Progress' }],
    ['group', { group: 'Network' }],
    ['assignee', { assignee: 'Bob Baker' }],
    ['assignee, and the ITSM tells', { assignee: 'Bob Baker', changedBy: 'other' }],
  ])('[rt O3] the %s that a colleague has set before our last entry', async (_what, theirs) => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (isPublic(entries)) ticket.changedBy = 'us';
    });
    Object.assign(held(), theirs);
    await room.userSays(chat, 'thank you');
    await resolved(chat);
    expect(held().changes).toEqual([]);
    expect(held().entries.at(-1)?.text).toContain('The status was left as it is');
  });

  it('[rt O3] a colleague’s change of status that leads out of what is active', async () => {
    const chat = await withTicket(undefined, mapped({ active: ['New', 'Assigned'] }));
    held().status = 'Pending';
    await resolved(chat);
    expect(held()).toMatchObject({ status: 'Pending', changes: [] });
  });
});

describe('a finished ticket takes only internal entries', () => {
  it('[rt O3] a related ticket that is closed is not reopened by the transcript', async () => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (isPublic(entries)) ticket.status = 'In Progress';
    });
    held().status = 'Closed';
    await resolved(chat);
    expect(isPublic(held().entries)).toBe(false);
    expect(held().status).toBe('Closed');
  });

  it('[rt O3] sibling: the ticket of another chat, related here', async () => {
    await withTicket((ticket, _after, entries) => {
      if (isPublic(entries)) ticket.status = 'In Progress';
    });
    held().status = 'Cancelled';
    const { id: externalId, displayId } = held().ref;
    const next = await room.arrive();
    await room.accept(next);
    const ticket = { connector: 'helix', type: 'incident', kind: 'incident', externalId, displayId } as const;
    await room.run(next, { type: 'relate-ticket', by: ALICE, ticket });
    await room.userSays(next, 'words');
    await room.end(next, false);
    await room.drain();
    expect(held().entries.some(({ text }) => text.includes('words'))).toBe(true);
    expect(isPublic(held().entries)).toBe(false);
    expect(held().status).toBe('Cancelled');
  });

  it.each([
    ['resolved', 'Resolved'],
    ['closed', 'Closed'],
  ])('[rt O3] sibling: lines that did not reach the user, for a ticket that is %s', async (_what, status) => {
    const chat = await withTicket((ticket, _after, entries) => {
      if (isPublic(entries)) ticket.status = 'In Progress';
    });
    const said = await room.agentSays(chat, 'not delivered');
    held().status = status;
    const seq = (await room.store.chats.log(said.id)).at(-1)?.seq ?? 0;
    await room.run(chat, { type: 'record-held-up', seq, since: room.now() });
    room.later(120_000);
    await room.run(chat, { type: 'pass-deadline', kind: 'undelivered', epoch: said.epoch });
    await room.drain();
    expect(held().entries.at(-1)?.text).toContain('not delivered');
    expect(isPublic(held().entries)).toBe(false);
    expect(held().status).toBe(status);
  });

  it('[rt O3] sibling: files', async () => {
    const chat = await withTicket();
    await room.userSends(chat, { name: 'log.txt', bytes: Buffer.from('x') });
    held().status = 'Closed';
    await resolved(chat);
    expect(held().entries.flatMap(({ files = [] }) => files.map(({ name }) => name))).toEqual(['log.txt']);
    expect(isPublic(held().entries)).toBe(false);
  });
});
