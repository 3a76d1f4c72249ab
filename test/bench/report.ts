import { cpus } from 'node:os';
import type { Cell, CpuPart } from './measure.ts';
import type { PathName } from './paths.ts';

/** The rounds of each path under one load. */
export type Rounds = ReadonlyMap<PathName, readonly Cell[]>;

/** What the relay is to reach beside the echo: a multiple of its rate, and its p99. */
const GOALS = [
  { path: 'user to agent', times: 3 },
  { path: 'agent to user', times: 2 },
] as const;

/** Other programs' share of the machine from which on rates say little. */
const NOISY_PERCENT = 20;

const COLUMNS = [14, 22, 9, 9, 9, 9, 22];

/** The figures of one load as lines: rate as the median of the rounds, percentiles over all samples. */
export function table(title: string, rounds: Rounds): string {
  const head = ['', 'messages/s (range)', 'p50 ms', 'p99 ms', '200 p50', '200 p99', 'CPU ms: node + redis'];
  const rows = [...rounds].map(([name, cells]) => {
    const rates = cells.map(rateOf);
    const arrived = cells.flatMap((cell) => cell.arrived);
    const answered = cells.flatMap((cell) => cell.answered);
    const cpu = (part: 'own' | 'children'): string => cpuPerMessage(cells, part).toFixed(3);
    return [
      name,
      `${round(median(rates))} (${round(Math.min(...rates))}-${round(Math.max(...rates))})`,
      percentile(arrived, 50).toFixed(2),
      percentile(arrived, 99).toFixed(2),
      percentile(answered, 50).toFixed(2),
      percentile(answered, 99).toFixed(2),
      `${cpu('own')} + ${cpu('children')}`,
    ];
  });
  const line = (cells: readonly string[]) =>
    cells.map((cell, n) => (n === 0 ? cell.padEnd(COLUMNS[n]!) : cell.padStart(COLUMNS[n]!))).join(' ');
  return [`\n${title}`, ...[head, ...rows].map((cells) => `  ${line(cells)}`)].join('\n');
}

/** Beside the echo: rates of the same round, so that what else the machine does weighs on both. '' without an echo. */
export function ratios(title: string, rounds: Rounds): string {
  const lines = GOALS.flatMap(({ path }) => {
    const compared = compare(rounds, path);
    if (compared === undefined) return [];
    const { rate, rateRange, p50, p99, cpu } = compared;
    return [
      `  ${path.padEnd(14)} rate ${rate.toFixed(2)}x (${rateRange})   p50 ${p50.toFixed(2)}x   p99 ${p99.toFixed(2)}x   CPU ${cpu.toFixed(2)}x`,
    ];
  });
  return lines.length === 0 ? '' : [`\n${title}, beside the echo`, ...lines].join('\n');
}

/** One line a goal; the goals are those of 50 chats at once. '' without an echo. */
export function goals(rounds: Rounds): string {
  const lines = GOALS.flatMap(({ path, times }) => {
    const compared = compare(rounds, path);
    if (compared === undefined) return [];
    return [
      verdict(`${path}: at least ${times}x the echo's rate`, compared.rate, compared.rate >= times, times),
      verdict(`${path}: a p99 no worse than the echo's`, compared.p99, compared.p99 <= 1, 1),
    ];
  });
  return lines.length === 0 ? '' : ['\nGoals, at 50 chats at once', ...lines].join('\n');
}

function verdict(goal: string, ratio: number, reached: boolean, wanted: number): string {
  const off = Math.abs(ratio / wanted - 1) * 100;
  return `  ${reached ? 'reached' : 'MISSED '}  ${goal.padEnd(48)} ${ratio.toFixed(2)}x${reached ? '' : `, off by ${off.toFixed(0)} %`}`;
}

function compare(rounds: Rounds, path: PathName) {
  const [ours, echo] = [rounds.get(path), rounds.get('echo turn')];
  if (ours === undefined || echo === undefined) return undefined;
  const rates = ours.map((cell, n) => rateOf(cell) / rateOf(echo[n]!));
  const latency = (p: number): number =>
    percentile(
      ours.flatMap((cell) => cell.arrived),
      p,
    ) /
    percentile(
      echo.flatMap((cell) => cell.arrived),
      p,
    );
  const cpu = (cells: readonly Cell[]) => cpuPerMessage(cells, 'own') + cpuPerMessage(cells, 'children');
  return {
    rate: median(rates),
    rateRange: `${Math.min(...rates).toFixed(2)}-${Math.max(...rates).toFixed(2)}`,
    p50: latency(50),
    p99: latency(99),
    cpu: cpu(ours) / cpu(echo),
  };
}

const rateOf = (cell: Cell): number => cell.arrived.length / cell.seconds;

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** Milliseconds. */
const cpuPerMessage = (cells: readonly Cell[], part: CpuPart): number =>
  (sum(cells.map((cell) => cell.cpu[part])) * 1000) / sum(cells.map((cell) => cell.arrived.length));

/** What the figures are worth: the generator's share in them, and what else ran on the machine meanwhile. */
export function surroundings(cells: readonly Cell[]): string {
  const cpu = (part: CpuPart): number => sum(cells.map((cell) => cell.cpu[part]));
  const others = cpu('machine') - cpu('own') - cpu('children') - cpu('generator');
  const share = others / (cpus().length * sum(cells.map(({ seconds }) => seconds)));
  const generator = cpuPerMessage(cells, 'generator').toFixed(3);
  const percent = Math.round(Math.max(0, share) * 100);
  const doubt = percent > NOISY_PERCENT ? ': take the rates with care, CPU a message holds' : '';
  return `  the generator took ${generator} ms CPU a message, other programs ${percent} % of all cores${doubt}`;
}

const round = (value: number): string => Math.round(value).toLocaleString('en');

export const median = (values: readonly number[]): number => percentile(values, 50);

/** The nearest-rank percentile. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
