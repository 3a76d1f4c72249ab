import { Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../shared/log.ts';
import { StartupError } from '../shared/startup-error.ts';

/**
 * A command that Redis does not answer within this fails: a half-open connection must not hold a request.
 * A request may wait twice as long, since one pipeline is sent after the other.
 */
const COMMAND_TIMEOUT_MS = 2_500;

/**
 * A connection to the store's Redis, checked: it answers, it is 6.2 or newer, it evicts nothing.
 * @param url `redis://…`, `rediss://…` or the path of a unix socket
 * @throws StartupError
 */
export async function connectStore(url: string, log: Log): Promise<Redis> {
  const redis = open(url, {
    commandTimeout: COMMAND_TIMEOUT_MS,
    enableAutoPipelining: true,
    // A script whose answer was lost has run: sent again it would append, pop or commit a second time.
    autoResendUnfulfilledCommands: false,
  });
  redis.on('error', (error) => log.warn({ err: error }, 'redis connection'));
  try {
    await reached(redis, url);
    await checkServer(redis, log);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return redis;
}

/** A connection of its own for a reader that blocks. */
export function connectReader(url: string, log: Log): Redis {
  // It blocks five seconds at most; a link that is silent for longer is dead.
  const redis = open(url, { maxRetriesPerRequest: null, socketTimeout: 15_000 });
  redis.on('error', (error) => log.warn({ err: error }, 'redis reader connection'));
  return redis;
}

function open(url: string, options: Omit<RedisOptions, 'replyMapping'>): Redis {
  return new Redis(url, {
    connectTimeout: 3_000,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000),
    maxRetriesPerRequest: 2,
    ...options,
  });
}

async function reached(redis: Redis, url: string): Promise<void> {
  const error = await new Promise<Error | undefined>((resolve) => {
    redis.once('ready', () => resolve(undefined));
    let last = new Error('no answer');
    redis.on('error', (e) => {
      last = e;
    });
    setTimeout(() => resolve(last), 4_000).unref();
  });
  if (error === undefined) return;
  throw new StartupError(
    `Redis at ${withoutSecret(url)} cannot be reached`,
    error.message === '' ? 'nothing listens there' : error.message,
    'Start Redis there, or set REDIS_URL to where it is: redis://host:6379, rediss://host:6379 for TLS, or the path of a socket.',
  );
}

function withoutSecret(url: string): string {
  if (!url.includes('://')) return url;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

async function checkServer(redis: Redis, log: Log): Promise<void> {
  const info = await redis.info();
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
