import type { Chat, ChatTicket, Owner, TicketKind, TicketWish } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import type { Ending } from '../chat/ending.ts';
import type { Entry } from '../chat/entry.ts';
import type { EndingForm, FormField, LookupKind, Lookups } from '../connector/lookup.ts';
import type { Outcome } from '../connector/outcome.ts';
import type { Command } from '../handoff/commands.ts';
import type { PeoplePorts } from '../people/ports.ts';
import type { Files } from '../store/files/index.ts';
import type { Executed, Once, TakenLane } from '../store/store.ts';

/** A type of ticket that agents may create here. */
export interface OfferedTicket {
  readonly connector: string;
  readonly type: string;
  readonly title: string;
  readonly kind: TicketKind;
}

/** Questions to the ITSM that an agent waits for; nothing is written. */
export interface Itsm {
  /** The instance that serves a chat; without one, that of chats which no route fits. */
  connector(chat?: Chat): string;
  kindOf(connector: string, type: string): TicketKind;
  lookUp<K extends LookupKind>(
    connector: string,
    kind: K,
    query: Lookups[K]['query'],
  ): Promise<Outcome<readonly Lookups[K]['item'][]>>;
  blankFields(
    chat: Chat,
    connector: string,
    type: string,
    wish: TicketWish,
  ): Promise<Outcome<readonly FormField[]>>;
  endForm(chat: Chat): Promise<readonly EndingForm[]>;
  /** A sentence where this ticket is known not to be resolvable now. */
  whyNotResolved(ticket: ChatTicket): Promise<string | undefined>;
  /** Sentences that say why this agent's person may not do that; nothing where it may. */
  whyNotAllowed(agentId: string, deed: TicketDeed): Promise<Outcome<string | undefined>>;
}

/** Something an agent wishes to do with tickets of a type; with an ending only what that would write counts. */
export interface TicketDeed {
  readonly connector: string;
  readonly type: string;
  readonly what: 'create' | 'change';
  readonly ending?: Ending;
}

/** What the agents' room needs of the house. */
export interface DeskPorts extends PeoplePorts {
  readonly files: Files;
  readonly execute: (chat: string, command: Command, once?: Once) => Promise<Executed>;
  /** The answer to a request that was carried out before. */
  readonly known: (once: Once) => Promise<Extract<Executed, { kind: 'repeat' | 'key-reused' }> | undefined>;
  /** What the rules would refuse a command with now; nothing is carried out. */
  readonly ask: (chat: string, command: Command) => Promise<Refusal | undefined>;
  /** Sends a line whose lane the append has taken. */
  readonly deliverNow: (
    taken: TakenLane,
    chat: Pick<Chat, 'id' | 'conversation'>,
    entry: Entry,
  ) => Promise<void>;
  /** Shows the user that an agent is writing; it may fail, and nothing is lost then. */
  readonly tellTyping: (chat: Pick<Chat, 'id' | 'conversation'>, agent: Owner) => Promise<void>;
  /** How long an append may hold a lane to send at once, milliseconds; 0 where this process does not send. */
  readonly sendLeaseMs: number;
  /** What may be created for a chat; without one, for chats that no route fits. */
  readonly ticketTypes: (chat?: Chat) => readonly OfferedTicket[];
  readonly itsm: Itsm;
}
