import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { keepRunning } from '../../../src/demo/keep-running.ts';
import { eventually } from '../../support/eventually.ts';

// The parent under `npm start`, with children of a few lines that note down each run.

let folder: string;
let printed: string;
const stops: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-kept-'));
  writeFileSync(join(folder, 'runs'), '');
  printed = '';
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  rmSync(folder, { recursive: true, force: true });
});

const runs = () => readFileSync(join(folder, 'runs'), 'utf8').split('\n').slice(0, -1);

function keep(lines: string) {
  const script = `import { appendFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(join(folder, 'runs'))}, process.pid + ' ' + process.env.PORT + '\\n');
    const running = () => new Promise((resolve) => process.send({ port: 4711, sandboxPort: 4712 }, resolve));
    const up = () => appendFileSync(${JSON.stringify(join(folder, 'up'))}, 'x');
    ${lines}`;
  writeFileSync(join(folder, 'child.mjs'), script);
  const kept = keepRunning({
    command: process.execPath,
    args: [join(folder, 'child.mjs')],
    env: { PATH: process.env.PATH, PORT: '0' },
    cannotStart: 78,
    print: (words) => {
      printed += words;
    },
  });
  stops.push(async () => {
    kept.stop();
    await kept.ended;
  });
  return kept;
}

it('starts it again on the same port, and gives it up after five short runs', async () => {
  const kept = keep('await running(); process.exit(3);');
  expect(await kept.ended).toBe(1);
  expect(runs().map((run) => run.split(' ')[1])).toEqual(['0', '4711', '4711', '4711', '4711']);
  expect(printed).toMatch(/ended 5 times in a row.*\n {2}Why: .*exit code 3.*\n {2}Fix: /);
});

it.each([
  ['says that it cannot start', 'process.exit(78);'],
  [
    'says so after a first run that went well',
    'if (process.env.PORT !== "0") process.exit(78); await running(); process.exit(1);',
  ],
  ['never gets so far as to run', 'throw new Error("no");'],
])('does not start again what %s', async (_what, lines) => {
  expect(await keep(lines).ended).toBe(1);
  expect(runs().length).toBeLessThanOrEqual(2);
});

it('brings back what was killed, and stops it in order', async () => {
  const kept = keep(
    `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); await running(); up();`,
  );
  // It has said so; whether that has been heard yet makes no difference.
  await eventually(() => existsSync(join(folder, 'up')), 'the first run');
  process.kill(Number(runs()[0]?.split(' ')[0]), 'SIGKILL');
  await eventually(() => readFileSync(join(folder, 'up'), 'utf8') === 'xx', 'the second run');
  expect(runs()[1]).toMatch(/ 4711$/);
  await eventually(() => printed.includes('signal SIGKILL'), 'why it was started again');
  kept.stop();
  expect(await kept.ended).toBe(0);
  expect(runs()).toHaveLength(2);
});

it('stops while it waits to start again', async () => {
  const kept = keep('await running(); process.exit(1);');
  await eventually(() => runs().length === 4, 'the pauses are long by now');
  await eventually(() => printed.split('started again').length === 5, 'it waits');
  kept.stop();
  expect(await kept.ended).toBe(0);
  expect(runs()).toHaveLength(4);
});
