import { parseLane } from '../src/chat/errand.ts';
import type { Outcome } from '../src/connector/outcome.ts';
import type { Log } from '../src/shared/log.ts';
import type { Breaker, BreakerLimits, Permission } from '../src/store/store.ts';
import { asked, type Waits } from './waits.ts';

/** Leave to call what a lane's errands call; the outcome has to be told. */
export interface Leave {
  told(outcome: Outcome<unknown>): Promise<void>;
}

/** Asked before every errand. A number: the ITSM is down, come back after so many milliseconds. */
export type Ask = (lane: string) => Promise<Leave | number>;

const FREE: Leave = { told: async () => {} };

/**
 * A circuit breaker before each connector instance. While it is open nobody calls but one trial at a
 * time; everybody else is put off, each for a while of his own, so that they come back spread. A closed
 * one without failures is believed for a moment, until a call of this process fails.
 */
export function createBreakers(
  breaker: (connector: string, limits: BreakerLimits) => Breaker,
  waits: Waits,
  log: Log,
): Ask {
  const known = new Map<string, Breaker>();
  const of = (connector: string): Breaker => {
    const found = known.get(connector) ?? breaker(connector, waits.breaker);
    known.set(connector, found);
    return found;
  };
  /** Connector -> until when its breaker need not be asked. */
  const trusted = new Map<string, number>();
  const ask = async (connector: string): Promise<Permission> => {
    if (performance.now() < (trusted.get(connector) ?? 0)) return { kind: 'pass', suspect: false };
    const permission = await of(connector).ask();
    if (permission.kind === 'pass' && !permission.suspect)
      trusted.set(connector, performance.now() + waits.trust);
    return permission;
  };
  return async (laneName) => {
    const lane = parseLane(laneName);
    if (lane?.kind !== 'ticket') return FREE;
    const { connector } = lane;
    const permission = await ask(connector);
    if (permission.kind === 'wait')
      return Math.ceil(permission.ms + (Math.random() * waits.breaker.longestWait) / 2);
    const quiet = permission.kind === 'pass' && !permission.suspect;
    return {
      async told(outcome) {
        if (outcome.kind === 'busy' || (outcome.kind === 'unknown' && !outcome.settling)) {
          trusted.delete(connector);
          const change = await of(connector).failed(asked(outcome.retryAfterMs ?? 0, waits));
          if (change.kind === 'opened')
            log.error(
              { connector, forMs: change.forMs, reason: outcome.reason },
              'the ITSM does not work; its tickets wait',
            );
        } else if (!quiet) {
          const change = await of(connector).worked();
          if (change.kind === 'closed')
            log.warn({ connector, afterMs: change.afterMs }, 'the ITSM works again; its tickets catch up');
        }
      },
    };
  };
}
