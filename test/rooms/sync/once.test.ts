import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import bmc from '../../../connectors/bmc-helix/index.ts';
import type { TypeMapping } from '../../../src/connector/mapping.ts';
import { besideLink } from './itsm-double.ts';
import { openPostRoom, type PostRoom } from './post-room.ts';

let room: PostRoom;
beforeEach(() => {
  room = openPostRoom();
});
afterEach(() => room.close());

async function wished(): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  return chat;
}

describe('each write happens once', () => {
  test.each([
    ['the process dies before the call', { throwBefore: 'killed' }, 1],
    ['the process dies after the ITSM wrote', { throwAfter: 'killed' }, 1],
    ['the answer is lost', { answer: { kind: 'unknown', reason: 'no answer' } }, 1],
    ['the ITSM is busy', { answer: { kind: 'busy', reason: '503' } }, 1],
  ] as const)('open: %s', async (_name, fault, tickets) => {
    const chat = await wished();
    room.itsm.fails('open', fault, fault);
    await room.drain();
    expect(room.itsm.tickets).toHaveLength(tickets);
    const attempts = room.itsm.calls.filter(({ method }) => method === 'open').map(({ key }) => key);
    expect(attempts.map((key) => key?.attempt)).toEqual([0, 1, 2]);
    expect(new Set(attempts.map((key) => key?.key)).size).toBe(1);
    expect(await room.ticket(chat)).toMatchObject({ state: 'created', displayId: 'INC000001' });
  });

  test('a crash between the confirmation and its report: the report comes, the write does not', async () => {
    const chat = await wished();
    room.itsm.fails('read', { throwAfter: 'killed while reading back' });
    await room.drain();
    expect(room.itsm.tickets).toHaveLength(1);
    expect(await room.ticket(chat)).toMatchObject({ state: 'created', status: 'Assigned' });
  });

  test('a new ticket that cannot be read back at once is read later: whoever takes it in hand keeps his status', async () => {
    const chat = await wished();
    room.itsm.fails('read', { answer: { kind: 'busy', reason: '503' } });
    await room.drain();
    expect(await room.ticket(chat)).toMatchObject({ state: 'created', status: 'Assigned' });
    const [held] = room.itsm.tickets;
    if (held !== undefined) held.assignee = 'Bob Jones';
    await room.end(chat, true);
    await room.drain();
    expect(held?.changes).toEqual([]);
    expect(room.itsm.called('open')).toBe(1);
  });

  test.each([
    ['append', 'throwAfter'],
    ['append', 'throwBefore'],
    ['change', 'throwAfter'],
    ['change', 'throwBefore'],
  ] as const)('%s: %s', async (method, when) => {
    const chat = await wished();
    await room.drain();
    await room.userSays(chat, 'said later');
    const fault = when === 'throwAfter' ? { throwAfter: 'killed' } : { throwBefore: 'killed' };
    room.itsm.fails(method, fault, fault);
    await room.end(chat, true);
    await room.drain();
    const [ticket] = room.itsm.tickets;
    // The rest of the transcript and what became of the status.
    expect(besideLink(ticket)).toHaveLength(2);
    expect(ticket?.changes).toHaveLength(1);
    expect(ticket?.status).toBe('Resolved');
  });

  test('a change that took effect although its answer was lost is not taken for a colleague’s', async () => {
    const chat = await wished();
    await room.drain();
    room.itsm.fails('change', { throwAfter: 'the answer was lost' });
    await room.end(chat, true);
    await room.drain();
    expect(room.itsm.called('change')).toBe(1);
    expect(besideLink(room.itsm.tickets[0])).toHaveLength(2);
    expect(await room.ticket(chat)).toMatchObject({ status: 'Resolved' });
  });

  test('an earlier holder that lost its lane writes nothing', async () => {
    const chat = await wished();
    const lane = `t.${chat}.1.helix`;
    const first = await room.lanes.take(lane);
    if (first.kind !== 'taken') throw new Error('not taken');
    const held = { chat, n: 1, lane, fence: 'an older fence', upTo: 0 };
    expect(await room.sync.open(held)).toMatchObject({ kind: 'busy' });
    expect(room.itsm.called('open')).toBe(0);
    expect(await room.sync.open({ ...held, fence: first.lane.fence })).toMatchObject({ kind: 'done' });
    expect(room.itsm.tickets).toHaveLength(1);
  });

  test('an errand whose chat, ticket or connector is gone does no harm', async () => {
    const chat = await wished();
    const held = { n: 1, lane: `t.${chat}.1.helix`, fence: '1', upTo: 0 };
    expect(await room.sync.open({ ...held, chat: 'chat-unknown' })).toMatchObject({ kind: 'done' });
    expect(await room.sync.open({ ...held, chat, n: 7 })).toMatchObject({ kind: 'done' });
    expect(room.itsm.calls).toEqual([]);
  });
});

