import { parseArgs } from 'node:util';
import { check } from './check/index.ts';
import { readEvidence } from './evidence.ts';
import { KINDS } from './kinds/index.ts';
import { report } from './report.ts';
import { runRig } from './rig.ts';

const HELP = `npm run faults -- [options]
  --seed <n>       decides stories, faults and their order; a run prints its own (a random one)
  --minutes <n>    how long faults come (1)
  --kinds <a,b>    kinds of faults; all of them when left out
  --users <n>      users at once (14)
  --check <folder> checks the history of an earlier run again, and starts nothing
Kinds: ${[...KINDS.keys()].join(', ')}`;

/** Beyond the faults: starting, settling and looking, on a slow machine. */
const MORE_MS = 20 * 60_000;

const print = (words: string): void => void process.stdout.write(`${words}\n`);

function options() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '1' },
      kinds: { type: 'string' },
      users: { type: 'string', default: '14' },
      check: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const kinds = values.kinds?.split(',') ?? [...KINDS.keys()];
  const unknown = kinds.find((kind) => !KINDS.has(kind));
  if (unknown !== undefined) throw new Error(`there is no kind of fault called “${unknown}”\n${HELP}`);
  const numbers = {
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    minutes: Number(values.minutes),
    users: Number(values.users),
  };
  if (
    !(
      Number.isInteger(numbers.seed) &&
      numbers.minutes > 0 &&
      Number.isInteger(numbers.users) &&
      numbers.users > 0
    )
  )
    throw new Error(`--seed and --users take whole numbers, --minutes a number above 0\n${HELP}`);
  return { ...numbers, kinds, folder: values.check, help: values.help };
}

async function main(): Promise<number> {
  const { folder, help, ...given } = options();
  if (help) {
    print(HELP);
    return 0;
  }
  if (folder !== undefined) {
    const evidence = readEvidence(folder);
    const violations = check(evidence);
    print(report({ folder, evidence, violations }));
    return violations.length === 0 ? 0 : 1;
  }
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  setTimeout(() => stopping.abort(), given.minutes * 60_000 + MORE_MS).unref();
  print(
    `--seed ${given.seed} --minutes ${given.minutes} --users ${given.users} --kinds ${given.kinds.join(',')}`,
  );
  const verdict = await runRig({ ...given, tell: print, signal: stopping.signal });
  print(report(verdict));
  return verdict.violations.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
process.exit();
