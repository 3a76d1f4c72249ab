import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { StartupError } from '../shared/startup-error.ts';
import { isStoreDown } from './down.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';
import { redisNow } from './time.ts';

/**
 * The version of what stands in Redis for a desk; docs/layouts.md says what each one changed. A desk without a number
 * that holds anything has layout 0, the one from before there were numbers.
 */
export type Layout = 0 | 1;

/** What this version reads, oldest first. It can go on writing each of them, beside processes that know no later one. */
const READS: readonly Layout[] = [0, 1];
/** What it writes on a desk that is new, and on one that was brought to it. */
export const WRITES: Layout = 1;

/** A process that brings a desk to another layout has died if it does not say so again within this, milliseconds. */
const MOVING_MS = 10_000;
const SAY_AGAIN_MS = 2_000;
const LOOK_EVERY_MS = 100;

/** A process that has said nothing of itself for so long is gone, milliseconds; longer than any pause of a living one. */
const SILENT_MS = 20_000;

/**
 * The layout in which a process has to write; a desk that holds nothing yet gets the newest one. Waits while another
 * process brings the desk to a new layout, and while Redis takes no writes.
 * @throws StartupError where this version cannot read it
 */
export async function readLayout(redis: Redis, desk: string): Promise<Layout> {
  for (;;) {
    const seen = await look(redis, desk).catch((error: unknown) => {
      if (!isStoreDown(error) || redis.status === 'end') throw error;
      return undefined;
    });
    if (seen !== undefined && !seen.isMoving) return known(seen.found, desk);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Puts the number down again in a Redis that was emptied under its processes. */
export async function keepLayout(redis: Redis, desk: string, layout: Layout): Promise<void> {
  if (layout > 0) await redis.set(keysOf(desk).layout, layout, 'NX');
}

/** What brings a desk from one layout to the next. It may be begun again by another process, from its start. */
export type LayoutStep = () => Promise<void>;

/**
 * Brings a desk to the newest layout, one step after the other, unless another process of it is alive: that one may
 * know the old layout alone.
 * @param steps layout -> what leads to it
 * @returns the layout in which this process has to write
 * @throws StartupError where this version cannot read what stands there
 */
export async function raiseLayout(
  redis: Redis,
  desk: string,
  steps: Readonly<Record<number, LayoutStep>>,
): Promise<Layout> {
  const { moving } = keysOf(desk);
  let layout = await readLayout(redis, desk);
  if (layout === WRITES) return layout;
  const token = randomBytes(9).toString('base64url');
  if ((await redis.set(moving, token, 'PX', MOVING_MS, 'NX')) === null) return readLayout(redis, desk);
  const sayAgain = setInterval(() => void redis.pexpire(moving, MOVING_MS).catch(() => {}), SAY_AGAIN_MS);
  try {
    layout = known((await look(redis, desk)).found, desk);
    while (layout < WRITES && (await isAlone(redis, desk))) {
      const next = (layout + 1) as Layout;
      await steps[next]?.();
      const moved = await run<number>(redis, 'raise-layout', layoutKeys(desk), [token, layout, next]);
      if (moved !== 1) break;
      layout = next;
    }
    return layout;
  } finally {
    clearInterval(sayAgain);
    await run(redis, 'leave-layout', [moving], [token]);
  }
}

const layoutKeys = (desk: string): string[] => [keysOf(desk).layout, keysOf(desk).moving];

async function look(
  redis: Redis,
  desk: string,
): Promise<{ readonly found: string; readonly isMoving: boolean }> {
  const keys = keysOf(desk);
  // Of these a desk has one at least as soon as a process of it has started.
  const signs = [keys.auditSettings, keys.auditHead, keys.audit, keys.era, keys.feed, keys.open, keys.closed];
  const [found, isMoving] = await run<readonly [found: string, isMoving: number]>(
    redis,
    'layout',
    [...layoutKeys(desk), ...signs],
    [WRITES],
  );
  return { found, isMoving: isMoving === 1 };
}

/** By what processes say of themselves, and by who is connected: a process of an old version says nothing. */
async function isAlone(redis: Redis, desk: string): Promise<boolean> {
  const now = await redisNow(redis);
  const said = Object.values(await redis.hgetall(keysOf(desk).processes));
  if (said.some((text) => now - Number((JSON.parse(text) as { at: number }).at) < SILENT_MS)) return false;
  const own = await redis.client('ID');
  // An offering that refuses the question leaves what they say.
  const clients = String(await redis.client('LIST').catch(() => ''));
  return !clients.split('\n').some((line) => / name=deskbridge/.test(line) && !line.startsWith(`id=${own} `));
}

function known(found: string, desk: string): Layout {
  const layout = READS.find((one) => String(one) === found);
  if (layout !== undefined) return layout;
  throw new StartupError(
    `Redis holds the desk ${desk} in layout ${found}`,
    `this version of Deskbridge reads the layouts ${READS.join(' and ')}`,
    'Start the version that wrote it, or a newer one.',
  );
}
