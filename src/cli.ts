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
  CANNOT_START,
  checkRegistration,
  createLife,
  createLogMask,
  createVirtualAgent,
  demoAgents,
  type HouseOptions,
  hashPassword,
  openAudit,
  openHouse,
  openItsm,
  openLog,
  StartupError,
  startPrivateRedis,
  startSimulator,
  type VirtualAgent,
} from './compose.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = join(ROOT, '.cache/pages');
const LOCAL_REDIS = 'redis://127.0.0.1:6379';

/** True where a parent keeps this process: it starts it again, and this one does not outlive it. */
const isKept = process.send !== undefined;
const life = createLife({
  print: (words) => void process.stderr.write(`${words}\n`),
  mask: createLogMask([], []),
  exit: (code) => process.exit(code),
  cannotStart: isKept ? CANNOT_START : 1,
});
const { onStop } = life;

/** Everything on this machine: Redis, server, workers, sample virtual agent and sandbox ITSM. */
async function demo(env: Environment): Promise<void> {
  const settings = loadSettings(env.configFile, process.env);
  const options = houseOptions(env, settings, process.env.LOG_LEVEL ?? 'warn');
  const { log } = options;
  checkRegistration(env.host, settings.http.trustedProxies, env.bot);
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
    ...options,
    settings: fixedSettings({
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
    ready: { process: life.goesOn, workers: workers.alive, sandbox: async () => fetchOk(sandbox.url) },
  });
  onStop(() => server.close());
  life.onLeaving(server.drain);
  process.send?.({ port: server.port, sandboxPort: sandbox.port });
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
  const settings = loadSettings(env.configFile, process.env);
  checkRegistration(env.host, settings.http.trustedProxies, env.bot);
  const house = await openHouse(houseOptions(env, settings));
  onStop(() => house.close());
  const running = await house.serve({
    ...env,
    pages: PAGES,
    site: { demo: false },
    ready: { process: life.goesOn },
  });
  onStop(() => running.close());
  life.onLeaving(running.drain);
  print(`Deskbridge server at ${running.url}`);
}

async function worker(env: Environment): Promise<void> {
  const house = await openHouse(houseOptions(env, loadSettings(env.configFile, process.env)));
  onStop(() => house.close());
  const workers = await house.work();
  onStop(() => workers.close());
  print('Deskbridge worker is running');
}

function houseOptions(env: Environment, settings: Settings, logLevel = env.logLevel): HouseOptions {
  const redisUrl = env.redisUrl ?? LOCAL_REDIS;
  const log = openLog(logLevel, settings, env.bot, redisUrl);
  if (logLevel !== 'silent') life.useLog(log);
  return {
    redisUrl,
    dataDir: env.dataDir,
    settings: fixedSettings(settings),
    credentials: env.bot,
    host: env.host,
    publicUrl: env.publicUrl,
    waitScale: env.waitScale,
    waiting: { patienceMs: env.redisWaitMs, tell: (sentence) => void process.stderr.write(`${sentence}\n`) },
    virtualAgent: (storage, subjectsFor) => loadVirtualAgent(settings.bot.module, storage, subjectsFor),
    log,
  };
}

type BotStorage = Parameters<HouseOptions['virtualAgent']>[0];
type SubjectsFor = Parameters<HouseOptions['virtualAgent']>[1];

/** The admin's own bot, or the sample one. */
async function loadVirtualAgent(
  module: string | undefined,
  storage: BotStorage,
  subjectsFor: SubjectsFor,
): Promise<VirtualAgent> {
  if (module === undefined) return createVirtualAgent(storage, subjectsFor);
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

// Node would print the error with everything that a library hangs on it.
process.on('uncaughtException', (error) => void life.fail(error));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void life.stop(0));
// Whoever read our output may go before us; that is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
if (isKept) process.on('disconnect', () => process.exit(1));

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

type Itsm = ReturnType<typeof openItsm>;

/** A command that asks the ITSM and ends; its exit code is 1 unless all is well. */
const ask =
  <O>(work: (itsm: Itsm, options: O) => Promise<boolean>) =>
  async (options: O) => {
    const env = readEnvironment(process.env, { configFile: join(ROOT, 'config/deskbridge.yaml') });
    const settings = loadSettings(env.configFile, process.env);
    const itsm = openItsm(houseOptions(env, settings, process.env.LOG_LEVEL ?? 'silent'));
    onStop(() => itsm.close());
    // Not awaited: stopping waits until this command has come to its end.
    void life.stop((await work(itsm, options)) ? 0 : 1);
  };

type AuditBook = Awaited<ReturnType<typeof openAudit>>;

/** A command on the audit; its exit code is 1 unless all is well. */
const askAudit = (work: (audit: AuditBook) => Promise<boolean>) => async () => {
  const env = readEnvironment(process.env, { configFile: join(ROOT, 'config/deskbridge.yaml') });
  const settings = loadSettings(env.configFile, process.env);
  const audit = await openAudit(houseOptions(env, settings, process.env.LOG_LEVEL ?? 'silent'));
  onStop(() => audit.close());
  // Not awaited: stopping waits until this command has come to its end.
  void life.stop((await work(audit)) ? 0 : 1);
};

type Choice = Parameters<Itsm['tryOut']['preview']>[0];
const shown = async (words: Promise<string>): Promise<boolean> => {
  print(await words);
  return true;
};

const mapping = program.command('mapping').description('tries a mapping out before chats meet it');
const INSTANCE = ['--connector <id>', 'an instance; the one that would serve the chat'] as const;
const TYPE = ['--type <type>', 'a ticket type; all of them'] as const;
const CHAT = ['--chat <id>', 'a chat in the store at REDIS_URL; a sample'] as const;
mapping
  .command('preview')
  .description('the fields that each ticket type would get when it is opened and at each ending')
  .option(...INSTANCE)
  .option(...TYPE)
  .option(...CHAT)
  .action(ask<Choice>(({ tryOut }, choice) => shown(tryOut.preview(choice))));
mapping
  .command('dry-run')
  .description('the requests that the connector would send; nothing is sent')
  .option(...INSTANCE)
  .option(...TYPE)
  .option(...CHAT)
  .action(ask<Choice>(({ tryOut }, choice) => shown(tryOut.dryRun(choice))));
mapping
  .command('rehearse')
  .description('opens one marked ticket of each type in the ITSM, appends to it, resolves it, cancels it')
  .option(...INSTANCE)
  .option(...TYPE)
  .action(ask<Choice>(({ tryOut }, choice) => tryOut.rehearse(choice, print)));
program
  .command('check')
  .description('asks each ITSM whether it has every form, field, Status and Status Reason that is mapped')
  .option('--rights', 'which rights the account lacks, and which it has beyond need')
  .action(
    ask<{ readonly rights?: boolean }>(async ({ check }, { rights }) => {
      const { text: words, ok } = await check(rights === true);
      print(words);
      return ok;
    }),
  );

const auditCommand = program.command('audit').description('who did and saw what, on REDIS_URL');
auditCommand
  .command('verify')
  .description('proves that no row was changed or taken out; names the first that was')
  .action(
    askAudit(async (audit) => {
      const { text: words, ok } = await audit.verify();
      print(words);
      return ok;
    }),
  );
auditCommand
  .command('export')
  .description('prints every row as a line of JSON')
  .action(
    askAudit(async (audit) => {
      await audit.export(print);
      return true;
    }),
  );

const starting = program.parseAsync().then(() => {}, life.fail);
life.starts(starting);
await starting;
