import type { Connector } from '../connector/connector.ts';
import { busy } from '../connector/outcome.ts';
import type { ConnectorInstance } from './ports.ts';

/** Questions of people under way at once, by this process; they come on top of the calls of background work. */
export const LOOK_UPS_AT_ONCE = 2;
/** More than this do not wait: their askers hear that they should try again. */
const MOST_WAITING = 50;

/**
 * The instance as people ask it: few questions at once, and while its ITSM is known to be down they
 * hear so instead of waiting until each question has run out of time. Background work keeps the
 * instance itself, or nobody would find out that the ITSM is back.
 */
export function forPeople(
  instance: ConnectorInstance,
  isDown: (instance: string) => Promise<boolean>,
): ConnectorInstance {
  const { id, definition, connector } = instance;
  const inTurn = createTurns(LOOK_UPS_AT_ONCE);
  const lookup: Connector['lookup'] = (kind, query) =>
    inTurn(
      async () =>
        (await isDown(id))
          ? busy(`${definition.title} does not work at the moment; its tickets wait`)
          : connector.lookup(kind, query),
      () => busy(`${definition.title} is slow at the moment, and many questions wait`),
    );
  return { ...instance, connector: { ...connector, lookup } };
}

/** Runs at most so many at once; the others wait their turn, or are turned away where too many do. */
function createTurns(atOnce: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>, turnedAway: () => T): Promise<T> => {
    if (waiting.length >= MOST_WAITING) return turnedAway();
    if (running < atOnce) running += 1;
    // Whoever ends hands its turn on.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
