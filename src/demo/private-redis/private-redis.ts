import { join } from 'node:path';
import type { Log } from '../../shared/log.ts';
import { makeFolder } from './folder.ts';
import { lockFolder } from './folder-lock.ts';
import { endLeftRedis, forget, remember } from './left-redis.ts';
import { type RedisProcess, requireRedis, startRedisProcess } from './redis-process.ts';
import { socketFolder } from './socket-folder.ts';

export interface PrivateRedisOptions {
  /** Its data goes to `<dataDir>/redis`; other files in dataDir are left alone. */
  readonly dataDir: string;
  readonly log: Log;
  /** Redis's own notation; `1gb` when left out. */
  readonly maxMemory?: string;
  /** `redis-server` on PATH when left out. */
  readonly program?: string;
}

/** The Redis of `npm start`: a child of this process, reached by its socket alone. */
export interface PrivateRedis {
  /** Path of its Unix socket: `new Redis(socket)`. The same for as long as this process lives. */
  readonly socket: string;
  /** Ends it and resolves when it is gone. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 10_000;
/** After this long without a fall the next one counts as the first. */
const STEADY_MS = 60_000;

/**
 * Starts a Redis of our own on `<dataDir>/redis`, every write on disk before it is answered. One that
 * a killed run left there is ended first; one that falls while we run is started again.
 * @throws StartupError where the folder cannot be written or is in use, or redis-server is missing, too old or does not start
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const { log, maxMemory = '1gb', program = 'redis-server' } = options;
  requireRedis(program);
  const folder = makeFolder(options.dataDir);
  const release = await lockFolder(folder);
  try {
    await endLeftRedis(folder, log);
    const socket = join(await socketFolder(folder), 'redis.sock');
    const stop = await keepRunning(folder, socket, log, () =>
      startRedisProcess({ program, folder, socket, maxMemory }, log),
    );
    let stopped: Promise<void> | undefined;
    return {
      socket,
      stop: () => {
        stopped ??= stop().then(release);
        return stopped;
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Starts it, and again whenever it ends, until the returned function ends it for good. */
async function keepRunning(
  folder: string,
  socket: string,
  log: Log,
  start: () => RedisProcess,
): Promise<() => Promise<void>> {
  let current: RedisProcess;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let pause = FIRST_PAUSE_MS;

  const launch = async (): Promise<void> => {
    const launched = start();
    current = launched;
    remember(folder, { pid: launched.pid, socket });
    try {
      await launched.ready();
    } catch (error) {
      await launched.end();
      throw error;
    }
    log.info({ redisPid: launched.pid, socket }, 'the private Redis is ready');
    const since = performance.now();
    void launched.ended.then((words) => {
      if (stopping) return;
      if (performance.now() - since > STEADY_MS) pause = FIRST_PAUSE_MS;
      again(words);
    });
  };
  const again = (why: string): void => {
    log.error({ why, pauseMs: pause }, 'the private Redis ended; starting it again');
    timer = setTimeout(() => {
      launch().catch((error: Error & { why?: string }) => {
        if (!stopping) again(error.why ?? error.message);
      });
    }, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };
  const stop = async (): Promise<void> => {
    stopping = true;
    clearTimeout(timer);
    await current.end();
    forget(folder, { pid: current.pid, socket });
  };

  try {
    await launch();
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
