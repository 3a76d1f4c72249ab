import type { Redis } from 'ioredis';
import { laneId } from '../chat/errand.ts';
import { readPacked } from './archive/packed.ts';
import { auditText } from './audit.ts';
import type { AuditRow } from './audit-row.ts';
import { keysOf } from './keys.ts';
import type { Confirmation } from './lanes.ts';
import { run } from './scripts.ts';
import { stepsOf } from './time.ts';
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

/** A try that is counted and may go out now, and what is known of those before. */
export interface Tried {
  /** When it was asked for, by the monotonic clock of this process, milliseconds: its time in the ledger is no earlier. */
  readonly askedAt: number;
  /** How many there were that may have sent something. */
  readonly attempt: number;
  /** Milliseconds since the last of them left, by Redis's clock. */
  readonly sentAgoMs?: number;
  /** The ITSM answered that one, and said that it did nothing. */
  readonly answered?: true;
  /** What they saw of the record, and for how long that is known. */
  readonly ref?: KeptRef & { readonly agoMs: number };
  /** The last one's stamp as it stood, to be put back where this one turns out to be none. */
  readonly before: string;
}

/** What was seen of a record, as the connector told it. */
export interface KeptRef {
  readonly id?: string;
  readonly displayId?: string;
  readonly note?: string;
}

/** A write with a try of it that is counted and may go out now. */
export interface Try<Request> extends Tried {
  readonly state: 'sending';
  readonly key: string;
  readonly request: Request;
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

/** As the scripts give it; see count_try. */
type Counted = readonly [attempt: number, before: string, now: string, ref: string, refAt: string];

function triedOf(redis: Redis, [attempt, before, now, ref, refAt]: Counted, askedAt: number): Tried {
  const [at, answered] = before.split(' ');
  const sentAgoMs = Number(now) - Number(at);
  const steps = stepsOf(redis);
  steps.saw(Number(now), askedAt);
  return {
    askedAt,
    attempt: Number(attempt),
    before,
    // After a clock that was set nobody knows.
    ...(before !== '' && sentAgoMs >= 0 && steps.isEvenSince(Number(at)) && { sentAgoMs }),
    ...(answered !== undefined && { answered: true }),
    ...(ref !== '' && {
      ref: { ...(JSON.parse(ref) as KeptRef), agoMs: Math.max(Number(now) - Number(refAt), 0) },
    }),
  };
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
    run<[string, ...Counted] | [string] | []>(
      redis,
      'intend',
      [key, keys.unfinished, keys.chat(chat), keys.lane(lane)],
      [name, JSON.stringify(intent), row(name), fence],
    );

  /** @param held where only the lane's holder may say so */
  const settle = (
    name: string,
    mark: string,
    kept: string,
    audit: AuditRow,
    { held, unsee = false }: { readonly held?: HeldLane | undefined; readonly unsee?: boolean } = {},
  ) =>
    run<number>(
      redis,
      'settle-write',
      [key, keys.unfinished, keys.auditNew, ...(held === undefined ? [] : [keys.lane(held.lane)])],
      [name, mark, row(name), kept, auditText(audit), held?.fence ?? '', unsee ? '1' : ''],
    );
  const mark = (name: string, { lane, fence }: HeldLane, what: string, before = '') =>
    run<Counted | [number] | []>(redis, 'mark-sent', [keys.lane(lane), key], [fence, name, what, before]);

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
      const intent = known ?? (await make());
      const askedAt = performance.now();
      const [stands, ...counted] = await putDown(name, intent, lane, fence);
      if (stands === undefined) return undefined;
      const write = JSON.parse(stands) as LedgerWrite<Request, Result>;
      if (write.state === 'confirmed') return write;
      return { ...write, state: 'sending', ...triedOf(redis, counted as unknown as Counted, askedAt) };
    },

    /** Reads that write while something else is read, for the next question about it. For a holder of the lane. */
    async readAhead(name: string): Promise<void> {
      ahead.set(name, await field(name));
    },

    /** Whether errands for this ticket of the connector wait, or are being done. */
    async hasWork(connector: string): Promise<boolean> {
      return (await redis.llen(keys.laneItems(laneId({ kind: 'ticket', chat, n, connector })))) > 0;
    },

    /** Whether that write is meant already. */
    async isMeant(name: string): Promise<boolean> {
      return (await field(name)) !== null;
    },

    /** Counts a try. Undefined where the lane is no longer ours: nothing may be sent. */
    async sent(name: string, held: HeldLane): Promise<Tried | undefined> {
      const askedAt = performance.now();
      const counted = await mark(name, held, 'send');
      return counted.length === 0 ? undefined : triedOf(redis, counted as Counted, askedAt);
    },

    /** One more request of the try under way leaves now. False where the lane is no longer ours: it may not. */
    async leaves(name: string, held: HeldLane): Promise<boolean> {
      return (await mark(name, held, 'again')).length > 0;
    },

    /** The ITSM answered the try under way at once, and did nothing. */
    async answered(name: string, held: HeldLane): Promise<void> {
      await mark(name, held, 'answered');
    },

    /** Takes a try back that sent nothing: the next has its number, and the time of the one before stands again. */
    async tookBack(name: string, held: HeldLane, { before }: Pick<Tried, 'before'>): Promise<void> {
      await mark(name, held, 'back', before);
    },

    /** Keeps what was seen of the record, for each try to come. Whoever saw it may say so. */
    async keepRef(name: string, ref: KeptRef): Promise<void> {
      await run<number>(redis, 'keep-ref', [key], [name, JSON.stringify(ref)]);
    },

    async wasSent(name: string): Promise<boolean> {
      return Number((await field(`attempts:${name}`)) ?? 0) > 0;
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
     * anew; tries stay counted, and what was seen of the record stays, unless `all` is to go. With `held`:
     * nothing where the lane is no longer ours.
     */
    async refused(
      name: string,
      attempt: number,
      audit: AuditRow,
      forget: boolean | 'all',
      held?: HeldLane,
    ): Promise<void> {
      const kept = forget === false ? 'as-it-is' : '';
      await settle(name, String(attempt), kept, audit, { held, unsee: forget === 'all' });
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
