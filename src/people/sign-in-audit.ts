import type { AgentAccount } from '../../config/schema.ts';
import { type Clock, stopwatch } from '../shared/clock.ts';
import { actorOf } from '../store/store.ts';
import type { PeoplePorts } from './ports.ts';

const WINDOW_MS = 60_000;
/** Refused sign-ins that get a row of their own in a minute. Whoever guesses must not fill the store. */
const MOST_ROWS = 60;

/** Tells the audit who signed in and who tried to. */
export function createSignInAudit(audit: PeoplePorts['audit'], clock: Clock) {
  const elapsed = stopwatch(clock);
  let since = Number.NEGATIVE_INFINITY;
  let rows = 0;
  let more = 0;

  return {
    signedIn: ({ id, subject }: AgentAccount, address: string) =>
      audit({
        actor: actorOf(id),
        what: 'signed-in',
        address,
        ...(subject !== undefined && { by: 'oidc' }),
      }),

    /** @param known the account that was tried, where there is one */
    async refused(known: string | undefined, address: string): Promise<void> {
      const now = elapsed();
      if (now - since >= WINDOW_MS) {
        since = now;
        rows = 0;
      }
      rows += 1;
      if (rows > MOST_ROWS) {
        more += 1;
        return;
      }
      const unsaid = more;
      more = 0;
      await audit({
        actor: 'system',
        what: 'sign-in-refused',
        account: known ?? 'unknown',
        address,
        ...(unsaid > 0 && { more: unsaid }),
      });
    },
  };
}

export type SignInAudit = ReturnType<typeof createSignInAudit>;
