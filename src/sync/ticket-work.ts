import type { Chat, ChatTicket } from '../chat/chat.ts';
import type { Entry } from '../chat/entry.ts';
import { digest } from '../chat/ids.ts';
import { busy, type Outcome } from '../connector/outcome.ts';
import type { Ledger } from '../store/store.ts';
import type { Masked } from './masking/mask-chat.ts';
import type { CustomerMatch } from './match-customer.ts';
import type { ConnectorInstance, SyncPorts } from './ports.ts';

/** The ticket an errand is for, and the lane it holds while it writes. */
export interface Held {
  readonly chat: string;
  readonly n: number;
  readonly lane: string;
  readonly fence: string;
}

/** What a write may read: nothing that is not masked. */
export type WorkPorts = Pick<
  SyncPorts,
  'report' | 'publicUrl' | 'personOf' | 'mask' | 'files' | 'endingAvailable' | 'notDelivered'
> & {
  readonly readLog: (chat: string) => Promise<Masked<readonly Entry[]>>;
};

/** What every write to a ticket works with. */
export interface TicketWork {
  readonly chat: Masked<Chat>;
  readonly ticket: ChatTicket;
  readonly instance: ConnectorInstance;
  readonly ledger: Ledger;
  readonly held: Held;
  /** Who the chat's user is in the ITSM. What it gives are the ITSM's words: the user's address serves the question alone. */
  readonly customer: () => Promise<Outcome<CustomerMatch>>;
  readonly ports: WorkPorts;
}

/** Names one write in the ITSM for good: short, because it stands in a ticket's field. */
export const writeKey = ({ held }: TicketWork, write: string): string =>
  `DB-${digest(held.chat, String(held.n), write).slice(0, 20)}`;

/** The lane was taken over while we worked: nothing was written, and whoever holds it now goes on. */
export const laneLost = (): Outcome<never> => busy('another process has taken over');
