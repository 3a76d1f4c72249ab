import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { fixedSettings, loadSettings } from '../../config/load.ts';
import { Settings } from '../../config/schema.ts';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { openDesk } from '../../src/compose/desk.ts';
import { startServer } from '../../src/compose/server.ts';
import { startWorker } from '../../src/compose/worker.ts';
import { createVirtualAgent } from '../../src/demo/virtual-agent/virtual-agent.ts';
import { hashPassword } from '../../src/people/passwords.ts';
import { createLog } from '../../src/shared/log.ts';
import { directLineKeys } from '../../src/store/direct-line/keys.ts';
import { PASSWORD } from './demo.ts';
import { Agent, User } from './people.ts';
import { startRedis } from './redis.ts';
import { Auditor } from './sandbox.ts';

export interface DeskHouseOptions {
  /** Over those of a desk with alice and bob (agents), sam (supervisor) and the connector `helix`. */
  readonly settings?: (itsmUrl: string) => Partial<Settings>;
  readonly waitScale?: number;
  /** Gets what is logged. */
  readonly logged?: Writable;
  /** Folder of the built pages, for tests in a browser. */
  readonly pages?: string;
}

const SHIPPED = fileURLToPath(new URL('../../config/deskbridge.yaml', import.meta.url));

/** Server, workers and virtual agent in this process, before a simulator in this process too, so that a test may change it. */
export async function openDeskHouse(options: DeskHouseOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'db-desk-'));
  const [redis, itsm] = await Promise.all([
    startRedis(),
    startSimulator({ port: 0, dataDir: join(folder, 'itsm') }),
  ]);
  const passwordHash = await hashPassword(PASSWORD);
  const account = (id: string, name: string, roles: string[], more: object = {}) => ({
    id,
    name,
    roles,
    passwordHash,
    itsm: { name, login: id },
    ...more,
  });
  const given = options.settings?.(itsm.url);
  const log = createLog(options.logged === undefined ? 'silent' : 'info', options.logged);
  const house = await openDesk({
    desk: 'main',
    redisUrl: redis.path,
    settings: fixedSettings(
      Settings.parse({
        agents: [
          account('alice', 'Alice Smith', ['agent'], { rights: ['request-control'] }),
          account('bob', 'Bob Baker', ['agent']),
          account('carl', 'Carl Other', ['agent'], { companies: ['Other'] }),
          account('sam', 'Sam Super', ['supervisor']),
        ],
        connectors: [helix('helix', itsm.url)],
        topics: loadSettings(SHIPPED, {}).topics,
        ...given,
        // Whoever acts through the API alone keeps their chats, however long a test takes.
        desk: { graceSeconds: 3_600, ...given?.desk },
      }),
    ),
    credentials: {
      MicrosoftAppId: '',
      MicrosoftAppPassword: '',
      MicrosoftAppType: '',
      MicrosoftAppTenantId: '',
    },
    virtualAgent: createVirtualAgent,
    log,
    host: '127.0.0.1',
    publicUrl: 'http://desk.example',
    dataDir: join(folder, 'files'),
    waitScale: options.waitScale ?? 1 / 20,
  });
  const workers = await startWorker(house);
  const server = await startServer(house, {
    host: '127.0.0.1',
    port: 0,
    pages: options.pages ?? join(folder, 'no-pages'),
    site: {},
    ready: {},
  });
  const own = new Redis(redis.path);

  /**
   * As a portal's signed token does it: says who the user of a conversation is, before his first words.
   * @param id who he is to the portal; the one that he has when left out
   */
  async function prove(conversationId: string, email: string, id?: string): Promise<void> {
    const key = directLineKeys.conversation('main', conversationId);
    const known = JSON.parse((await own.hget(key, 'user')) ?? '{}');
    await own.hset(key, 'user', JSON.stringify({ ...known, ...(id && { id }), email, verified: true }));
  }

  return {
    prove,
    url: server.url,
    itsm,
    redis: own,
    auditor: new Auditor(itsm.url),
    signIn: (who: string) => Agent.signIn(server.url, who),

    /** A user in the queue; one with `email` has been proven by the portal. */
    async arrives(
      more: { readonly email?: string; readonly company?: string; readonly topic?: string } = {},
    ) {
      const { email, ...asked } = more;
      const user = await User.arrive(server.url, 'Allen Allbrook', asked);
      if (email !== undefined) await prove(user.conversationId, email);
      await user.escalate();
      return user;
    },

    /** A chat that the agent has accepted. */
    async accepted(agent: Agent, more: { readonly email?: string; readonly company?: string } = {}) {
      const user = await this.arrives(more);
      const { id } = await agent.finds(user);
      const { status } = await agent.do(`/chats/${id}/accept`);
      if (status !== 200) throw new Error(`not accepted: ${status}`);
      return { user, id };
    },

    async close(): Promise<void> {
      own.disconnect();
      await server.close();
      await workers.close();
      await house.close();
      await itsm.close();
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type DeskHouse = Awaited<ReturnType<typeof openDeskHouse>>;

/** An instance that signs in as the demo's does. */
export const helix = (id: string, url: string, settings: object = {}) => ({
  id,
  use: 'bmc-helix',
  atOnce: 4,
  settings: { url, username: 'deskbridge', password: 'deskbridge', settleMs: 50, ...settings },
});
