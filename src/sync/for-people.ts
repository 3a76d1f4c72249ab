import type { Connector } from '../connector/connector.ts';
import { busy } from '../connector/outcome.ts';
import { patience, within } from '../shared/patience.ts';
import type { ConnectorInstance } from './ports.ts';

/** Questions of people under way at once, by this process; they come on top of the calls of background work. */
export const LOOK_UPS_AT_ONCE = 2;
/** More than this do not wait: their askers hear that they should try again. */
const MOST_WAITING = 50;
/** Questions whose askers wait no longer, and that the connector has not ended yet. With so many, no more are asked. */
const MOST_LEFT_OVER = 20;

/**
 * The instance as people ask it: few questions at once, each answered within three seconds, waiting included.
 * While its ITSM is known to be down they hear so at once. Background work keeps the instance itself, or
 * nobody would find out that the ITSM is back.
 */
export function forPeople(
  instance: ConnectorInstance,
  isDown: (instance: string) => Promise<boolean>,
): ConnectorInstance {
  const { id, definition, connector } = instance;
  const turns = createTurns(LOOK_UPS_AT_ONCE);
  const { title } = definition;
  const lookup: Connector['lookup'] = (kind, query) => {
    const signal = patience();
    return within(
      signal,
      async () => {
        if (await isDown(id)) return busy(`${title} does not work at the moment; its tickets wait`);
        return turns.inTurn(
          signal,
          () => connector.lookup(kind, query, { signal }),
          () => busy(`${title} is slow at the moment, and many questions wait`),
        );
      },
      () => busy(`${title} has not answered within a few seconds`),
    );
  };
  return { ...instance, connector: { ...connector, lookup } };
}

/**
 * Runs at most so many at once; the others wait their turn, or are turned away where too many do. Whose asker
 * waits no longer gives its turn on.
 */
function createTurns(atOnce: number) {
  let running = 0;
  let leftOver = 0;
  const waiting = new Set<() => void>();

  function handOn(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  /** False where the signal came first. */
  async function takeTurn(signal: AbortSignal): Promise<boolean> {
    if (running < atOnce) {
      running += 1;
      return true;
    }
    return new Promise((resolve) => {
      const leave = () => {
        waiting.delete(start);
        resolve(false);
      };
      const start = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      waiting.add(start);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return {
    async inTurn<T>(signal: AbortSignal, work: () => Promise<T>, turnedAway: () => T): Promise<T> {
      if (waiting.size >= MOST_WAITING || leftOver >= MOST_LEFT_OVER || signal.aborted) return turnedAway();
      if (!(await takeTurn(signal))) return turnedAway();
      if (signal.aborted) {
        handOn();
        return turnedAway();
      }
      let late = false;
      const giveUp = () => {
        late = true;
        leftOver += 1;
        handOn();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await work();
      } finally {
        signal.removeEventListener('abort', giveUp);
        if (late) leftOver -= 1;
        else handOn();
      }
    },
  };
}
