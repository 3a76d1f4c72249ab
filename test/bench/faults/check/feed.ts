import type { Row } from '../history.ts';
import type { Check, Violation } from './violation.ts';

type Frame = Extract<Row, { op: 'feed' }>;

/** A stretch of the feed, by its cursors, of which an agent should have heard everything. */
interface Stretch {
  readonly from: string;
  to: string;
  readonly heard: Set<string>;
}

/** I12: agents are held against each other, since all of them may hear everything. */
export const feeds: Check = ({ rows }) => {
  const frames = rows.filter((row): row is Frame => row.op === 'feed');
  const all = new Map(frames.filter(({ n }) => n !== undefined).map((frame) => [frame.cursor, frame]));
  const cursors = [...all.keys()].toSorted(byCursor);
  return [...Map.groupBy(frames, ({ who }) => who)].flatMap(([agent, its]) => [
    ...stretchesOf(its).flatMap((stretch) => {
      const missed = cursors.filter((cursor) => within(cursor, stretch) && !stretch.heard.has(cursor));
      const first = all.get(missed[0] ?? '');
      if (first === undefined) return [];
      const what = `${agent} was not told of ${missed.length} things, first ${first.kind} ${first.n} at ${first.cursor}`;
      return [{ invariant: 'I12' as const, chat: first.key, t: first.t, what }];
    }),
    ...disorder(agent, its),
    ...doubled(agent, its),
  ]);
};

/** One begins with every `resync`, whose receiver fetches its lists anew, and ends with the last frame before another. */
function stretchesOf(frames: readonly Frame[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const { kind, cursor } of frames) {
    const last = stretches.at(-1);
    if (kind === 'resync' || last === undefined) {
      stretches.push({ from: cursor, to: cursor, heard: new Set([cursor]) });
      continue;
    }
    // `ready` names where the missed rows end; they are still to come.
    if (kind === 'ready') continue;
    // The rig says how far the agent should have come.
    if (kind !== 'end') last.heard.add(cursor);
    if (byCursor(cursor, last.to) > 0) last.to = cursor;
  }
  return stretches;
}

const within = (cursor: string, { from, to }: Stretch): boolean =>
  byCursor(cursor, from) > 0 && byCursor(cursor, to) <= 0;

/** In one connection a cursor goes back only where the rows that were missed meet those that are heard. */
function* disorder(agent: string, frames: readonly Frame[]): Generator<Violation> {
  for (const its of Map.groupBy(frames, ({ connection }) => connection).values()) {
    let last = '0-0';
    const seen = new Set<string>();
    for (const { kind, cursor, key, t } of its) {
      if (kind === 'resync' || kind === 'ready' || kind === 'end') continue;
      if (byCursor(cursor, last) <= 0 && !seen.has(cursor))
        yield { invariant: 'I12', chat: key, t, what: `${agent} was told of ${cursor} after ${last}` };
      seen.add(cursor);
      if (byCursor(cursor, last) > 0) last = cursor;
    }
  }
}

/** A line, or a version, is told under one cursor. */
function* doubled(agent: string, frames: readonly Frame[]): Generator<Violation> {
  const told = new Map<string, string>();
  for (const { kind, key, n, cursor, t } of frames) {
    if (kind !== 'entry' || n === undefined) continue;
    const line = `${key} ${n}`;
    const before = told.get(line) ?? cursor;
    told.set(line, before);
    if (before !== cursor)
      yield {
        invariant: 'I12',
        chat: key,
        t,
        what: `${agent} was told of line ${n} twice, at ${before} and at ${cursor}`,
      };
  }
}

/** `era:ms-n`, or without an era; what is of another era is not comparable and counts as later. */
export function byCursor(a: string, b: string): number {
  const parts = (cursor: string) =>
    cursor
      .slice(cursor.lastIndexOf(':') + 1)
      .split('-')
      .map(Number);
  const [[aMs = 0, aN = 0], [bMs = 0, bN = 0]] = [parts(a), parts(b)];
  return aMs - bMs || aN - bN;
}
