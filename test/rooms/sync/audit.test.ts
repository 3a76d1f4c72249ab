import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AuditRow } from '../../../src/store/store.ts';
import { openPostRoom, type PostRoom } from './post-room.ts';

let room: PostRoom;
beforeEach(() => {
  room = openPostRoom();
});
afterEach(() => room.close());

type Written = Extract<AuditRow, { what: 'ticket-write' }>;

const rows = async (): Promise<readonly Written[]> =>
  (await room.store.audit.after('', 1_000)).map(({ row }) => JSON.parse(row) as Written);

/** Accepted, with an incident, and ended so that it is resolved. */
async function story(words = 'WORDS OF A USER'): Promise<string> {
  const chat = await room.arrive({ subject: words });
  await room.accept(chat);
  await room.userSays(chat, words);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  await room.userSays(chat, `more ${words}`);
  await room.end(chat, true, `fixed ${words}`);
  await room.drain();
  return chat;
}

test('[S18] each write to a ticket is in the audit: who, which ticket, which fields, which status, and no text', async () => {
  const chat = await story();
  const found = await rows();
  expect(found.find(({ write }) => write === 'open')).toMatchObject({
    actor: 'agent alice via Deskbridge',
    result: 'confirmed',
    connector: 'helix',
    chat,
    n: 1,
    ticket: 'INC000001',
    key: expect.stringMatching(/^DB-/),
    fields: expect.arrayContaining(['Description', 'Detailed_Decription']),
  });
  expect(found.find(({ write }) => write === 'change-resolved')).toMatchObject({
    actor: 'agent alice via Deskbridge',
    status: 'Resolved',
    statusReason: 'No Further Action Required',
    fields: expect.arrayContaining(['Resolution']),
  });
  expect(found.find(({ write }) => write === 'transcript')).toMatchObject({ actor: 'system' });
  // As many as the ITSM has seen.
  const written = room.itsm.calls.filter(({ key }) => key !== undefined).map(({ key }) => key?.key);
  expect(found.map(({ key }) => key).sort()).toEqual(written.sort());
  expect(JSON.stringify(found)).not.toContain('WORDS');
});

test.each([
  ['open', 'throwBefore'],
  ['open', 'throwAfter'],
  ['append', 'throwAfter'],
  ['change', 'throwBefore'],
  ['change', 'throwAfter'],
  ['read', 'throwAfter'],
] as const)(
  'a crash at %s (%s) leaves no write out of the audit and none in it twice',
  async (method, when) => {
    const fault = when === 'throwAfter' ? { throwAfter: 'killed' } : { throwBefore: 'killed' };
    room.itsm.fails(method, fault, fault);
    await story();
    const keys = (await rows()).map(({ key }) => key);
    const written = room.itsm.calls.map(({ key }) => key?.key).filter((key) => key !== undefined);
    expect(keys.length).toBeGreaterThan(2);
    expect(keys.toSorted()).toEqual([...new Set(written)].toSorted());
  },
);

test('each try that the ITSM refuses is in the audit, without what the ITSM said', async () => {
  const refusal = { answer: { kind: 'refused', reason: 'WORDS OF THE ITSM' } } as const;
  room.itsm.fails('open', refusal, refusal);
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  for (let i = 0; i < 2; i++) {
    await room.run(chat, {
      type: 'retry-ticket',
      by: { id: 'alice', screenName: 'Alice' },
      n: 1,
      supervisor: false,
    });
    await room.drain();
  }
  const opened = (await rows()).filter(({ write }) => write === 'open');
  expect(opened.map(({ result }) => result)).toEqual(['refused', 'refused', 'confirmed']);
  expect(JSON.stringify(opened)).not.toContain('WORDS');
});

test('[S12] when a chat is over, all that was kept of it has a time limit, and the ledger holds no words', async () => {
  const chat = await story();
  const { redis, desk, keepSeconds } = room;
  const [, keys] = await redis.scan('0', 'MATCH', `{${desk}}:*`, 'COUNT', 10_000);
  const kinds = new Map<string, number[]>();
  for (const key of keys) {
    const kind = key.split(':')[1] ?? '';
    kinds.set(kind, [...(kinds.get(kind) ?? []), await redis.ttl(key)]);
  }
  const unlimited = [...kinds].filter(([, ttls]) => ttls.includes(-1)).map(([kind]) => kind);
  // What an agent has chosen, and when he last got a chat, is the agent's. Rows for reports name nobody.
  expect(
    unlimited.filter((kind) => !/^(?:feed|audit|choices|report|counted)/.test(kind) && !waiting.has(kind)),
  ).toEqual([]);
  for (const kind of ['chat', 'log', 'ledger'])
    for (const ttl of kinds.get(kind) ?? [-1]) expect(ttl).toBeLessThanOrEqual(keepSeconds);
  const ledger = await redis.hgetall(`{${desk}}:ledger:${chat}:1`);
  expect(Object.keys(ledger)).toEqual(expect.arrayContaining(['open', 'transcript', 'seen']));
  expect(JSON.stringify(ledger)).not.toContain('WORDS');
});

/** Lists of ids for the workers, which this room has none of: the conversation's own lane, and what is to be packed. */
const waiting = new Set(['lanes', 'items', 'lane', 'closed']);
