import type {
  Connector,
  Ticket,
  TicketChange,
  TicketDraft,
  TicketEntry,
  TicketRef,
  WriteKey,
} from '../../../src/connector/connector.ts';
import { alreadyDone, done, missing, type Outcome, unsupported } from '../../../src/connector/outcome.ts';

/** A ticket as the double keeps it; a test may change it as a colleague in the ITSM would. */
export interface HeldTicket {
  ref: TicketRef;
  key: string;
  fields: Readonly<Record<string, string>>;
  status: string;
  statusReason: string;
  group?: string;
  assignee?: string;
  /** The one who changed it last, where the ITSM tells. */
  changedBy?: 'us' | 'rule' | 'other';
  entries: (TicketEntry & { key: string })[];
  changes: TicketChange[];
}

/** What stands in a ticket beside the note that says which chat it belongs to. */
export const besideLink = (ticket: HeldTicket | undefined): HeldTicket['entries'] =>
  (ticket?.entries ?? []).filter(({ text }) => !text.startsWith('This ticket belongs to a live chat'));

type Method = 'open' | 'read' | 'append' | 'change';

/** What happens at a call: an outcome in place of the write, or an error before or after it. */
export type Fault = { answer: Outcome<never> } | { throwBefore: string } | { throwAfter: string };

/** An ITSM in memory that counts every write and fails as it is told to. */
export class ItsmDouble implements Connector {
  readonly tickets: HeldTicket[] = [];
  readonly calls: { method: Method; key?: WriteKey; request?: unknown }[] = [];
  readonly #faults = new Map<Method, Fault[]>();
  /** What the ITSM does to a ticket by itself, right after a write of that kind. */
  rule: (ticket: HeldTicket, after: Method, entries: readonly TicketEntry[]) => void = () => {};

  /** The next calls of a method go so, one fault each. */
  fails(method: Method, ...faults: Fault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  called(method: Method): number {
    return this.calls.filter((call) => call.method === method).length;
  }

  /** Every text that ever came in, kept or not. */
  everythingReceived(): string {
    return JSON.stringify(this.calls);
  }

  open(draft: TicketDraft, key: WriteKey): Promise<Outcome<TicketRef>> {
    return this.#at('open', key, draft, () => {
      const earlier = this.tickets.find((ticket) => ticket.key === key.key);
      if (key.attempt > 0 && earlier !== undefined) return alreadyDone(earlier.ref);
      const n = this.tickets.length + 1;
      const displayId = `${draft.type === 'incident' ? 'INC' : 'WO'}${String(n).padStart(6, '0')}`;
      const ref = { type: draft.type, id: String(n), displayId };
      this.tickets.push({
        ref,
        key: key.key,
        fields: draft.fields,
        status: draft.fields.Status ?? 'New',
        statusReason: '',
        group: 'Service Desk',
        assignee: 'Live Chat Desk',
        entries: [],
        changes: [],
      });
      this.#ruled(ref, 'open');
      return done(ref);
    });
  }

  /** It answers no questions. */
  async lookup(): Promise<Outcome<never>> {
    return unsupported('nothing can be looked up here');
  }

  read(ref: TicketRef): Promise<Outcome<Ticket>> {
    return this.#at('read', undefined, undefined, () => this.#with(ref, (ticket) => done(asTicket(ticket))));
  }

  append(
    ref: TicketRef,
    entries: readonly TicketEntry[],
    key: WriteKey,
  ): Promise<Outcome<readonly string[]>> {
    return this.#at('append', key, entries, () =>
      this.#with(ref, (ticket) => {
        if (key.attempt > 0 && ticket.entries.some((entry) => entry.key === key.key)) return alreadyDone([]);
        ticket.entries.push(...entries.map((entry) => ({ ...entry, key: key.key })));
        this.rule(ticket, 'append', entries);
        return done([]);
      }),
    );
  }

  change(ref: TicketRef, change: TicketChange, key: WriteKey): Promise<Outcome<Ticket>> {
    return this.#at('change', key, change, () =>
      this.#with(ref, (ticket) => {
        ticket.changes.push(change);
        ticket.status = change.status ?? ticket.status;
        ticket.statusReason = change.statusReason ?? '';
        ticket.fields = { ...ticket.fields, ...change.fields };
        return done(asTicket(ticket));
      }),
    );
  }

  async check(): Promise<Outcome<readonly []>> {
    return done([]);
  }

  async close(): Promise<void> {}

  #ruled({ id }: TicketRef, after: Method): void {
    const ticket = this.tickets.find(({ ref }) => ref.id === id);
    if (ticket !== undefined) this.rule(ticket, after, []);
  }

  #with<T>(ref: TicketRef, work: (ticket: HeldTicket) => Outcome<T>): Outcome<T> {
    const ticket = this.tickets.find((one) => one.ref.id === ref.id && one.ref.type === ref.type);
    return ticket === undefined ? missing(`no ${ref.displayId}`) : work(ticket);
  }

  async #at<T>(
    method: Method,
    key: WriteKey | undefined,
    request: unknown,
    work: () => Outcome<T>,
  ): Promise<Outcome<T>> {
    this.calls.push({ method, ...(key && { key }), ...(request !== undefined && { request }) });
    const fault = this.#faults.get(method)?.shift();
    if (fault !== undefined && 'answer' in fault) return fault.answer;
    if (fault !== undefined && 'throwBefore' in fault) throw new Error(fault.throwBefore);
    const outcome = work();
    if (fault !== undefined) throw new Error(fault.throwAfter);
    return outcome;
  }
}

const asTicket = ({ ref, status, statusReason, group, assignee, changedBy, fields }: HeldTicket): Ticket => ({
  ref,
  status,
  statusReason,
  ...(group !== undefined && { group }),
  ...(assignee !== undefined && { assignee }),
  ...(changedBy !== undefined && { changedBy }),
  fields,
});