describe('a refusal', () => {
  test('is recorded, holds nothing up, and a retry maps anew', async () => {
    const chat = await wished();
    room.itsm.fails('open', {
      answer: { kind: 'refused', reason: 'Impact has no such value', field: 'Impact' },
    });
    await room.drain();
    const failed = await room.ticket(chat);
    expect(failed).toMatchObject({ state: 'failed', error: 'Impact has no such value' });
    expect((await room.store.chats.log(chat)).at(-1)).toMatchObject({
      code: 'ticket-failed',
      visibility: 'internal',
    });

    const incident = bmc.mapping.incident as TypeMapping;
    room.remap({ incident: { ...incident, open: { ...incident.open, Impact: '1-Extensive/Widespread' } } });
    await room.run(chat, { type: 'retry-ticket', by: { id: 'alice', screenName: 'Alice' }, n: 1 });
    expect(await room.ticket(chat)).toMatchObject({ state: 'creating' });
    await room.drain();
    expect(room.itsm.tickets.map(({ fields }) => fields.Impact)).toEqual(['1-Extensive/Widespread']);
    expect((await room.ticket(chat)).error).toBeUndefined();
    const keys = room.itsm.calls.filter(({ method }) => method === 'open').map(({ key }) => key);
    expect(keys[1]).toMatchObject({ key: keys[0]?.key, attempt: 1, answered: true });
  });

  test('a retry that was only not answered sends what was mapped first', async () => {
    const chat = await wished();
    room.itsm.fails('open', { answer: { kind: 'unknown', reason: 'no answer' } });
    await room.drainOnce();
    room.remap({ incident: { open: { Description: 'mapped anew' }, limits: {}, endings: {}, finished: [] } });
    await room.drain();
    expect(room.itsm.tickets[0]?.fields.Description).toBe('VPN does not connect');
    expect(await room.ticket(chat)).toMatchObject({ state: 'created' });
  });

  test('of the status, after the chat has closed: a retry writes it, and the transcript only once', async () => {
    const chat = await wished();
    await room.drain();
    room.itsm.fails('change', { answer: { kind: 'refused', reason: 'Resolution is required' } });
    await room.end(chat, true);
    await room.drain();
    expect((await room.ticket(chat)).error).toBe('Resolution is required');
    await room.run(chat, { type: 'retry-ticket', by: { id: 'alice', screenName: 'Alice' }, n: 1 });
    await room.drain();
    expect(room.itsm.tickets[0]).toMatchObject({ status: 'Resolved' });
    expect(besideLink(room.itsm.tickets[0])).toHaveLength(2);
    expect(await room.ticket(chat)).toMatchObject({ status: 'Resolved' });
    expect((await room.ticket(chat)).error).toBeUndefined();
  });

  test('of the creation, until after the chat has closed: a retry does all of it', async () => {
    const chat = await wished();
    room.itsm.fails('open', { answer: { kind: 'refused', reason: 'no such company' } });
    await room.drain();
    await room.userSays(chat, 'said after the wish');
    await room.end(chat, true);
    await room.drain();
    expect(room.itsm.tickets).toEqual([]);
    await room.run(chat, { type: 'retry-ticket', by: { id: 'alice', screenName: 'Alice' }, n: 1 });
    await room.drain();
    const [ticket] = room.itsm.tickets;
    expect(room.itsm.tickets).toHaveLength(1);
    expect(ticket).toMatchObject({ status: 'Resolved' });
    expect(ticket?.entries.map((entry) => entry.text).join()).toContain('said after the wish');
  });

  test('a type that nothing is mapped for is a refusal that says so', async () => {
    room.remap({});
    const chat = await wished();
    await room.drain();
    expect((await room.ticket(chat)).error).toMatch(/Nothing is mapped for tickets of type incident/);
    expect(room.itsm.calls).toEqual([]);
  });
});
