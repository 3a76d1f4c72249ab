import type { AgentAccount, SettingsSource } from '../../config/schema.ts';
import type { Chat, TicketKind } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import type { Entry } from '../chat/entry.ts';
import type { Command } from '../handoff/commands.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { Executed, Once, Store, TakenLane, Wake } from '../store/store.ts';

/** A type of ticket that agents may create here. */
export interface OfferedTicket {
  readonly connector: string;
  readonly type: string;
  readonly title: string;
  readonly kind: TicketKind;
}

/** What the agents' room needs of the house. */
export interface DeskPorts {
  readonly store: Store;
  readonly settings: SettingsSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Accounts of this desk by id. */
  readonly accounts: () => ReadonlyMap<string, AgentAccount>;
  readonly execute: (chat: string, command: Command, once?: Once) => Promise<Executed>;
  /** What the rules would refuse a command with now; nothing is carried out. */
  readonly ask: (chat: string, command: Command) => Promise<Refusal | undefined>;
  /** Sends a line whose lane the append has taken. */
  readonly deliverNow: (
    taken: TakenLane,
    chat: Pick<Chat, 'id' | 'conversation'>,
    entry: Entry,
  ) => Promise<void>;
  readonly wake: (wakes: readonly Wake[]) => void;
  /** How long an append may hold a lane to send at once, milliseconds; 0 where this process does not send. */
  readonly sendLeaseMs: number;
  readonly ticketTypes: () => readonly OfferedTicket[];
}
