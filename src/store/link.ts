import { Redis, type RedisOptions } from 'ioredis';
import { hasMoved } from './moved.ts';
import { markOwn } from './own-errors.ts';

/** What a connection of its kind needs beside what all have in common. */
export type LinkOptions = Omit<RedisOptions, 'replyMapping' | 'protocol'>;

/**
 * A connection that has just been made is kept for so long, milliseconds: while no server takes writes, the answers
 * to every command would otherwise make it anew all the time. Doubled each time that it did not help, up to the second.
 */
const KEPT_MS = [1_000, 4_000] as const;

const TIMED_OUT = 'Command timed out';

/** All connections of this process by the address they lead to. */
const byAddress = new Map<string, Set<Link>>();

/**
 * A connection to Redis, and the only way to make one in this process.
 * - A command whose answer was lost is never sent again: as a script it would append, pop or commit twice. It
 *   fails as soon as the connection is lost; so does what waits for a connection that cannot be made.
 * - A connection on which an answer did not come in time is made anew: the order of its answers is in doubt.
 * - Once one connection learns that its server is not the leading one any more, all connections of the process
 *   to that address are made anew: blocking readers and subscribers may never learn it by themselves.
 * - Subscriptions are the holder's own business: ioredis would repeat them without looking at what comes of it.
 */
export class Link extends Redis {
  #since = Number.NEGATIVE_INFINITY;
  #renewed = Number.NEGATIVE_INFINITY;
  #kept: number = KEPT_MS[0];
  #later: NodeJS.Timeout | undefined;

  /** @param address a URL, the path of a socket, or options that hold either */
  constructor(address: string | LinkOptions, options: LinkOptions = {}) {
    const given: LinkOptions = { ...(typeof address === 'string' ? {} : address), ...options };
    const all = {
      ...given,
      connectTimeout: 3_000,
      // A link that is dead does not say goodbye.
      disconnectTimeout: 500,
      retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 6), 1_000),
      maxRetriesPerRequest: 0,
      maxLoadingRetryTime: 1_000,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      reconnectOnError: (error: Error) => {
        if (hasMoved(error)) renewAll(this);
        return false;
      },
    };
    // Either argument may hold the address.
    super(...((typeof address === 'string' ? [address, all] : [all]) as [string, typeof all]));
    const key = addressOf(this.options);
    this.on('ready', () => {
      this.#since = performance.now();
      byAddress.set(key, (byAddress.get(key) ?? new Set()).add(this));
    });
    this.on('end', () => {
      clearTimeout(this.#later);
      this.#later = undefined;
      const rest = byAddress.get(key);
      rest?.delete(this);
      if (rest?.size === 0) byAddress.delete(key);
    });
    // Whoever wants to hear of errors listens as well; without a listener one would be printed or thrown.
    this.on('error', () => {});
    // Also what a library makes of ours is one of these.
    this.duplicate = ((override: LinkOptions = {}) =>
      new Link({ ...(this.options as LinkOptions), ...override })) as Redis['duplicate'];
  }

  /** Marks what a command fails with, so that `isStoreDown` knows it for the store's. */
  override sendCommand(...given: Parameters<Redis['sendCommand']>): ReturnType<Redis['sendCommand']> {
    const [command] = given;
    command.promise.catch((error: Error) => {
      markOwn(error);
      // An answer that was given up may never come; then each that follows would be taken for the one before it.
      if (error.message === TIMED_OUT && this.status === 'ready') this.disconnect(true);
    });
    return super.sendCommand(...given);
  }

  /** Makes the connection anew; one that has just been made a little later, as it may still lead to the old server. */
  renew(): void {
    if (this.status !== 'ready' || this.#later !== undefined) return;
    const now = performance.now();
    const due = this.#since + this.#kept - now;
    if (due > 0) {
      this.#later = setTimeout(() => {
        this.#later = undefined;
        this.renew();
      }, due);
      this.#later.unref();
      return;
    }
    const helped = now - this.#renewed > 2 * KEPT_MS[1];
    this.#kept = helped ? KEPT_MS[0] : Math.min(2 * this.#kept, KEPT_MS[1]);
    this.#renewed = now;
    this.disconnect(true);
  }
}

function renewAll(found: Link): void {
  for (const link of byAddress.get(addressOf(found.options)) ?? [found]) link.renew();
}

const addressOf = ({ path, host, port }: RedisOptions): string => path ?? `${host}:${port}`;
