import { spawn } from 'node:child_process';

/**
 * Limits of tests are written for one machine (two idle cores). They say when to give a thing up, never
 * how fast it has to be, so on a slower or busier machine all of them grow by the same factor.
 */

/** Milliseconds that `WORK` takes on the machine for which limits are written, so many at once. */
const USUAL_MS = 300;
const AT_ONCE = 3;
const WORK = `
  const { createHash } = require('node:crypto');
  let text = 'x'.repeat(4096);
  for (let i = 0; i < 6000; i++) text = createHash('sha512').update(text).digest('hex').repeat(32);
`;

/** Other programs may begin to compute only after the measurement. */
const HEADROOM = 3;

const MOST = 10;

/** How many times slower than usual this machine is now; 1 to 10. */
export async function measurePace(): Promise<number> {
  const from = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return Math.min(Math.max(1, (performance.now() - from) / USUAL_MS), MOST);
}

function work(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', WORK], { stdio: 'ignore', env: {} });
    child.once('error', reject).once('exit', () => resolve());
  });
}

/** Milliseconds to wait here for what takes at most `ms` on the machine for which limits are written. */
export const patience = (ms: number): number => Math.ceil(ms * HEADROOM * Number(process.env.TEST_PACE ?? 1));
