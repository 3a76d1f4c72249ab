// `npm run fuzz`: raw bytes against the two ports of a demo of its own. `-- --seed 1 --requests 100000`
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openFuzzDemo } from './fuzz-demo.ts';
import { fuzz, held } from './raw-fuzz.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, requests: { type: 'string', default: '100000' } },
});
const print = (words: string): void => void process.stdout.write(`${words}\n`);
/** A process that has not worked yet has not got its memory yet: the start is measured after so many. */
const WARM_UP = 5_000;
const REST_MS = 60_000;
const MOST_GROWTH = 1.05;

const { demo, pid, targets } = await openFuzzDemo();
let failed = false;
try {
  const seed = Number(values.seed);
  await fuzz({ targets, pid, seed: seed + 1_000_000, requests: WARM_UP });
  await sleep(REST_MS);
  const before = held(pid);
  const from = performance.now();
  const result = await fuzz({ targets, pid, seed, requests: Number(values.requests), tell: print });
  const seconds = (performance.now() - from) / 1000;
  await sleep(REST_MS);
  const after = held(pid);
  const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  print(`seed ${seed}: ${result.sent} requests in ${seconds.toFixed(0)} s`);
  print(`kinds ${JSON.stringify(result.kinds)}`);
  print(`answers ${JSON.stringify(result.answers)}`);
  print(`health asked ${result.health.asked} times, the longest took ${result.health.longestMs} ms`);
  print(
    `descriptors ${before.fds} -> ${after.fds}, memory ${mib(before.rss)} -> ${mib(after.rss)} MiB a minute later`,
  );
  failed = after.fds > before.fds * MOST_GROWTH || after.rss > before.rss * MOST_GROWTH;
  if (failed) print('Something was not given back: more than 5 % above the start.');
  const bad = demo.output().match(/"level":(?:50|60)/g) ?? [];
  if (bad.length > 0) {
    failed = true;
    print(`${bad.length} errors were logged, the first of them:`);
    print(
      demo
        .output()
        .split('\n')
        .find((line) => /"level":(?:50|60)/.test(line)) ?? '',
    );
  }
} catch (error) {
  failed = true;
  print(`${(error as Error).message}\n${demo.output().slice(-3_000)}`);
} finally {
  await demo.stop();
}
process.exit(failed ? 1 : 0);
