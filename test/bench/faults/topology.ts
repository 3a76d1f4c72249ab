import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashPassword } from '../../../src/people/passwords.ts';
import { PASSWORD } from '../../support/demo.ts';
import { type FakeChannel, startFakeChannel } from '../../support/fake-channel.ts';
import { type ItsmLine, openLine } from '../../support/itsm-line.ts';
import { freePort } from '../../support/ports.ts';
import { startSystem } from '../processes.ts';
import type { Record } from './history.ts';
import { openPost, type Post } from './post.ts';
import { openRedisPair, type RedisPair } from './redis-pair.ts';

/** People of the sandbox ITSM who may do everything there. */
export const AGENTS: Readonly<globalThis.Record<string, string>> = {
  alice: 'Alice Smith',
  bob: 'Bob Jones',
  sam: 'Sam Taylor',
  ada: 'Ada Martin',
};
/** Sees the figures and does nothing. */
export const SUPERVISOR = 'chief';
export const QUEUES = ['Network', 'Hardware'] as const;

/** Must not stand in any log. */
export const SECRETS = { redis: 'planted-redis-3f9c1a', itsm: 'deskbridge', agents: PASSWORD } as const;

/** Waits for an ITSM are shorter than in earnest, so that an outage of seconds is a long one. */
const WAIT_SCALE = '0.1';
const READY_WITHIN_MS = 60_000;

/** Two servers and two workers as they are shipped, and all that they reach, each behind something that can fail. */
export interface Topology {
  readonly redis: RedisPair;
  readonly servers: readonly Post[];
  readonly workers: readonly Post[];
  readonly urls: readonly string[];
  readonly line: ItsmLine;
  /** The simulator itself, past the line. */
  readonly itsmUrl: string;
  readonly channel: FakeChannel;
  /** What a command of the installation needs to know. */
  readonly env: Readonly<globalThis.Record<string, string>>;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param folder where history and logs lie; everything else goes into `data` below it
 * @throws Error where a part does not start in time; what was started is stopped then
 */
export async function startTopology(folder: string, record: Record): Promise<Topology> {
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const steps: (() => unknown)[] = [() => rmSync(data, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const step of steps.splice(0).toReversed()) await step();
  };
  try {
    const redis = await openRedisPair(data, SECRETS.redis);
    steps.push(() => redis.stop());
    const itsm = await startSystem(['test/bench/itsm.ts', join(data, 'itsm')], /ITSM at (http:\S+)/, {
      NODE_OPTIONS: '',
    });
    steps.push(() => itsm.stop());
    const line = await openLine(itsm.url);
    steps.push(() => line.close());
    line.carriedOut = ({ method, form }) => {
      if (method !== 'GET' && form !== '') record('itsm', { op: 'itsm-write', key: form, method });
    };
    const channel = await startFakeChannel('none');
    steps.push(() => channel.stop());
    channel.heard = ({ id, conversation, text }, shown) =>
      record('channel', { op: 'channel', key: id, conversation, shown, ...(text !== undefined && { text }) });
    const env = {
      REDIS_URL: redis.url,
      DESKBRIDGE_CONFIG: join(data, 'deskbridge.yaml'),
      DESKBRIDGE_WAIT_SCALE: WAIT_SCALE,
      HELIX_PASSWORD: SECRETS.itsm,
      DATA_DIR: join(data, 'files'),
      LOG_LEVEL: 'warn',
    };
    writeFileSync(env.DESKBRIDGE_CONFIG, JSON.stringify(await settings(line.url)));
    const keep = { folder, record };
    const ports = [await freePort(), await freePort()];
    const servers = ports.map((port, n) =>
      openPost('server', `server-${n}`, { ...env, PORT: String(port) }, keep),
    );
    const workers = [0, 1].map((n) => openPost('worker', `worker-${n}`, env, keep));
    const posts = [...servers, ...workers];
    steps.push(() => Promise.all(posts.map((post) => post.stop())));
    const ready = async (): Promise<void> => {
      await Promise.all(posts.map((post) => post.ready(READY_WITHIN_MS)));
    };
    await ready();
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    return { redis, servers, workers, urls, line, itsmUrl: itsm.url, channel, env, ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function settings(itsm: string): Promise<object> {
  const passwordHash = await hashPassword(PASSWORD);
  return {
    agents: [
      ...Object.entries(AGENTS).map(([id, name]) => ({
        id,
        name,
        roles: ['agent'],
        passwordHash,
        itsm: { name, login: id },
      })),
      { id: SUPERVISOR, name: 'Chief of the desk', roles: ['supervisor'], passwordHash },
    ],
    queues: QUEUES,
    topics: [
      { name: 'Network', queue: 'Network', synonyms: ['VPN'] },
      { name: 'Hardware', queue: 'Hardware', synonyms: ['printer'] },
    ],
    connectors: [
      {
        id: 'helix',
        use: 'bmc-helix',
        atOnce: 4,
        settings: {
          url: itsm,
          username: 'deskbridge',
          password: 'env:HELIX_PASSWORD',
          deadlineMs: 2_000,
          settleMs: 500,
        },
      },
    ],
  };
}
