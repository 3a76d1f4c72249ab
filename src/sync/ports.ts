import type { Chat, ConversationRef } from '../chat/chat.ts';
import type { Ending } from '../chat/ending.ts';
import type { Entry } from '../chat/entry.ts';
import type { Connector, ConnectorDefinition } from '../connector/connector.ts';
import type { Mapping } from '../connector/mapping.ts';
import type { Outcome } from '../connector/outcome.ts';
import type { Command } from '../handoff/commands.ts';
import type { StoredFile } from '../store/files/index.ts';
import type { Ledger } from '../store/store.ts';

/** A connector as configured: its definition, its mapping in force, and the sign-in it holds. */
export interface ConnectorInstance {
  readonly id: string;
  readonly definition: ConnectorDefinition;
  readonly mapping: Mapping;
  /** Checked against the definition's schema; templates see them as `settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly connector: Connector;
  /** Whether it is the only one that is configured, where that is known: whatever names no connector is its then. */
  readonly alone?: boolean;
}

/** An agent as the ITSM knows him. */
export interface ItsmPerson {
  readonly name: string;
  readonly login: string;
}

/** Whether the ITSM has the values of an ending, as far as is known; `why` is a sentence for the agent. */
export type EndingAvailability = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What the post room needs of the house. */
export interface SyncPorts {
  readonly instance: (id: string) => ConnectorInstance | undefined;
  readonly readChat: (chat: string) => Promise<Chat | undefined>;
  readonly readLog: (chat: string) => Promise<readonly Entry[]>;
  /** A text as a ticket may see it. */
  readonly mask: (text: string) => string;
  readonly ledger: (chat: string, n: number) => Ledger;
  /** Records what was found out, as a command of the chat; under a key once, however often a crash repeats the work. */
  readonly report: (chat: string, command: Command, key?: string) => Promise<void>;
  readonly files: {
    /** What is known of a file, by the id in its address. */
    readonly find: (id: string) => Promise<StoredFile | undefined>;
    /** Its bytes; undefined where they are gone. */
    readonly read: (hash: string) => Promise<Buffer | undefined>;
  };
  /** The words above lines that did not reach a user in the chat, in his language. */
  readonly notDelivered: (conversation: ConversationRef) => Promise<string>;
  /** Where people reach this server. */
  readonly publicUrl: () => string;
  /** Only what is known to be missing is not available; that is asked for again before it is said. */
  readonly endingAvailable: (connector: string, type: string, ending: Ending) => Promise<EndingAvailability>;
  /** The person of an instance's ITSM that an agent is linked to, if any. */
  readonly personOf: (connector: string, agentId: string) => Promise<Outcome<ItsmPerson | undefined>>;
}
