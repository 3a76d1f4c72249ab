import type { z } from 'zod';
import type { TicketKind } from '../chat/chat.ts';
import type { Visibility } from '../chat/entry.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import type { Mapping } from './mapping.ts';
import type { Outcome } from './outcome.ts';

/** A type of ticket the connector can open, e.g. BMC's incident. */
export interface TicketType {
  readonly id: string;
  readonly title: string;
  readonly kind: TicketKind;
}

/** Points at one ticket. `id` is what the connector addresses it by, `displayId` what people say. */
export interface TicketRef {
  readonly type: string;
  readonly id: string;
  readonly displayId: string;
  readonly url?: string;
}

/** A ticket as the ITSM holds it now. */
export interface Ticket {
  readonly ref: TicketRef;
  readonly status: string;
  readonly statusReason: string;
  readonly group?: string;
  readonly assignee?: string;
  /** The ITSM's own field names and values. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A ticket to open: the mapped fields, the transcript already in its description field. */
export interface TicketDraft {
  readonly type: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Text to add to a ticket, beside what is there. */
export interface TicketEntry {
  /** One line; shown in lists. */
  readonly summary: string;
  readonly text: string;
  readonly visibility: Visibility;
}

/** Status and reason are always sent together, the reason empty where none belongs. */
export interface TicketChange {
  readonly status?: string;
  readonly statusReason?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/**
 * Names one write for good. It stands in a field of the ticket, or as a marker in the text where a
 * record has no such field. With `attempt` > 0 an earlier try may have succeeded: search first.
 */
export interface WriteKey {
  readonly key: string;
  readonly attempt: number;
}

/** One thing that `check` found wrong (or could not prove) about the mapping or the account. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly what: string;
  readonly fix: string;
}

/** What the house lends a connector. */
export interface ConnectorTools {
  readonly http: OutgoingHttp;
  readonly clock: Clock;
  readonly log: Log;
}

/** One ITSM system, signed in. Every method answers with an Outcome and throws only for bugs. */
export interface Connector {
  open(draft: TicketDraft, key: WriteKey): Promise<Outcome<TicketRef>>;
  read(ref: TicketRef): Promise<Outcome<Ticket>>;
  append(ref: TicketRef, entries: readonly TicketEntry[], key: WriteKey): Promise<Outcome<readonly string[]>>;
  change(ref: TicketRef, change: TicketChange, key: WriteKey): Promise<Outcome<Ticket>>;
  check(mapping: Mapping): Promise<Outcome<readonly Finding[]>>;
  /** Ends sessions it holds in the ITSM. */
  close(): Promise<void>;
}

/** What a connector's `index.ts` exports. */
export interface ConnectorDefinition<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly ticketTypes: readonly TicketType[];
  /** Every field described, so that forms and documents can be made from it. */
  readonly settings: S;
  /** How chats become its tickets unless the admin maps otherwise. */
  readonly mapping: Mapping;
  connect(settings: z.output<S>, tools: ConnectorTools): Connector;
}
