// `npm run fuzz`: raw bytes against the two ports of a demo of its own. `-- --seed 1 --requests 100000`
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openFuzzDemo } from './fuzz-demo.ts';
import { COLLECTABLE, heapInUse } from './heap-in-use.ts';
import { fuzz, held } from './raw-fuzz.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, requests: { type: 'string', default: '100000' } },
});
const print = (words: string): void => void process.stdout.write(`${words}\n`);
/** What is loaded and compiled at the first requests is no leak: the heap is measured after so many. */
const WARM_UP = 5_000;
const REST_MS = 60_000;
const MOST_GROWTH = 1.05;
const BAD_LINE = /"level":"(?:error|fatal)"/;

const { demo, pid, targets } = await openFuzzDemo(COLLECTABLE);
let failed = false;
try {
  const seed = Number(values.seed);
  const start = held(pid);
  await fuzz({ targets, pid, seed: seed + 1_000_000, requests: WARM_UP });
  const heapBefore = await heapInUse(demo.output());
  const from = performance.now();
  const result = await fuzz({ targets, pid, seed, requests: Number(values.requests), tell: print });
  const seconds = (performance.now() - from) / 1000;
  await sleep(REST_MS);
  const heapAfter = await heapInUse(demo.output());
  const end = held(pid);
  const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  print(`seed ${seed}: ${result.sent} requests in ${seconds.toFixed(0)} s`);
  print(`kinds ${JSON.stringify(result.kinds)}`);
  print(`answers ${JSON.stringify(result.answers)}`);
  print(`health asked ${result.health.asked} times, the longest took ${result.health.longestMs} ms`);
  print(`a minute later: descriptors ${start.fds} -> ${end.fds}`);
  print(`memory of the process as it was started ${mib(start.rss)} -> ${mib(end.rss)} MiB`);
  print(`heap in use after garbage collection ${mib(heapBefore)} -> ${mib(heapAfter)} MiB`);
  failed =
    end.fds > start.fds * MOST_GROWTH ||
    end.rss > start.rss * MOST_GROWTH ||
    heapAfter > heapBefore * MOST_GROWTH;
  if (failed) print('Something was not given back: more than 5 % above the start.');
  const bad = demo
    .output()
    .split('\n')
    .filter((line) => BAD_LINE.test(line));
  if (bad.length > 0) {
    failed = true;
    print(`${bad.length} errors were logged, the first of them:\n${bad[0]}`);
  }
} catch (error) {
  failed = true;
  print(`${(error as Error).message}\n${demo.output().slice(-3_000)}`);
} finally {
  await demo.stop();
}
process.exit(failed ? 1 : 0);
