import type { Chat } from '../chat/chat.ts';
import type { Entry } from '../chat/entry.ts';
import type { Connector, ConnectorDefinition } from '../connector/connector.ts';
import type { Mapping } from '../connector/mapping.ts';
import type { Command } from '../handoff/commands.ts';
import type { Ledger } from '../store/store.ts';

/** A connector as configured: its definition, its mapping in force, and the sign-in it holds. */
export interface ConnectorInstance {
  readonly id: string;
  readonly definition: ConnectorDefinition;
  readonly mapping: Mapping;
  /** Checked against the definition's schema; templates see them as `settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly connector: Connector;
}

/** An agent as the ITSM knows him. */
export interface ItsmPerson {
  readonly name: string;
  readonly login: string;
}

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
  /** The person an agent is linked to, if any. */
  readonly personOf: (agentId: string) => ItsmPerson | undefined;
}
