import type { Redis } from 'ioredis';
import type { ReportRow } from '../chat/report.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';

/** Upper bounds by which durations are counted, seconds. */
export const REPORT_BUCKETS = [5, 15, 30, 60, 120, 300, 600, 1_800, 3_600] as const;

const PREFIX = 'report:';

/** A row as it is written, and what is counted of it: names and by how much. */
export interface ReportWrite {
  readonly row: string;
  readonly counts: readonly (string | number)[];
}

export const reportWrite = (row: ReportRow): ReportWrite => ({
  row: JSON.stringify(row),
  counts: countsOf(row).flatMap(([name, by]) => [PREFIX + name, by]),
});

function countsOf({
  status,
  disposition,
  reason,
  wait,
  firstAnswer,
}: ReportRow): readonly [string, number][] {
  switch (status) {
    case 'open':
      return [['asked', 1]];
    case 'succeeded':
      return [['accepted', 1], ...durationOf('wait', wait)];
    case 'failed':
      return [[`failed:${reason}`, 1]];
    case 'complete':
      return [[`closed:${disposition}`, 1], ...durationOf('first-answer', firstAnswer)];
    default:
      return status satisfies never;
  }
}

function durationOf(name: string, ms: number | undefined): readonly [string, number][] {
  if (ms === undefined) return [];
  const bucket = REPORT_BUCKETS.find((le) => ms <= le * 1000) ?? '+Inf';
  return [
    [`${name}:${bucket}`, 1],
    [`${name}:sum`, Math.max(0, Math.round(ms))],
  ];
}

export interface ReportRange {
  /** Epoch milliseconds, both included; of when the row was written. */
  readonly from: number;
  readonly to: number;
  /** The id of a row: those behind it. */
  readonly after?: string | undefined;
}

/** Rows for reports in the order in which they came, and what was counted of them since the beginning. */
export function createReports(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    /** Writes down what left no chat. The same key is written once a day. */
    async add(row: ReportRow, key: string): Promise<void> {
      const write = reportWrite(row);
      await run(
        redis,
        'add-report',
        [keys.once('report', key), keys.report, keys.counted],
        [write.row, ...write.counts],
      );
    },

    async rows(
      { from, to, after }: ReportRange,
      limit: number,
    ): Promise<readonly (ReportRow & { readonly id: string })[]> {
      const begun = after !== undefined && Number(after.split('-')[0]) >= from;
      const start = begun ? `(${after}` : String(from);
      const found = await redis.xrange(keys.report, start, String(to), 'COUNT', limit);
      return found.map(([id, [, row = '']]) => ({ ...(JSON.parse(row) as ReportRow), id }));
    },

    /** Forgets rows that were written before then, epoch milliseconds. */
    async trim(before: number): Promise<void> {
      await redis.xtrim(keys.report, 'MINID', String(before));
    },

    /** `asked`, `accepted`, `closed:resolved`, `failed:nobody`, `wait:30`, `wait:sum` (milliseconds) … */
    async counted(): Promise<ReadonlyMap<string, number>> {
      const all = Object.entries(await redis.hgetall(keys.counted));
      return new Map(
        all
          .filter(([name]) => name.startsWith(PREFIX))
          .map(([name, count]) => [name.slice(PREFIX.length), Number(count)]),
      );
    },
  };
}

export type Reports = ReturnType<typeof createReports>;
