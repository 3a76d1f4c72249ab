import { mkdirSync, readFileSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** A file in an attachment field. */
export interface StoredFile {
  readonly name: string;
  readonly type: string;
  readonly base64: string;
}

/** Text; an enumeration's label; a time in epoch seconds; a file; nothing. */
export type Value = string | number | StoredFile | null;

export interface Row {
  readonly table: string;
  readonly id: string;
  readonly columns: Readonly<Record<string, Value>>;
  /** Status label -> who set it and when (epoch seconds). */
  readonly history?: Readonly<Record<string, { readonly user: string; readonly at: number }>>;
}

/** One line of the file is one batch, so that a create and its staging row land together or not at all. */
type Change = { readonly put: Row } | { readonly drop: { readonly table: string; readonly id: string } };

const FILE = 'itsm-records.jsonl';

/**
 * All records, in memory and in one append-only file. A change is visible at once and durable when
 * `flushed()` resolves; every answer waits for that, so nothing that was told can be lost.
 */
export class Records {
  readonly #tables = new Map<string, Map<string, Row>>();
  readonly #counters = new Map<string, number>();
  readonly #file: FileHandle;
  /** When each row was made in this process, monotonic milliseconds. */
  readonly #made = new Map<string, number>();
  #waiting: string[] = [];
  #flush: Promise<void> | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Loads the folder's file, skipping lines that a crash tore, and rewrites it without history. */
  static async open(folder: string): Promise<Records> {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, FILE);
    const lines = readLines(path);
    const compacted = await open(`${path}.tmp`, 'w');
    const records = new Records(compacted);
    for (const line of lines) for (const change of parseBatch(line)) records.#apply(change);
    const kept = [...records.#tables.values()].flatMap((rows) => [...rows.values()]);
    const counters = [...records.#counters].map(([name, value]) => counterRow(name, value));
    await compacted.writeFile([...counters, ...kept].map((row) => lineOf([{ put: row }])).join(''));
    await compacted.sync();
    await rename(`${path}.tmp`, path);
    return records;
  }

  get(table: string, id: string): Row | undefined {
    return this.#tables.get(table)?.get(id);
  }

  /** Rows in the order they were made. */
  all(table: string): readonly Row[] {
    return [...(this.#tables.get(table)?.values() ?? [])];
  }

  /** The next number of a counter, never given twice, even after deletes. */
  next(counter: string, first: number): number {
    const value = (this.#counters.get(counter) ?? first - 1) + 1;
    this.save([{ put: counterRow(counter, value) }]);
    return value;
  }

  /** How long ago the row was made; for ever, where that was before this process began. */
  ageMs({ table, id }: Pick<Row, 'table' | 'id'>): number {
    return performance.now() - (this.#made.get(`${table} ${id}`) ?? Number.NEGATIVE_INFINITY);
  }

  save(changes: readonly Change[]): void {
    for (const change of changes) {
      if ('put' in change && this.get(change.put.table, change.put.id) === undefined)
        this.#made.set(`${change.put.table} ${change.put.id}`, performance.now());
      this.#apply(change);
    }
    this.#waiting.push(lineOf(changes));
  }

  /** Resolves once everything saved so far is on the disk; writers share one fsync. */
  async flushed(): Promise<void> {
    while (this.#waiting.length > 0 || this.#flush !== undefined) {
      this.#flush ??= this.#write().finally(() => {
        this.#flush = undefined;
      });
      await this.#flush;
    }
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.#file.close();
  }

  async #write(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    try {
      await this.#file.appendFile(batch.join(''));
      await this.#file.sync();
    } catch (error) {
      // Kept for the next try; the leading line break ends what a half-done write left behind.
      this.#waiting = ['\n', ...batch, ...this.#waiting];
      throw error;
    }
  }

  #apply(change: Change): void {
    if ('drop' in change) {
      this.#tables.get(change.drop.table)?.delete(change.drop.id);
      return;
    }
    const { put } = change;
    if (put.table === COUNTERS) {
      this.#counters.set(put.id, Number(put.columns.value));
      return;
    }
    const rows = this.#tables.get(put.table) ?? new Map<string, Row>();
    this.#tables.set(put.table, rows.set(put.id, put));
  }
}

const COUNTERS = '@counters';
const counterRow = (name: string, value: number): Row => ({ table: COUNTERS, id: name, columns: { value } });

const lineOf = (changes: readonly Change[]): string => `${JSON.stringify(changes)}\n`;

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function parseBatch(line: string): readonly Change[] {
  try {
    const batch: unknown = JSON.parse(line);
    return Array.isArray(batch) ? batch.filter(isChange) : [];
  } catch {
    return [];
  }
}

function isChange(value: unknown): value is Change {
  if (typeof value !== 'object' || value === null) return false;
  const change = value as { put?: Partial<Row>; drop?: Partial<Row> };
  const row = change.put ?? change.drop;
  if (typeof row?.table !== 'string' || typeof row.id !== 'string') return false;
  return change.put === undefined || (typeof change.put.columns === 'object' && change.put.columns !== null);
}
