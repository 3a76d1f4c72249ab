import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import type { Clock } from '../shared/clock.ts';
import type { Store } from '../store/store.ts';
import { accountOf, type Vouched } from './oidc/account-of.ts';
import { underRules } from './policy.ts';
import { standingOf } from './standing-of.ts';

/** Work on an agent's tickets may go on so long after they have signed in for the last time, milliseconds. */
const KEPT_MS = 7 * 86_400_000;

type Known = ReadonlyMap<string, AgentAccount>;

/** Whom an issuer has vouched for, and until when they are kept, epoch milliseconds. */
interface Kept {
  readonly agent: Vouched;
  readonly until: number;
}

/**
 * Accounts of a desk by id, as its settings make them: those that stand there, and those for whom the
 * issuer vouched when they signed in last. Where both have an id it is the settings'.
 */
export function createAccounts(settings: SettingsSource, vouched: Store['vouched'], clock: Clock) {
  const others = new Map<string, Kept>();
  let upTo = 0;
  let built: { readonly version: number; readonly until: number; readonly accounts: Known } | undefined;

  function build(): NonNullable<typeof built> {
    const current = settings.current();
    const { version, agents, desk, oidc } = current;
    const standing = standingOf(current);
    const now = clock.now();
    for (const [id, { until }] of others) if (until <= now) others.delete(id);
    const vouchedFor =
      oidc === undefined ? [] : [...others.values()].map(({ agent }) => accountOf(agent, oidc));
    const all = [...vouchedFor, ...agents].map(
      (account) => [account.id, underRules(account, desk, standing)] as const,
    );
    const until = Math.min(Number.POSITIVE_INFINITY, ...[...others.values()].map((one) => one.until));
    return { version, until, accounts: new Map(all) };
  }

  /** As this process last heard. */
  function known(): Known {
    if (built === undefined || built.version !== settings.current().version || built.until <= clock.now())
      built = build();
    return built.accounts;
  }

  return {
    known,

    /** With everybody who has signed in before this was asked, at whatever server; nothing is asked without an issuer. */
    async fresh(): Promise<Known> {
      if (settings.current().oidc === undefined) return known();
      const changes = await vouched.since<Kept>(upTo);
      // What another question found meanwhile is newer, and holds all of this.
      if (changes.upTo <= upTo) return known();
      upTo = changes.upTo;
      for (const [id, one] of changes.accounts) {
        if (one === undefined) others.delete(id);
        else others.set(id, one);
      }
      built = undefined;
      return known();
    },

    /** Every process knows them from now on, until they have not signed in for a week. False where their id is another's. */
    keep: (agent: Vouched): Promise<boolean> =>
      vouched.keep({ agent, until: clock.now() + KEPT_MS } satisfies Kept, KEPT_MS / 1000),
  };
}
