import { talesOf, wishesTo } from './check/tales.ts';
import { uncertain } from './check/told.ts';
import { INVARIANTS, type Invariant, type Violation } from './check/violation.ts';
import type { Evidence } from './evidence.ts';
import type { Row } from './history.ts';
import type { Verdict } from './rig.ts';

const MOST_SHOWN = 40;
const MOST_ABOUTS = 3;

/** The figures of a run as a table, and what is wrong with the smallest facts. */
export function report({ folder, evidence, violations }: Verdict): string {
  return [
    ...figures(evidence),
    '',
    ...invariants(violations),
    '',
    ...kinds(evidence, violations),
    '',
    ...violations.slice(0, MOST_SHOWN).map(inWords),
    ...(violations.length > MOST_SHOWN ? [`… and ${violations.length - MOST_SHOWN} more`] : []),
    violations.length === 0 ? 'Nothing is wrong.' : `${violations.length} violations.`,
    `History, logs and what stood in the end: ${folder}`,
  ].join('\n');
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(76)} ${value}`;

function figures(evidence: Evidence): readonly string[] {
  const tales = talesOf(evidence);
  const acked = (...ops: Parameters<typeof wishesTo>[1][]) =>
    tales.flatMap((tale) => wishesTo(tale, ...ops)).filter(({ result }) => result === 'ok').length;
  const { rows, final } = evidence;
  const shown = rows.filter((one) => one.op === 'channel' && one.shown).length;
  return [
    row('chats', final.chats.length),
    row(
      'acknowledged: words of users / messages of agents / notes',
      `${acked('say')} / ${acked('message')} / ${acked('note')}`,
    ),
    row(
      'acknowledged: accepts / transfers / releases / users who left',
      `${acked('accept')} / ${acked('transfer')} / ${acked('release')} / ${acked('cancel')}`,
    ),
    row('acknowledged: ends / abandons', `${acked('end')} / ${acked('abandon')}`),
    row(
      'wishes for tickets / tickets in the ITSM',
      `${acked('ticket')} / ${final.tickets.filter(({ key }) => key.startsWith('DB-')).length}`,
    ),
    row('shown by the channel / lines marked uncertain', `${shown} / ${uncertain(evidence)}`),
    row('frames of the feed', rows.filter(({ op }) => op === 'feed').length),
    row('processes started', rows.filter((one) => one.op === 'process' && one.phase === 'starts').length),
  ];
}

function invariants(violations: readonly Violation[]): readonly string[] {
  return (Object.keys(INVARIANTS) as Invariant[]).map((name) =>
    row(
      `${name.padEnd(3)} ${INVARIANTS[name]}`,
      violations.filter(({ invariant }) => invariant === name).length || 'kept',
    ),
  );
}

/** A violation counts with every kind that struck while its story was told, or when it happened. */
function kinds({ rows }: Evidence, violations: readonly Violation[]): readonly string[] {
  const struck = faultsOf(rows);
  const spans = new Map<string, { from: number; to: number }>();
  for (const one of rows) {
    const story = one.op === 'story' || one.op === 'told' ? one.key : 'story' in one ? one.story : undefined;
    if (story === undefined) continue;
    const span = spans.get(story) ?? { from: one.t, to: one.t };
    spans.set(story, { from: Math.min(span.from, one.t), to: Math.max(span.to, one.t) });
  }
  const during = ({ t, story }: Violation, from: number, to: number): boolean => {
    const span = t !== undefined ? { from: t, to: t } : spans.get(story ?? '');
    return span !== undefined && span.from <= to && span.to >= from;
  };
  const of = (name: string) => struck.filter(({ kind }) => kind === name);
  const names = [...new Set(struck.map(({ kind }) => kind))].toSorted();
  return [
    row('faults', `${struck.length} of ${names.length} kinds`),
    ...names.map((name) => {
      const near = violations.filter((one) => of(name).some(({ from, to }) => during(one, from, to))).length;
      const abouts = of(name).map(({ about }) => about);
      const some = abouts.slice(0, MOST_ABOUTS).join('; ') + (abouts.length > MOST_ABOUTS ? '; …' : '');
      const beside = near === 0 ? '' : `, ${near} violations in its time`;
      return `  ${name.padEnd(28)} ${String(abouts.length).padStart(3)}${beside}   ${some}`;
    }),
  ];
}

interface Struck {
  readonly kind: string;
  /** On the monotonic clock. */
  readonly from: number;
  readonly to: number;
  readonly about: string;
}

function faultsOf(rows: readonly Row[]): readonly Struck[] {
  const begun = new Map<string, number>();
  return rows.flatMap((one) => {
    if (one.op !== 'fault') return [];
    const from = begun.get(one.key) ?? one.t;
    if (one.phase === 'ends') return [{ kind: one.key, from, to: one.t, about: one.about ?? '' }];
    begun.set(one.key, one.t);
    return [];
  });
}

const inWords = ({ invariant, story, chat, what }: Violation): string =>
  `${invariant} ${story === undefined ? '' : `${story} `}${chat === undefined ? '' : `(${chat}) `}${what}`;
