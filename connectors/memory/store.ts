import type { Ticket, TicketEntry, TicketRef } from '../../src/connector/connector.ts';
import type { Article, Customer, FormField, Person, TemplateItem } from '../../src/connector/lookup.ts';

export interface MemoryTicket {
  readonly ref: TicketRef;
  readonly key: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly status: string;
  readonly statusReason: string;
  readonly entries: readonly (TicketEntry & { readonly id: string; readonly key: string })[];
  /** Ids of the articles and outages that are tied to it. */
  readonly related: ReadonlySet<string>;
}

/** What there is to look up. */
export interface MemorySeed {
  readonly templates?: readonly (TemplateItem & { readonly fields?: Readonly<Record<string, string>> })[];
  readonly articles?: readonly Article[];
  readonly customers?: readonly Customer[];
  readonly persons?: readonly (Person & { readonly email: string })[];
  /** Fields that a ticket must have before it is resolved. */
  readonly onResolve?: readonly FormField[];
}

/** The tickets of one memory connector. */
export class MemoryStore {
  readonly seed: MemorySeed;
  readonly #tickets = new Map<string, MemoryTicket>();
  #last = 0;

  constructor(seed: MemorySeed = {}) {
    this.seed = seed;
  }

  all(): readonly MemoryTicket[] {
    return [...this.#tickets.values()];
  }

  get(ref: TicketRef): MemoryTicket | undefined {
    const found = this.#tickets.get(ref.id);
    return found?.ref.type === ref.type ? found : undefined;
  }

  put(ticket: MemoryTicket): void {
    this.#tickets.set(ticket.ref.id, ticket);
  }

  nextId(): string {
    this.#last += 1;
    return String(this.#last);
  }
}

export const asTicket = (ticket: MemoryTicket): Ticket => ({
  ref: ticket.ref,
  status: ticket.status,
  statusReason: ticket.statusReason,
  fields: ticket.fields,
});
