import type { Redis } from 'ioredis';
import { type ChainedRow, canonical, chained, firstBroken, GENESIS } from './audit-chain.ts';
import type { AuditRow } from './audit-row.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

const BATCH = 200;

/** What a look through the whole chain found. */
export type Verified =
  | { readonly ok: true; readonly rows: number }
  | { readonly ok: false; readonly rows: number; readonly brokenAt: string; readonly why: string };

/** A row as the store of a ledger takes it along. */
export const auditText = (row: AuditRow): string => canonical(row);

/**
 * The audit of a desk: rows that are only ever added. A fact is put down with the change it speaks
 * of, under Redis's clock; `seal` then moves what was put down into the chain, where each row
 * carries the hash of the one before. Any process may seal, and one that dies leaves nothing undone.
 */
export function createAudit(redis: Redis, desk: string) {
  const keys = keysOf(desk);

  async function seal(): Promise<void> {
    for (;;) {
      const [rows, before] = await Promise.all([
        redis.xrange(keys.auditNew, '-', '+', 'COUNT', BATCH),
        redis.hget(keys.auditHead, 'hash'),
      ]);
      if (rows.length === 0) return;
      const known = before ?? GENESIS;
      const next = chained(
        known,
        rows.map(([id, fields]) => ({ id, row: fields[1] ?? '' })),
      );
      // Where another process was faster nothing is done, and what it left is looked at again.
      await run<number>(
        redis,
        'seal-audit',
        [keys.auditNew, keys.audit, keys.auditHead],
        [known, ...next.flatMap(({ id, row, hash }) => [id, row, hash])],
      );
    }
  }

  async function read(after: string, limit: number): Promise<readonly ChainedRow[]> {
    const from = after === '' ? '-' : `(${after}`;
    return rowsOf(await redis.xrange(keys.audit, from, '+', 'COUNT', limit));
  }

  /** The first rows with what they follow and what they lead to, as of one moment. */
  async function begin() {
    const [head, rows] = ((await redis
      .multi()
      .hgetall(keys.auditHead)
      .xrange(keys.audit, '-', '+', 'COUNT', BATCH)
      .exec()) ?? []) as [[null, Record<string, string>], [null, Entries]];
    const { id = '', hash = GENESIS, anchor = GENESIS } = head[1];
    return { id, hash, anchor, rows: rowsOf(rows[1]) };
  }

  return {
    async record(row: AuditRow): Promise<void> {
      await redis.xadd(keys.auditNew, '*', 'r', auditText(row));
    },

    seal,

    /** Rows after an id, oldest first; with those that were put down a moment ago. */
    async after(id: string, limit: number): Promise<readonly ChainedRow[]> {
      await seal();
      return read(id, limit);
    },

    /** Follows the chain from the oldest row that is kept to the newest. */
    async verify(): Promise<Verified> {
      await seal();
      const { id: lastId, hash: lastHash, anchor, rows: first } = await begin();
      let before = anchor;
      let at = '';
      let count = 0;
      for (let rows = first; rows.length > 0; rows = await read(at, BATCH)) {
        const broken = firstBroken(before, rows);
        if (broken !== undefined) {
          // What was trimmed meanwhile is gone rightly.
          if ((await redis.hget(keys.auditHead, 'anchor')) !== (anchor || null)) return this.verify();
          count += rows.indexOf(broken);
          return { ok: false, rows: count, brokenAt: broken.id, why: whyBroken(broken.id, at) };
        }
        count += rows.length;
        const last = rows.at(-1) ?? { id: at, hash: before };
        at = last.id;
        before = last.hash;
        if (rows.some(({ id, hash }) => id === lastId && hash === lastHash)) return { ok: true, rows: count };
      }
      if (before === lastHash) return { ok: true, rows: count };
      return { ok: false, rows: count, brokenAt: lastId, why: `the newest row, ${lastId}, is missing` };
    },

    /** Takes out what is older than a time (epoch milliseconds). @returns how many rows */
    trim: (before: number): Promise<number> =>
      run<number>(redis, 'trim-audit', [keys.audit, keys.auditHead, keys.auditNew], [Math.floor(before)]),

    /** Section of the settings -> its hash at the last start; gives what stood there before. */
    async swapSettings(
      sections: Readonly<Record<string, string>>,
    ): Promise<Readonly<Record<string, string>>> {
      const [before] = ((await redis
        .multi()
        .hgetall(keys.auditSettings)
        .del(keys.auditSettings)
        .hset(keys.auditSettings, { ...sections })
        .exec()) ?? []) as [[null, Record<string, string>]];
      return before[1];
    },
  };
}

export type Audit = ReturnType<typeof createAudit>;

type Entries = readonly (readonly [string, readonly string[]])[];

const rowsOf = (entries: Entries): readonly ChainedRow[] =>
  entries.map(([id, [, row = '', , hash = '']]) => ({ id, row, hash }));

const whyBroken = (id: string, before: string): string =>
  before === ''
    ? `row ${id} does not follow from where the chain begins: it was changed, or rows before it are missing`
    : `row ${id} was changed, or something between it and what stood before it`;
