import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { hashPassword } from '../../src/people/passwords.ts';
import { type Command, startCommand } from './command.ts';
import { PASSWORD } from './demo.ts';
import { type PortRedis, startPortRedis } from './port-redis.ts';

/** An installation as an admin would make it: a Redis, one server and one worker, and an ITSM. */
export interface Installation {
  readonly url: string;
  readonly sandboxUrl: string;
  readonly redis: PortRedis;
  readonly server: Command;
  readonly worker: Command;
  /** SIGKILL to the server's group. */
  killServer(): Promise<void>;
  /** Another server in its place, at the same address where `PORT` names one. */
  startServer(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Its agents are alice and bob, with the password of the demo.
 * @param more variables of server and worker
 * @param addressFor where the processes find Redis, if not at its own address
 */
export async function startInstallation(
  more: Readonly<Record<string, string>> = {},
  addressFor: (redis: PortRedis) => Promise<string> = async ({ url }) => url,
): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'db-installation-'));
  const redis = await startPortRedis(folder);
  const itsm = await startSimulator({ port: 0, dataDir: join(folder, 'itsm') });
  const passwordHash = await hashPassword(PASSWORD);
  const agent = (id: string, name: string) => ({
    id,
    name,
    roles: ['agent'],
    passwordHash,
    itsm: { name, login: id },
  });
  const settings = {
    agents: [agent('alice', 'Alice Smith'), agent('bob', 'Bob Jones')],
    topics: [{ name: 'Network', queue: 'Network', synonyms: ['VPN'] }],
    connectors: [
      {
        id: 'helix',
        use: 'bmc-helix',
        settings: { url: itsm.url, username: 'deskbridge', password: 'env:HELIX_PASSWORD' },
      },
    ],
  };
  const file = join(folder, 'deskbridge.yaml');
  writeFileSync(file, JSON.stringify(settings));
  const env = {
    REDIS_URL: await addressFor(redis),
    DESKBRIDGE_CONFIG: file,
    HELIX_PASSWORD: 'deskbridge',
    PORT: '0',
    DATA_DIR: join(folder, 'data'),
    LOG_LEVEL: 'warn',
    ...more,
  };
  let server = startCommand('server', env);
  const worker = startCommand('worker', env);
  const stop = async () => {
    redis.resume();
    await Promise.all([server.stop(), worker.stop()]);
    await Promise.all([redis.stop(), itsm.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const url = await server.says(/server at (http:\S+)/);
    await worker.says('worker is running');
    return {
      url,
      sandboxUrl: itsm.url,
      redis,
      get server() {
        return server;
      },
      worker,
      async killServer() {
        process.kill(-(server.process.pid ?? 0), 'SIGKILL');
        await server.exited;
      },
      async startServer() {
        server = startCommand('server', env);
        await server.says(/server at (http:\S+)/);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
