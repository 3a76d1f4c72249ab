import type { WriteKey } from '../../src/connector/connector.ts';
import { type Failed, type Seen, settling } from '../../src/connector/outcome.ts';
import type { Leaving, Reply } from './client.ts';
import { type Settings, toldSeconds } from './settings.ts';

const MOST = 10_000;

/** While it is too soon, whether it has come through is looked for so often, milliseconds. */
export const LOOK_EVERY_MS = 5_000;

/** Who refuses at once may have done it all the same: so long it is looked for, milliseconds. What takes longer is no clear answer. */
const ANSWERED_MS = 5_000;

/** What this process itself has done for a key. Times are monotonic, milliseconds. */
interface Own {
  /** Tries of which this process knows. What another process sends makes it another number. */
  readonly attempts: number;
  readonly at: number;
  readonly answered?: boolean;
  readonly ref?: { readonly seen: Seen; readonly at: number };
}

/**
 * When a write without a clear answer may be sent again: once AR, which is told how long it may take,
 * has given up, and a search would show what it did. The ledger tells when the write left; for callers
 * without one, what this process knows of its own writes has to do.
 */
export class Settling {
  readonly #settings: Pick<Settings, 'deadlineMs' | 'settleMs'>;
  readonly #own = new Map<string, Own>();

  constructor(settings: Pick<Settings, 'deadlineMs' | 'settleMs'>) {
    this.#settings = settings;
  }

  /** The key, with what this process knows of it and the caller does not. */
  complete(key: WriteKey): WriteKey {
    const own = this.#own.get(key.key)?.ref;
    return key.ref !== undefined || own === undefined
      ? key
      : { ...key, ref: { ...own.seen, agoMs: performance.now() - own.at } };
  }

  /** Makes a request that writes. It hands on what is to be asked right before it leaves: whether the ticket is still ours. */
  async write<T>(key: WriteKey, request: (leaving: Leaving) => Promise<Reply<T>>): Promise<Reply<T>> {
    const before = this.#own.get(key.key);
    let at = performance.now();
    const reply = await request(async () => {
      if (key.sending !== undefined && !(await key.sending())) return false;
      at = performance.now();
      this.#keep(key.key, { attempts: key.attempt + 1, at });
      return true;
    });
    const now = performance.now();
    if (reply.kind === 'busy' && reply.unsent) {
      if (before !== undefined) this.#keep(key.key, before);
    } else if (reply.kind !== 'done' && reply.kind !== 'unknown' && now - at < ANSWERED_MS)
      this.#keep(key.key, { attempts: key.attempt + 1, at: now, answered: true });
    return reply;
  }

  /** Remembers what was seen of the record. */
  saw(key: WriteKey, seen: Seen): void {
    const own = this.#own.get(key.key) ?? { attempts: key.attempt + 1, at: performance.now() };
    this.#keep(key.key, { ...own, ref: { seen, at: own.ref?.at ?? performance.now() } });
  }

  /** What was seen of it counts no more: that try has come to its end. */
  unsee({ key }: WriteKey): void {
    const own = this.#own.get(key);
    if (own === undefined) return;
    const { ref: _seen, ...rest } = own;
    this.#own.set(key, rest);
  }

  /** Called after a search in vain: why it is too soon to send it again, or nothing where it may be. */
  tooSoon(key: WriteKey, reason: string, ref?: Seen): Failed | undefined {
    const leftMs = this.#leftMs(key);
    return leftMs > 0 ? settling(reason, Math.min(leftMs, LOOK_EVERY_MS), ref) : undefined;
  }

  #leftMs({ key, attempt, sentAgoMs, answered }: WriteKey): number {
    if (sentAgoMs !== undefined) return Math.ceil(this.#span(answered) - sentAgoMs);
    const now = performance.now();
    let own = this.#own.get(key);
    if (own === undefined || own.attempts < attempt) {
      // Another process has sent it: just now, for all that is known here.
      own = { attempts: attempt, at: now };
      this.#keep(key, own);
    }
    return Math.ceil(this.#span(own.answered) - (now - own.at));
  }

  #span(answered = false): number {
    const { settleMs, deadlineMs } = this.#settings;
    if (answered) return Math.min(settleMs, ANSWERED_MS);
    return Math.max(deadlineMs, toldSeconds(deadlineMs) * 1000) + settleMs;
  }

  #keep(name: string, own: Own): void {
    const [oldest] = this.#own.keys();
    const ref = own.ref ?? this.#own.get(name)?.ref;
    this.#own.delete(name);
    if (this.#own.size >= MOST && oldest !== undefined) this.#own.delete(oldest);
    this.#own.set(name, { ...own, ...(ref !== undefined && { ref }) });
  }
}
