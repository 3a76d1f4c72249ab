import type { TicketLink } from '../../src/connector/connector.ts';
import type { Seen } from '../../src/connector/outcome.ts';
import { relationName } from './relate-records.ts';
import type { EntryValues } from './schema.ts';

/** What stands of one append in the ITSM: as it was read, and as the ITSM said that it took it. */
export class Written {
  /** Part -> the id that the ITSM gave it; '' where it told none. */
  readonly #taken = new Map<number, string>();
  readonly #rows = new Map<number, EntryValues>();
  readonly #ties = new Set<string>();

  /** @param ref what earlier tries noted */
  constructor(ref: Seen | undefined) {
    const { parts = {}, ties = [] } = noteIn(ref);
    for (const [part, id] of Object.entries(parts)) this.#taken.set(Number(part), id);
    for (const tie of ties) this.#ties.add(tie);
  }

  get size(): number {
    return this.#taken.size;
  }

  has(part: number): boolean {
    return this.#taken.has(part);
  }

  /** The ITSM says that it has it. */
  took(part: number, id: string): void {
    this.#taken.set(part, id);
  }

  /** It was seen there. */
  read(part: number, row: EntryValues): void {
    this.#taken.set(part, row['Work Log ID'] ?? this.#taken.get(part) ?? '');
    this.#rows.set(part, row);
  }

  rowOf(part: number): EntryValues | undefined {
    return this.#rows.get(part);
  }

  /** In the order of the parts. */
  ids(): readonly string[] {
    return [...this.#taken].sort(([a], [b]) => a - b).map(([, id]) => id);
  }

  tied(name: string): void {
    this.#ties.add(name);
  }

  untied(links: readonly TicketLink[]): readonly TicketLink[] {
    return links.filter((link) => !this.#ties.has(relationName(link)));
  }

  /** For the next attempt; nothing where nothing is written. */
  seen(): Seen | undefined {
    if (this.#taken.size === 0 && this.#ties.size === 0) return undefined;
    const note: Note = { parts: Object.fromEntries(this.#taken), ties: [...this.#ties] };
    return { note: JSON.stringify(note) };
  }
}

interface Note {
  readonly parts?: Readonly<Record<string, string>>;
  readonly ties?: readonly string[];
}

const noteIn = (ref: Seen | undefined): Note =>
  ref?.note === undefined ? {} : (JSON.parse(ref.note) as Note);
