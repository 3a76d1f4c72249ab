import type { Redis } from 'ioredis';
import type { Log } from '../shared/log.ts';
import { redisAddress } from '../shared/redis-address.ts';
import { StartupError } from '../shared/startup-error.ts';
import { within } from '../shared/within.ts';
import { Link, type LinkOptions } from './link.ts';

/**
 * A command that Redis does not answer within this fails: a half-open connection must not hold a request.
 * A request may wait twice as long, since one pipeline is sent after the other.
 */
const COMMAND_TIMEOUT_MS = 2_500;
/** A connection on which an answer is awaited and nothing comes for so long is dead: it is made anew. */
const SILENT_MS = 5_000;
/** The reader blocks two seconds at most. */
const READER_SILENT_MS = 6_000;

/** A start waits for so long for a Redis that cannot be reached or does not answer, milliseconds. */
const PATIENCE_MS = 30_000;
/** And for so long for one that reads its data back. */
const LOADING_PATIENCE_MS = 600_000;
/** Nobody is told of a wait that is shorter. */
const UNTOLD_MS = 1_500;
const LOOK_EVERY_MS = 100;

export interface Waiting {
  /** How long to wait for a Redis that does not answer, milliseconds; 30 s when left out. */
  readonly patienceMs?: number;
  /** Hears a sentence when the start has to wait, and one of what came of it; goes to the log when left out. */
  readonly tell?: (sentence: string) => void;
  /** Nobody waits any longer once this is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * A connection to the store's Redis, checked: it answers, it is 6.2 or newer, it evicts nothing. Waits a while
 * for a Redis that is not there yet, and longer for one that reads its data back.
 * @param address `redis://…`, `rediss://…`, `host:port` or the path of a unix socket
 * @throws StartupError
 */
export async function connectStore(address: string, log: Log, waiting: Waiting = {}): Promise<Redis> {
  const url = redisAddress(address);
  // What is lost before the first answer is told by the start itself.
  let begun = false;
  const redis = open(url, () => (begun ? log : undefined), {
    connectionName: 'deskbridge-store',
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENT_MS,
    enableAutoPipelining: true,
  });
  try {
    checkServer(await reached(redis, url, { tell: (sentence) => log.warn(sentence), ...waiting }), log);
    begun = true;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return redis;
}

/**
 * A step of the start that Redis has to take part in, after it has answered.
 * @throws StartupError where it takes longer than a start waits for Redis
 */
export async function orNotStarted<T>(url: string, step: Promise<T>, waiting: Waiting = {}): Promise<T> {
  const { patienceMs = PATIENCE_MS } = waiting;
  const timer = setTimeout(
    () => {
      waiting.tell?.(
        `Redis at ${withoutSecret(url)} answers, but takes no writes. The start waits for it, up to ${seconds(patienceMs)}.`,
      );
    },
    Math.min(UNTOLD_MS, patienceMs / 2),
  );
  return within(patienceMs, step)
    .catch((error: unknown) => {
      if (error instanceof StartupError) throw error;
      throw new StartupError(
        `Redis at ${withoutSecret(url)} answers, but takes no writes`,
        'it is full, read-only, or was lost again; the log says what it answers',
        'See what it says (redis-cli set probe 1), mend that, and start again.',
      );
    })
    .finally(() => clearTimeout(timer));
}

/** A connection of its own for a reader that blocks. */
export const connectReader = (url: string, log: Log): Redis =>
  open(redisAddress(url), () => log, { connectionName: 'deskbridge-feed', socketTimeout: READER_SILENT_MS });

/** A link whose losses stand in the log: one line when it is lost, one when it is back. */
function open(url: string, log: () => Log | undefined, options: LinkOptions): Link {
  const link = new Link(url, options);
  const { connectionName: connection } = options;
  let lost = false;
  link.on('error', (error) => {
    if (!lost) log()?.warn({ err: error, connection }, 'redis connection');
    lost = true;
  });
  link.on('ready', () => {
    if (lost) log()?.info({ connection }, 'redis connection is back');
    lost = false;
  });
  return link;
}

/** What Redis says of itself, once it takes commands. */
async function reached(redis: Redis, url: string, waiting: Waiting): Promise<string> {
  const { patienceMs = PATIENCE_MS, tell = () => {} } = waiting;
  const since = performance.now();
  const waited = () => performance.now() - since;
  let last: Error | undefined;
  let refusal: StartupError | undefined;
  const hear = (error: Error): void => {
    last = error;
    // What comes after it, such as a reset, says less.
    refusal ??= permanent(error, url);
  };
  redis.on('error', hear);
  let told = false;
  try {
    for (;;) {
      if (waiting.signal?.aborted) throw new Error('the start was given up while it waited for Redis');
      if (refusal !== undefined) throw refusal;
      // A Redis that has just taken commands may be gone again with its answer.
      const info = redis.status === 'ready' ? await redis.info().catch(hear) : undefined;
      if (typeof info === 'string') {
        if (told)
          tell(`Redis at ${withoutSecret(url)} answers after ${seconds(waited())}. The start goes on.`);
        return info;
      }
      const loading = await isLoading(redis, last);
      const most = loading ? Math.max(patienceMs, LOADING_PATIENCE_MS) : patienceMs;
      if (waited() > most) throw notReached(url, loading, last, waited());
      if (!told && waited() > Math.min(UNTOLD_MS, patienceMs / 2)) {
        told = true;
        tell(
          `Redis at ${withoutSecret(url)} ${loading ? 'is reading its data back' : `does not answer (${reasonOf(last)})`}. The start waits for it, up to ${seconds(most)}.`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    redis.off('error', hear);
  }
}

/** A Redis that reads its data back takes the connection, and answers INFO before anything else. */
async function isLoading(redis: Redis, last: Error | undefined): Promise<boolean> {
  if (last?.message.startsWith('LOADING')) return true;
  if (redis.status !== 'connect') return false;
  const info = await within(LOOK_EVERY_MS * 10, redis.info('persistence')).catch(() => '');
  return /^loading:1/m.test(info);
}

/** What waiting does not mend. */
function permanent({ message, code = '' }: Error & { readonly code?: string }, url: string) {
  const address = withoutSecret(url);
  const refused = (why: string, fix: string) =>
    new StartupError(`Redis at ${address} lets nobody in with this REDIS_URL`, why, fix);
  if (message.startsWith('NOAUTH'))
    return refused(
      'it asks for a password, and REDIS_URL holds none',
      'Write the password into it, redis://:password@host:6379 or redis://name:password@host:6379, or refer to a file that holds all of it: file:/path.',
    );
  const needless = message.includes('without any password');
  if (needless || /^WRONGPASS|invalid password/i.test(message))
    return refused(
      needless
        ? 'it has no password, and REDIS_URL holds one'
        : 'the password, or the name before it, is not the right one',
      'Correct REDIS_URL; in a password "%", "#", "/", "?" and "@" are written %25, %23, %2F, %3F and %40.',
    );
  if (message.startsWith('NOPERM'))
    return refused(
      message.replace(/^NOPERM\s*/, ''),
      'Give the account all commands on the keys {main}:* and {jobs-main-*}*, or with another DESKBRIDGE_DESK its name in place of main, and on all channels (redis-cli ACL SETUSER).',
    );
  if (/DB index|SELECT is not allowed/i.test(message))
    return refused(
      'it has no database of that number',
      'Correct the number at the end of REDIS_URL, or leave it out.',
    );
  if (/reply type byte|RESP type|Protocol error/.test(message))
    return new StartupError(
      `What answers at ${address} is not a Redis`,
      'its answer is not what Redis says',
      'Correct host and port of REDIS_URL; where Redis speaks TLS, begin it with rediss://.',
    );
  if (/wrong version number|packet length too long|EPROTO/.test(`${message} ${code}`))
    return new StartupError(
      `Redis at ${address} does not speak TLS`,
      'REDIS_URL begins with rediss://, and its answer is not encrypted',
      'Begin REDIS_URL with redis://, or name the port at which it speaks TLS.',
    );
  if (/certificate|CERT_|ERR_TLS/i.test(`${message} ${code}`))
    return new StartupError(
      `The certificate of Redis at ${address} is not trusted`,
      message,
      'Set NODE_EXTRA_CA_CERTS to the file of the authority that signed it, and name Redis as its certificate does.',
    );
  return undefined;
}

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1_000))} s`;

const reasonOf = (error: Error | undefined): string =>
  error === undefined || error.message === '' ? 'it takes the connection and says nothing' : error.message;

function notReached(url: string, loading: boolean, last: Error | undefined, ms: number): StartupError {
  const address = withoutSecret(url);
  return loading
    ? new StartupError(
        `Redis at ${address} is still reading its data back after ${seconds(ms)}`,
        'until then it answers nothing else',
        'See how far it is (redis-cli info persistence), and start again when it is done.',
      )
    : new StartupError(
        `Redis at ${address} cannot be reached`,
        reasonOf(last),
        `Start Redis there, or set REDIS_URL to where it is: redis://host:6379, rediss://host:6379 for TLS, or the path of a socket.${tlsHint(address)} REDIS_WAIT_SECONDS is how long a start waits for it.`,
      );
}

