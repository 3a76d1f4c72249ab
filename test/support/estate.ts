import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from '../../src/people/passwords.ts';
import { type Command, startCommand } from './command.ts';
import { PASSWORD } from './demo.ts';
import { type PortRedis, startPortRedis } from './port-redis.ts';
import { freePort } from './ports.ts';

/** A process that is killed and started again in its place. */
export interface Post {
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** False where it has ended by itself. */
  runs(): boolean;
  pid(): number;
  /** What it has printed since it was started last. */
  output(): string;
}

export interface Estate {
  readonly redis: PortRedis;
  readonly servers: readonly [Post & { readonly url: string }, Post & { readonly url: string }];
  readonly workers: readonly [Post, Post];
  stop(): Promise<void>;
}

/**
 * Two servers and two workers on one Redis, with agents who get their chats by themselves; no ITSM.
 * @param addressFor where the processes find Redis, if not at its own address
 */
export async function startEstate(
  agents: readonly string[],
  desk: object,
  settings: object = {},
  addressFor: (redis: PortRedis) => Promise<string> = async ({ url }) => url,
): Promise<Estate> {
  const folder = mkdtempSync(join(tmpdir(), 'db-estate-'));
  const redis = await startPortRedis(folder);
  const passwordHash = await hashPassword(PASSWORD);
  const file = join(folder, 'deskbridge.yaml');
  writeFileSync(
    file,
    JSON.stringify({
      desk: { autoAccept: true, ...desk },
      capacity: { default: 50, most: 50 },
      topics: [{ name: 'Network', queue: 'Network', synonyms: ['VPN'] }],
      agents: agents.map((id) => ({ id, name: id, roles: ['agent'], passwordHash })),
      ...settings,
    }),
  );
  const env = {
    REDIS_URL: await addressFor(redis),
    DESKBRIDGE_CONFIG: file,
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
  };
  const posts: (Post & { stop(): Promise<void> })[] = [];
  const open = async <More extends object>(
    name: 'server' | 'worker',
    more: Readonly<Record<string, string>>,
    about: More,
  ) => {
    const post = openPost(name, { ...env, ...more });
    posts.push(post);
    await post.start();
    return { ...post, ...about };
  };
  const server = async () => {
    const port = await freePort();
    return open('server', { PORT: String(port) }, { url: `http://127.0.0.1:${port}` });
  };
  const stop = async () => {
    await Promise.all(posts.map((post) => post.stop()));
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const first = await server();
    const [second, ...workers] = await Promise.all([
      server(),
      open('worker', {}, {}),
      open('worker', {}, {}),
    ]);
    return { redis, servers: [first, second], workers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openPost(name: 'server' | 'worker', env: Readonly<Record<string, string>>) {
  let command: Command | undefined;
  return {
    async start() {
      command = startCommand(name, env);
      await command.says(name === 'server' ? /server (at) http/ : 'worker is running');
    },
    async kill() {
      command?.process.kill('SIGKILL');
      await command?.exited;
    },
    runs: () => command?.process.exitCode === null && command.process.signalCode === null,
    pid: () => command?.process.pid ?? 0,
    output: () => command?.output() ?? '',
    stop: async () => command?.stop(),
  };
}
