import type { z } from 'zod';
import type { TicketKind } from '../chat/chat.ts';
import type { Visibility } from '../chat/entry.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import type { LookupKind, Lookups } from './lookup.ts';
import type { Mapping } from './mapping.ts';
import type { Outcome, Seen } from './outcome.ts';
import type { TicketRef } from './ticket-ref.ts';

/** A type of ticket the connector can open, e.g. BMC's incident. */
export interface TicketType {
  readonly id: string;
  readonly title: string;
  readonly kind: TicketKind;
}

/** A ticket as the ITSM holds it now. */
export interface Ticket {
  readonly ref: TicketRef;
  readonly status: string;
  readonly statusReason: string;
  readonly group?: string;
  readonly assignee?: string;
  /**
   * Who last changed its status, group or assignee, where the ITSM tells that: our account, a rule of the ITSM's
   * own, or anybody else. Left out where it tells only who has touched the ticket last.
   */
  readonly changedBy?: 'us' | 'rule' | 'other';
  /** The ITSM's own field names and values. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A ticket to open: the mapped fields, the transcript already in its description field. */
export interface TicketDraft {
  readonly type: string;
  /** A template of the ITSM; it fills what `fields` leave out. */
  readonly templateId?: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Text to add to a ticket, beside what is there. */
export interface TicketEntry {
  /** One line; shown in lists. */
  readonly summary: string;
  readonly text: string;
  readonly visibility: Visibility;
  /** The ITSM's own type of the entry, where the mapping names one. */
  readonly type?: string;
  readonly files?: readonly TicketFile[];
  readonly links?: readonly TicketLink[];
}

export interface TicketFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** Something of the ITSM that belongs to the ticket. Its title and address stand in the entry; `relate` ties the records too. */
export interface TicketLink {
  readonly kind: 'knowledge' | 'outage';
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  readonly relate: boolean;
}

/** Status and reason are always sent together, the reason empty where none belongs. */
export interface TicketChange {
  readonly status?: string;
  readonly statusReason?: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields to be emptied on purpose. An empty value among `fields` may only say that nobody is mapped. */
  readonly clear?: readonly string[];
}

/** What gives a ticket to a group, as the ITSM wants it. */
export interface HandOver {
  /** The group's whole name, for people. */
  readonly group: string;
  readonly change: TicketChange;
}

/**
 * Names one write for good. It stands in a field of the ticket, or as a marker in the text where a
 * record has no such field. With `attempt` > 0 an earlier try may have succeeded: search first, and
 * send again only once that try can no longer take effect.
 */
export interface WriteKey {
  readonly key: string;
  /** How many tries before may have sent something. */
  readonly attempt: number;
  /** Milliseconds since the last of them was sent, by a clock that all processes share. Left out where nobody knows. */
  readonly sentAgoMs?: number;
  /** The ITSM answered that try at once, and said that it did nothing. */
  readonly answered?: true;
  /** What they saw of the record, and for how long that is known. It is looked for, never created again. */
  readonly ref?: Seen & { readonly agoMs: number };
  /**
   * To be called right before each request that writes: it records when that one leaves.
   * False: the ticket is another process's by now, and nothing may be sent.
   */
  readonly sending?: () => Promise<boolean>;
}

/** One thing that `check` found wrong (or could not prove) about the mapping or the account. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly what: string;
  readonly fix: string;
  /** Where it is, in the ITSM's own names. */
  readonly form?: string;
  readonly field?: string;
  /** The value that is not there, and what there is in its place. */
  readonly value?: string;
  readonly choices?: readonly string[];
}

/** What the house lends a connector. */
export interface ConnectorTools {
  readonly http: OutgoingHttp;
  readonly clock: Clock;
  readonly log: Log;
}

/** How a question is asked. */
export interface Asked {
  /** Aborts when nobody waits for the answer any more: what is under way is to be ended, and nothing more sent. */
  readonly signal?: AbortSignal;
}

/** One ITSM system, signed in. Every method answers with an Outcome and throws only for bugs. */
export interface Connector {
  open(draft: TicketDraft, key: WriteKey): Promise<Outcome<TicketRef>>;
  read(ref: TicketRef): Promise<Outcome<Ticket>>;
  append(ref: TicketRef, entries: readonly TicketEntry[], key: WriteKey): Promise<Outcome<readonly string[]>>;
  change(ref: TicketRef, change: TicketChange, key: WriteKey): Promise<Outcome<Ticket>>;
  /**
   * Finds the one group that people call so, and tells what a change must write to give it a ticket of this type.
   * Writes nothing. No such group, or several, is `refused` with the choices. A connector without it has the name
   * written to the mapping's `groupField` as it stands.
   */
  handOver?(type: string, to: string, groupField: string): Promise<Outcome<HandOver>>;
  check(mapping: Mapping): Promise<Outcome<readonly Finding[]>>;
  /** Which rights the account lacks (errors) and has beyond need (warnings), as far as the ITSM tells. */
  checkRights?(): Promise<Outcome<readonly Finding[]>>;
  /** `unsupported` for a kind that the definition's capabilities do not name. Stops where `asked` says so. */
  lookup<K extends LookupKind>(
    kind: K,
    query: Lookups[K]['query'],
    asked?: Asked,
  ): Promise<Outcome<readonly Lookups[K]['item'][]>>;
  /** Ends sessions it holds in the ITSM. */
  close(): Promise<void>;
}

/** What a connector claims it can do; the contract suite holds it to that. */
export interface Capabilities {
  readonly lookups: readonly LookupKind[];
  /** Most files of one entry; 0 where entries take none. */
  readonly filesPerEntry: number;
}

/** What a connector's `index.ts` exports. */
export interface ConnectorDefinition<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly ticketTypes: readonly TicketType[];
  readonly capabilities: Capabilities;
  /** Every field described, so that forms and documents can be made from it. */
  readonly settings: S;
  /** How chats become its tickets unless the admin maps otherwise. */
  readonly mapping: Mapping;
  connect(settings: z.output<S>, tools: ConnectorTools): Connector;
  /** Answers as an ITSM that takes everything; a dry run asks it in place of the server. */
  pretend?(): OutgoingHttp;
}

export type { TicketRef } from './ticket-ref.ts';
