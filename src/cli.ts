#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { fixedSettings, loadSettings } from '../config/load.ts';
import type { Settings } from '../config/schema.ts';
import {
  checkRegistration,
  createLog,
  createVirtualAgent,
  demoAgents,
  type HouseOptions,
  hashPassword,
  openHouse,
  StartupError,
  startPrivateRedis,
  startSimulator,
  type VirtualAgent,
} from './compose.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = join(ROOT, '.cache/pages');
const STOP_WITHIN_MS = 15_000;

/** Everything on this machine: Redis, server, workers, sample virtual agent and sandbox ITSM. */
async function demo(env: Environment): Promise<void> {
  const log = createLog(process.env.LOG_LEVEL ?? 'warn');
  const settings = loadSettings(env.configFile, process.env);
  checkRegistration(env.host, env.bot);
  const redis =
    env.redisUrl === undefined ? await startPrivateRedis({ dataDir: env.dataDir, log }) : undefined;
  onStop(() => redis?.stop());
  const sandbox = await startSimulator({
    port: env.sandboxPort,
    dataDir: join(env.dataDir, 'sandbox'),
  }).catch((error: NodeJS.ErrnoException) => {
    throw new StartupError(
      `The sandbox ITSM cannot start on port ${env.sandboxPort}`,
      error.code === 'EADDRINUSE' ? 'another program listens there already' : error.message,
      `End that program, or choose another port, for example SANDBOX_PORT=${env.sandboxPort + 10}.`,
    );
  });
  onStop(() => sandbox.close());
  const password = env.demoPassword ?? randomBytes(9).toString('base64url');
  const house = await openHouse({
    ...houseOptions(env, log, {
      ...settings,
      agents: [...(await demoAgents(password)), ...settings.agents],
      connectors: settings.connectors.length > 0 ? settings.connectors : [sandboxConnector(sandbox.url)],
    }),
    redisUrl: env.redisUrl ?? redis?.socket ?? '',
  });
  onStop(() => house.close());
  const workers = await house.work();
  onStop(() => workers.close());
  const server = await house.serve({
    ...env,
    pages: PAGES,
    site: { demo: true, sandboxUrl: sandbox.url },
    ready: { workers: workers.alive, sandbox: async () => fetchOk(sandbox.url) },
  });
  onStop(() => server.close());
  print(`
Deskbridge is running.

  Start here        ${server.url}/
  User's page       ${server.url}/chat
  Agent console     ${server.url}/console
  Sandbox ITSM      ${sandbox.url}/
  Bot Framework     ${server.url}/api/messages

  Accounts          alice, bob (agents), sam (supervisor), ada (admin)
  Password          ${password}

Ctrl-C stops everything.
`);
}

async function server(env: Environment): Promise<void> {
  const log = createLog(env.logLevel);
  checkRegistration(env.host, env.bot);
  const house = await openHouse(houseOptions(env, log, loadSettings(env.configFile, process.env)));
  onStop(() => house.close());
  const running = await house.serve({ ...env, pages: PAGES, site: { demo: false }, ready: {} });
  onStop(() => running.close());
  print(`Deskbridge server at ${running.url}`);
}

async function worker(env: Environment): Promise<void> {
  const log = createLog(env.logLevel);
  const house = await openHouse(houseOptions(env, log, loadSettings(env.configFile, process.env)));
  onStop(() => house.close());
  const workers = await house.work();
  onStop(() => workers.close());
  print('Deskbridge worker is running');
}

function houseOptions(env: Environment, log: HouseOptions['log'], settings: Settings): HouseOptions {
  return {
    redisUrl: env.redisUrl ?? 'redis://127.0.0.1:6379',
    settings: fixedSettings(settings),
    credentials: env.bot,
    host: env.host,
    virtualAgent: (storage) => loadVirtualAgent(settings.bot.module, storage),
    log,
  };
}

type BotStorage = Parameters<HouseOptions['virtualAgent']>[0];

/** The admin's own bot, or the sample one. */
async function loadVirtualAgent(module: string | undefined, storage: BotStorage): Promise<VirtualAgent> {
  if (module === undefined) return createVirtualAgent(storage);
  const file = resolve(module);
  try {
    const { default: create } = (await import(pathToFileURL(file).href)) as {
      default?: (storage: BotStorage) => VirtualAgent | Promise<VirtualAgent>;
    };
    if (typeof create !== 'function') throw new Error('it has no default export that is a function');
    return await create(storage);
  } catch (error) {
    throw new StartupError(
      `The virtual agent ${file} cannot be loaded`,
      error instanceof Error ? error.message : String(error),
      'bot.module names a file whose default export takes a storage and gives an ActivityHandler.',
    );
  }
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

const print = (words: string): void => void process.stdout.write(`${words}\n`);

const steps: (() => unknown)[] = [];
let stopping: Promise<void> | undefined;

/** What was started last stops first. */
function onStop(step: () => unknown): void {
  steps.push(step);
}

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    setTimeout(() => process.exit(code || 1), STOP_WITHIN_MS).unref();
    // What is just starting has to be there before it can be stopped.
    if (code === 0) await starting;
    for (const step of steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        process.stderr.write(`While stopping: ${(error as Error).message}\n`);
      }
    }
    process.exit(code);
  })();
  return stopping;
}

/** One message with what, why and how to fix it; no stack trace for what is no fault of ours. */
async function fail(error: unknown): Promise<void> {
  process.stderr.write(
    error instanceof StartupError
      ? `\n${error.message}.\n  Why: ${error.why}.\n  Fix: ${error.fix}\n\n`
      : `\nDeskbridge stopped on an unexpected error.\n${error instanceof Error ? error.stack : error}\n`,
  );
  await stop(1);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));

const run = (start: (env: Environment) => Promise<void>) => () =>
  start(readEnvironment(process.env, { configFile: join(ROOT, 'config/deskbridge.yaml') }));

const program = new Command('deskbridge').description(
  'Hands a virtual agent’s conversations to live agents and keeps the service desk’s tickets in step.',
);
program
  .command('demo')
  .description('everything on this machine: Redis, server, workers, sample virtual agent, sandbox ITSM')
  .action(run(demo));
program
  .command('server')
  .description('HTTP and WebSocket on REDIS_URL; as many as you like')
  .action(run(server));
program
  .command('worker')
  .description('background work on REDIS_URL; as many as you like')
  .action(run(worker));
program
  .command('hash-password')
  .description('reads a password from standard input and prints its hash for the settings file')
  .action(async () => print(await hashPassword((await text(process.stdin)).replace(/\r?\n$/, ''))));

const starting = program.parseAsync().then(() => {}, fail);
await starting;
