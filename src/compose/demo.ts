import { randomBytes } from 'node:crypto';
import { Portal } from '../../config/identity-schema.ts';
import { fixedSettings } from '../../config/load.ts';
import type { Settings } from '../../config/schema.ts';
import { demoAgents } from '../demo/agents.ts';
import { DEMO_TEXTS } from '../demo/canned-texts.ts';
import { startPrivateRedis } from '../demo/private-redis/private-redis.ts';
import { vouchForCustomer } from '../demo/vouch.ts';
import { hashPassword } from '../people/passwords.ts';
import { proveDataDir } from '../shared/folders.ts';
import { checkPages } from '../shared/http/pages.ts';
import { openDesk } from './desk.ts';
import { PAGES } from './pages.ts';
import type { Starting } from './processes.ts';
import { startSandbox } from './sandbox.ts';
import { startServer } from './server.ts';
import { startWorker } from './worker.ts';

/** What `npm start` runs, and how to get in. */
export interface Demo {
  readonly url: string;
  readonly port: number;
  readonly sandbox: { readonly url: string; readonly port: number };
  readonly password: string;
}

/** Everything on this machine: Redis, server, workers, sample virtual agent and sandbox ITSM. */
export async function startDemo({ env, settings, options, life, pages }: Starting): Promise<Demo> {
  const { onStop } = life;
  checkPages(pages, PAGES);
  await proveDataDir(env.dataDir);
  const redis =
    env.redisUrl === undefined
      ? await startPrivateRedis({ dataDir: env.dataDir, log: options.log })
      : undefined;
  onStop(() => redis?.stop());
  const sandbox = await startSandbox(env);
  onStop(sandbox.close);
  // An admin who tries a portal of their own has its users, and no other.
  const customer =
    settings.portal === undefined ? vouchForCustomer(env.host, settings.http.trustedProxies) : undefined;
  const password = env.demoPassword ?? randomBytes(9).toString('base64url');
  const desk = await openDesk({
    ...options,
    settings: fixedSettings({
      ...settings,
      agents: [...demoAgents(await hashPassword(password)), ...settings.agents],
      cannedTexts: settings.cannedTexts.length > 0 ? settings.cannedTexts : DEMO_TEXTS,
      ...(customer && { portal: Portal.parse(customer.portal) }),
      connectors: settings.connectors.length > 0 ? settings.connectors : [sandboxConnector(sandbox.url)],
    }),
    redisUrl: env.redisUrl ?? redis?.socket ?? '',
    migrates: true,
  });
  onStop(desk.close);
  const worker = await startWorker(desk);
  onStop(worker.close);
  const server = await startServer(desk, {
    ...env,
    pages,
    site: { demo: true, sandboxUrl: sandbox.url, ...(customer && { customer: customer.name }) },
    ...(customer && { routes: customer.routes }),
    ready: { process: life.goesOn, workers: worker.alive, sandbox: async () => fetchOk(sandbox.url) },
  });
  onStop(server.close);
  life.onLeaving(server.drain);
  return { url: server.url, port: server.port, sandbox, password };
}

const sandboxConnector = (url: string): Settings['connectors'][number] => ({
  id: 'sandbox',
  use: 'bmc-helix',
  atOnce: 2,
  settings: { url, username: 'deskbridge', password: 'deskbridge' },
});

async function fetchOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1_500) });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
