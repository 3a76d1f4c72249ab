import { type ChildProcess, spawn } from 'node:child_process';
import { Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { freePort } from './ports.ts';

/** A redis-server on a port, durable in a folder, to be stopped in its tracks, killed and started again. */
export interface PortRedis {
  readonly url: string;
  readonly port: number;
  /** Where its data lie. */
  readonly folder: string;
  /** A connection of the test's own. */
  readonly client: Redis;
  /** It accepts connections and answers nothing. */
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param more settings of redis-server beyond being durable; `requirepass` stands in the url too */
export async function startPortRedis(
  folder: string,
  more: Readonly<Record<string, string>> = {},
): Promise<PortRedis> {
  const port = await freePort();
  const settings = {
    bind: '127.0.0.1',
    port,
    dir: folder,
    save: '',
    appendonly: 'yes',
    appendfsync: 'always',
    // A replica is filled at once.
    'repl-diskless-sync-delay': 0,
    ...more,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const client = new Redis(port, {
    retryStrategy: () => 50,
    maxRetriesPerRequest: null,
    ...(more.requirepass !== undefined && { password: more.requirepass }),
  });
  client.on('error', () => {});
  let child: ChildProcess;
  let exited: Promise<void>;
  const redis: PortRedis = {
    url: `redis://${more.requirepass === undefined ? '' : `:${more.requirepass}@`}127.0.0.1:${port}`,
    port,
    folder,
    client,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async start() {
      child = spawn('redis-server', words, { stdio: 'ignore' });
      const started = child;
      const killIt = () => void started.kill('SIGKILL');
      // It does not outlive a test run that ends without stopping it.
      process.once('exit', killIt);
      exited = new Promise((resolve) =>
        started.once('exit', () => {
          process.off('exit', killIt);
          resolve();
        }),
      );
      await eventually(async () => (await client.ping()) === 'PONG', 'Redis answers');
    },
    async stop() {
      client.disconnect();
      await redis.kill();
    },
  };
  await redis.start();
  return redis;
}
