import type { Check } from './violation.ts';

const MIB = 1024 * 1024;
/** Sockets that are about to close, and timers' own descriptors. */
const FDS_MORE = 12;
/**
 * A heap that was never full is not given back at once, so memory is held against twice its start and a margin; the
 * soak test is where a slow leak shows.
 */
const MEMORY_MORE = 160 * MIB;

/** I9, I10, I11 and I13. */
export const house: Check = ({ rows, final }) => [
  ...final.leaks.map(({ file, line }) => ({ invariant: 'I9' as const, what: `${file}: ${line}` })),
  ...final.loads.flatMap(({ name, before, after }) => [
    ...(after.fds > before.fds * 1.05 + FDS_MORE
      ? [
          {
            invariant: 'I10' as const,
            what: `${name} has ${after.fds} descriptors open, ${before.fds} before`,
          },
        ]
      : []),
    ...(after.rss > before.rss * 2 + MEMORY_MORE
      ? [
          {
            invariant: 'I10' as const,
            what: `${name} takes ${mib(after.rss)} MiB, ${mib(before.rss)} before`,
          },
        ]
      : []),
  ]),
  ...(final.audit.ok ? [] : [{ invariant: 'I11' as const, what: final.audit.text }]),
  ...rows.flatMap((row) =>
    row.op === 'process' && row.phase === 'ends' && !row.wanted
      ? [
          {
            invariant: 'I13' as const,
            t: row.t,
            what: `${row.key} ended by itself with ${row.code}${row.wasReady ? '' : ', before it was ready'}`,
          },
        ]
      : [],
  ),
];

const mib = (bytes: number): number => Math.round(bytes / MIB);