/** A server that speaks TLS and one that does not can only be silent with each other. */
function tlsHint(address: string): string {
  if (address.startsWith('rediss:')) return ' Where it does not speak TLS, the address begins with redis://.';
  return address.startsWith('redis:') ? ' Where it speaks TLS alone, the address begins with rediss://.' : '';
}

function withoutSecret(url: string): string {
  if (!url.includes('://')) return url;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

function checkServer(info: string, log: Log): void {
  const field = (name: string) => info.match(new RegExp(`^${name}:(.*?)\\r?$`, 'm'))?.[1] ?? '';
  const [major = 0, minor = 0] = field('redis_version').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2)) {
    throw new StartupError(
      `Redis ${field('redis_version')} is too old`,
      'Deskbridge needs streams that trim by id, which came with 6.2',
      'Upgrade Redis to 6.2 or newer.',
    );
  }
  const policy = field('maxmemory_policy');
  if (policy !== 'noeviction') {
    throw new StartupError(
      `Redis would throw chats away (maxmemory-policy ${policy})`,
      'a store that evicts keys loses what was acknowledged',
      'Run: redis-cli config set maxmemory-policy noeviction - and put it into redis.conf.',
    );
  }
  if (field('aof_enabled') === '0')
    log.warn('Redis keeps no append-only file: a crash of Redis loses what came after its last snapshot');
}
