import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import type { AuditRow, Store, Wake } from '../store/store.ts';
import type { Vouched } from './oidc/account-of.ts';

/** What it takes to know who calls, and to let them in. */
export interface PeoplePorts {
  readonly store: Store;
  readonly settings: SettingsSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Accounts of this desk by id. */
  readonly accounts: () => ReadonlyMap<string, AgentAccount>;
  /** With everybody whom an issuer vouched for at another server before this was asked. */
  readonly freshAccounts: () => Promise<ReadonlyMap<string, AgentAccount>>;
  /** Makes somebody for whom an issuer has vouched known to all processes; false where somebody else has their id. */
  readonly keepAccount: (vouched: Vouched) => Promise<boolean>;
  readonly http: OutgoingHttp;
  /** Where people reach this server. */
  readonly publicUrl: string;
  readonly wake: (wakes: readonly Wake[]) => void;
  /** Keeps who did and saw what. Whoever is not written down does not get to see it. */
  readonly audit: (row: AuditRow) => Promise<void>;
}
