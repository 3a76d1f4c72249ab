/** Who did it: `agent alice via Deskbridge`, or `system`. */
export type Actor = 'system' | `agent ${string} via Deskbridge`;

export const actorOf = (agentId: string): Actor => `agent ${agentId} via Deskbridge`;

/** One fact of the audit: names, ids and values of status. Never what anybody wrote. */
export type AuditRow = { readonly actor: Actor } & (
  | TicketWrite
  | Look
  | SignIn
  | SettingsLoaded
  | Resettled
  | Trimmed
);

/** What came of one write to a ticket. */
interface TicketWrite {
  readonly what: 'ticket-write';
  readonly result: 'confirmed' | 'refused';
  readonly connector: string;
  readonly chat: string;
  readonly n: number;
  readonly ticket?: string;
  /** `open`, `transcript`, `change-resolved`, `link-0` … */
  readonly write: string;
  /** As it stands in the ITSM. */
  readonly key: string;
  /** Names of the fields that were written. */
  readonly fields?: readonly string[];
  readonly status?: string;
  readonly statusReason?: string;
}

/** Somebody looked at, or decided about, what is not his own. */
interface Look {
  readonly what:
    | 'looked-at-tickets-needing-hand'
    | 'looked-at-audit'
    | 'looked-at-closed-chat'
    | 'looked-at-past-chats'
    | 'monitored-chat'
    | 'searched-closed-chats'
    | 'retried-ticket'
    | 'gave-up-ticket';
  readonly chat?: string;
  readonly n?: number;
  /** What a search went by; of what was looked for, the number of the ticket alone. */
  readonly by?: readonly string[];
  readonly ticket?: string;
}

interface SignIn {
  readonly what: 'signed-in' | 'sign-in-refused';
  /** Where from. */
  readonly address: string;
  /** Who vouched for him, where it was no password of ours. */
  readonly by?: 'oidc';
  /** The account that was tried; `unknown` where there is none: people type passwords into the wrong field. */
  readonly account?: string;
  /** Refusals since the row before, which got no row of their own. */
  readonly more?: number;
}

/** What a process started with. */
interface SettingsLoaded {
  readonly what: 'settings-loaded';
  /** Of all sections, secrets left out. */
  readonly hash: string;
  /** Sections that are not what they were at the start before: new, changed or gone. */
  readonly changed: readonly string[];
}

/** Open chats that are elsewhere because the settings are others, with the names that the settings have or had. */
interface Resettled {
  readonly what: 'chats-resettled';
  /** Of which queue, where it is another or called differently. */
  readonly queue?: { readonly from: string; readonly to: string };
  readonly company?: { readonly from: string; readonly to: string };
  /** The account that is no agent any more. */
  readonly account?: string;
  readonly chats: number;
}

/** Rows up to this one were older than they are kept. */
interface Trimmed {
  readonly what: 'trimmed';
  readonly upTo: string;
  readonly hash: string;
}
