import type { Redis } from 'ioredis';
import { readPacked } from './archive/packed.ts';
import { auditText } from './audit.ts';
import type { AuditRow } from './audit-row.ts';
import { keysOf } from './keys.ts';
import type { Confirmation } from './lanes.ts';
import { run } from './scripts.ts';
import { unfinishedRow } from './unfinished.ts';

/**
 * One write to an ITSM. `intent` holds what is to be written, mapped once and for all; each try is
 * counted as sent before it goes out; `confirmed` after the ITSM was seen to have it: from then on
 * the words are in the ticket, and here only what is needed to tell of it.
 */
export type LedgerWrite<Request, Result = undefined> = Intent<Request> | Confirmed<Result>;

export interface Confirmed<Result> {
  readonly state: 'confirmed';
  readonly key: string;
  readonly result?: Result | undefined;
}

export interface Intent<Request> {
  readonly state: 'intent';
  /** Names this write in the ITSM for good. */
  readonly key: string;
  readonly request: Request;
}

/** A try that is counted and may go out now; `attempt` is how many there were before. */
export interface Try<Request> {
  readonly state: 'sending';
  readonly key: string;
  readonly request: Request;
  readonly attempt: number;
}

/** The lane in which a write is made, and the fence under which we hold it. */
export interface HeldLane {
  readonly lane: string;
  readonly fence: string;
}

/** A write that the ITSM was seen to have, and what is kept of it. */
interface Done {
  readonly key: string;
  readonly result?: object | undefined;
}

const confirmedText = ({ key, result }: Done): string => JSON.stringify({ state: 'confirmed', key, result });

/** The writes of one ticket, by name (`open`, `transcript`, `change-resolved`), and the ticket as we last saw it. */
export function createLedger(redis: Redis, desk: string, chat: string, n: number) {
  const keys = keysOf(desk);
  const key = keys.ledger(chat, n);
  const row = (name: string) => unfinishedRow({ chat, n, write: name });
  const parse = <T>(json: string | null): T | undefined =>
    json === null ? undefined : (JSON.parse(json) as T);
  /** One field, of a packed chat's ledger too. */
  const field = async (name: string): Promise<string | null> => {
    const [open, packed] = await Promise.all([redis.hget(key, name), redis.exists(keys.packed(chat))]);
    if (open !== null || packed === 0) return open;
    return (await readPacked(redis, desk, chat))?.hashes[`ledger:${n}`]?.[name] ?? null;
  };

  /** What was read before it was asked for, by name; good for one question. */
  const ahead = new Map<string, string | null>();
  const standing = async <Write>(name: string): Promise<Write | undefined> => {
    const read = ahead.get(name);
    ahead.delete(name);
    return parse<Write>(read === undefined ? await field(name) : read);
  };
  const putDown = (name: string, intent: object, lane: string, fence: string) =>
    run<[string, number] | []>(
      redis,
      'intend',
      [key, keys.unfinished, keys.chat(chat), keys.lane(lane)],
      [name, JSON.stringify(intent), row(name), fence],
    );

  const settle = (name: string, mark: string, kept: string, audit: AuditRow) =>
    run<number>(
      redis,
      'settle-write',
      [key, keys.unfinished, keys.auditNew],
      [name, mark, row(name), kept, auditText(audit)],
    );

  return {
    /** The write of that name: the one that stands, or a new intent. A retry never maps again. */
    async intend<Request, Result = undefined>(
      name: string,
      make: () => Promise<Intent<Request>>,
    ): Promise<LedgerWrite<Request, Result>> {
      const known = await standing<LedgerWrite<Request, Result>>(name);
      if (known !== undefined) return known;
      const [stands = ''] = await putDown(name, await make(), '', '');
      return JSON.parse(stands) as LedgerWrite<Request, Result>;
    },

    /**
     * As `intend` and `sent` in one step, for what can be sent as soon as it is meant. Undefined where
     * the lane is no longer ours: nothing may be sent.
     */
    async begin<Request, Result = undefined>(
      name: string,
      { lane, fence }: HeldLane,
      make: () => Promise<Intent<Request>>,
    ): Promise<Confirmed<Result> | Try<Request> | undefined> {
      const known = await standing<LedgerWrite<Request, Result>>(name);
      if (known?.state === 'confirmed') return known;
      const [stands, attempt = 0] = await putDown(name, known ?? (await make()), lane, fence);
      if (stands === undefined) return undefined;
      const write = JSON.parse(stands) as LedgerWrite<Request, Result>;
      return write.state === 'confirmed' ? write : { ...write, state: 'sending', attempt };
    },

    /** Reads that write while something else is read, for the next question about it. For a holder of the lane. */
    async readAhead(name: string): Promise<void> {
      ahead.set(name, await field(name));
    },

    /** Whether that write is meant already. */
    async isMeant(name: string): Promise<boolean> {
      return (await field(name)) !== null;
    },

    /** Counts a try; gives how many there were before. Undefined where the lane is no longer ours: nothing may be sent. */
    async sent(name: string, lane: string, fence: string): Promise<number | undefined> {
      const attempt = await run<number>(redis, 'mark-sent', [keys.lane(lane), key], [fence, name, 1]);
      return attempt < 0 ? undefined : attempt;
    },

    /** Takes a try back that only looked for an earlier one and sent nothing: the next has its number. */
    async onlyLooked(name: string, lane: string, fence: string): Promise<void> {
      await run<number>(redis, 'mark-sent', [keys.lane(lane), key], [fence, name, -1]);
    },

    async wasSent(name: string): Promise<boolean> {
      return (await field(`attempts:${name}`)) !== null;
    },

    /** It was seen to be done. The audit hears of it in the same moment, and once, however often this is said. */
    async confirm(name: string, write: Done, audit: AuditRow): Promise<void> {
      await settle(name, 'confirmed', confirmedText(write), audit);
    },

    /** As `confirm`, for an errand's last write: the lane that goes on from it tells it in the same step. */
    confirmation: (name: string, write: Done, audit: AuditRow): Confirmation => ({
      kind: 'confirmation',
      keys: [key, keys.unfinished, keys.auditNew],
      args: [name, row(name), confirmedText(write), auditText(audit)],
    }),

    /**
     * The ITSM has refused that try. `forget`: what was to be written goes, so that a retry maps it
     * anew; tries stay counted.
     */
    async refused(name: string, attempt: number, audit: AuditRow, forget: boolean): Promise<void> {
      await settle(name, String(attempt), forget ? '' : 'as-it-is', audit);
    },

    /** Nothing more is to be done about this write, although it is not confirmed. */
    async leave(name: string): Promise<void> {
      await redis.zrem(keys.unfinished, row(name));
    },

    /** Names of writes that are meant, not confirmed, and still to be done. */
    async unconfirmed(): Promise<readonly string[]> {
      const names = (await redis.hkeys(key)).filter((name) => name !== 'seen' && !name.includes(':'));
      if (names.length === 0) return [];
      const since = await redis.zmscore(keys.unfinished, ...names.map(row));
      return names.filter((_name, i) => since[i] !== null);
    },

    /** What is remembered of the ticket as our last read or write of it left it: no texts. */
    async saw(ticket: object): Promise<void> {
      await redis.hset(key, 'seen', JSON.stringify(ticket));
    },
    async seen<T>(): Promise<T | undefined> {
      return parse<T>(await field('seen'));
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;
