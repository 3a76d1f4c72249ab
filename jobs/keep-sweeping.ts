import type { Log } from '../src/shared/log.ts';
import type { Sweeps } from '../src/store/store.ts';
import type { Sweep } from './workers.ts';

const LOOK_EVERY_MS = 1_000;
/** A sweep is late after three turns of its own and this, milliseconds. */
const SLACK_MS = 5_000;

/**
 * Sees to it that sweeps run although BullMQ's schedulers do not: those count by the clocks of the processes,
 * so a clock that is set back by hours would stop every sweep for as long, and a Redis that came back empty has none.
 * A sweep that is late by Redis's clock is run here.
 */
export function keepSweeping(
  sweeps: Readonly<Record<string, Sweep>>,
  { ran, late }: Sweeps,
  log: Log,
): { readonly sweeps: Readonly<Record<string, Sweep>>; close(): void } {
  const told = Object.fromEntries(
    Object.entries(sweeps).map(([name, { everyMs, run }]): [string, Sweep] => [
      name,
      {
        everyMs,
        run: async () => {
          await ran(name);
          await run();
          await ran(name);
        },
      },
    ]),
  );
  const lateAfter = new Map(
    Object.entries(sweeps).map(([name, { everyMs }]) => [name, Math.round(3 * everyMs) + SLACK_MS]),
  );
  const running = new Set<string>();

  async function runLate(name: string): Promise<void> {
    if (running.has(name)) return;
    running.add(name);
    try {
      await told[name]?.run();
    } catch (error) {
      log.warn({ err: error, sweep: name }, 'a sweep failed');
    } finally {
      running.delete(name);
    }
  }

  const timer = setInterval(() => {
    // While Redis is away there is nothing to sweep.
    late(lateAfter).then(
      (names) => {
        for (const name of names) void runLate(name);
      },
      () => {},
    );
  }, LOOK_EVERY_MS).unref();
  return { sweeps: told, close: () => clearInterval(timer) };
}
