import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Chat } from '../../chat/chat.ts';
import { EARLIER_LANE, type Lane, laneId } from '../../chat/errand.ts';
import { keysOf } from '../keys.ts';
import { readChat } from '../read.ts';
import { run } from '../scripts.ts';
import { unfinishedRow } from '../unfinished.ts';
import { expand, squeeze, type Whole } from './packed.ts';

/** `at-work`: something is still to be done, or was just being done; look again later. */
export type Packed = 'packed' | 'at-work' | 'gone';

/** Closed chats whose work is done, each as one compressed value under one key. */
export function createArchive(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    /** Closed chats that are to be looked at by now, epoch milliseconds. */
    due: (now: number, limit: number): Promise<readonly string[]> =>
      redis.zrangebyscore(keys.closed, '-inf', now, 'LIMIT', 0, limit),

    async lookAgain(chat: string, at: number): Promise<void> {
      await redis.zadd(keys.closed, 'XX', at, chat);
    },

    async forget(chat: string): Promise<void> {
      await redis.zrem(keys.closed, chat);
    },

    /** Packs a chat, unless anything is still to be done for it or somebody writes to it at this moment. */
    async pack(id: string): Promise<Packed> {
      const { chat, packed } = await readChat(redis, desk, id);
      if (chat === undefined || packed) return 'gone';
      if (await hasWork(redis, desk, chat)) return 'at-work';
      const names = hashesOf(chat);
      const lanes = lanesOf(chat).map(laneId);
      const script = (digest: string, value: string | Buffer) =>
        run<[string, string, string[], ...string[][]]>(
          redis,
          'pack',
          [
            keys.packed(id),
            keys.closed,
            keys.lanes,
            keys.log(id),
            ...names.map((name) => hashKey(desk, id, name)),
            ...lanes.map(keys.laneItems),
          ],
          [id, names.length, digest, value, ...lanes],
        );
      const [state, digest, log, ...flats] = await script('', '');
      if (state !== 'read') return state === 'gone' ? 'gone' : 'at-work';
      const hashes = Object.fromEntries(names.map((name, i) => [name, pairsOf(flats[i] ?? [])] as const));
      const [answer] = await script(digest, await squeeze({ log, hashes }));
      return answer === 'packed' ? 'packed' : 'at-work';
    },
  };
}

export type Archive = ReturnType<typeof createArchive>;

/** Makes a packed chat what it was, for whoever is about to write to it. */
export async function unpack(redis: Redis, desk: string, id: string): Promise<void> {
  const keys = keysOf(desk);
  const value = await redis.getBuffer(keys.packed(id));
  if (value === null) return;
  const { log, hashes }: Whole = await expand(value);
  const full = Object.entries(hashes).filter(([, fields]) => Object.keys(fields).length > 0);
  await run(
    redis,
    'unpack',
    [keys.packed(id), keys.closed, keys.log(id), ...full.map(([name]) => hashKey(desk, id, name))],
    [
      id,
      createHash('sha1').update(value).digest('hex'),
      JSON.stringify({ log, hashes: full.map(([, fields]) => Object.entries(fields).flat()) }),
    ],
  );
}

/** Whether anything is to be done for a chat that no lane shows: a ticket to mend, a write to prove. */
async function hasWork(redis: Redis, desk: string, chat: Chat): Promise<boolean> {
  const keys = keysOf(desk);
  if (chat.status !== 'closed' || chat.undelivered !== undefined) return true;
  for (const { n, state, error, givenUp } of chat.tickets) {
    if (!givenUp && (error !== undefined || state !== 'created')) return true;
    const writes = await redis.hkeys(keys.ledger(chat.id, n));
    const rows = writes.map((write) => unfinishedRow({ chat: chat.id, n, write }));
    if (rows.length === 0) continue;
    if ((await redis.zmscore(keys.unfinished, ...rows)).some((since) => since !== null)) return true;
  }
  return false;
}

function lanesOf({ id, tickets, earlier = [] }: Chat): readonly Lane[] {
  const lane = (n: number, connector: string): Lane => ({ kind: 'ticket', chat: id, n, connector });
  const before = [...earlier, ...tickets.filter(({ continues }) => continues !== undefined)];
  return [
    { kind: 'conversation', chat: id },
    ...tickets.map(({ n, connector }) => lane(n, connector)),
    ...[...new Set(before.map(({ connector }) => connector))].map((connector) =>
      lane(EARLIER_LANE, connector),
    ),
  ];
}

const hashesOf = (chat: Chat): readonly string[] => [
  'chat',
  'marks',
  ...chat.tickets.map(({ n }) => `ledger:${n}`),
  ...lanesOf(chat).map((lane) => `lane:${laneId(lane)}`),
];

function hashKey(desk: string, id: string, name: string): string {
  const keys = keysOf(desk);
  if (name === 'chat') return keys.chat(id);
  if (name === 'marks') return keys.marks(id);
  const what = name.slice(name.indexOf(':') + 1);
  return name.startsWith('ledger:') ? keys.ledger(id, Number(what)) : keys.lane(what);
}

const pairsOf = (flat: readonly string[]): Record<string, string> =>
  Object.fromEntries(flat.flatMap((field, i) => (i % 2 === 0 ? [[field, flat[i + 1] ?? '']] : [])));
