#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { Portal } from '../config/identity-schema.ts';
import { fixedSettings, loadSettings } from '../config/load.ts';
import type { Settings } from '../config/schema.ts';
import {
  askPassword,
  CANNOT_START,
  checkConnector,
  checkCredentials,
  checkPages,
  checkRegistration,
  createLife,
  createLogMask,
  createVirtualAgent,
  DEMO_TEXTS,
  demoAgents,
  type HouseOptions,
  hashPassword,
  loadEnvFile,
  loadVirtualAgent,
  openAudit,
  openHouse,
  openItsm,
  openLog,
  PAGES,
  proveDataDir,
  StartupError,
  startPrivateRedis,
  startSimulator,
  vouchForCustomer,
} from './compose.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES_FOLDER = join(ROOT, '.cache/pages');
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
const leaving = new AbortController();
life.onLeaving(() => leaving.abort());

/** Everything on this machine: Redis, server, workers, sample virtual agent and sandbox ITSM. */
async function demo(env: Environment): Promise<void> {
  const settings = settingsOf(env);
  const options = houseOptions('demo', env, settings, process.env.LOG_LEVEL || 'warn');
  const { log } = options;
  checkPages(PAGES_FOLDER, PAGES);
  checkBot(env, settings);
  await proveDataDir(env.dataDir);
  const redis =
    env.redisUrl === undefined ? await startPrivateRedis({ dataDir: env.dataDir, log }) : undefined;
  onStop(() => redis?.stop());
  const sandbox = await startSandbox(env);
  // An admin who tries a portal of their own has its users, and no other.
  const customer =
    settings.portal === undefined ? vouchForCustomer(env.host, settings.http.trustedProxies) : undefined;
  const password = env.demoPassword ?? randomBytes(9).toString('base64url');
  const house = await openHouse({
    ...options,
    settings: fixedSettings({
      ...settings,
      agents: [...(await demoAgents(password)), ...settings.agents],
      cannedTexts: settings.cannedTexts.length > 0 ? settings.cannedTexts : DEMO_TEXTS,
      ...(customer && { portal: Portal.parse(customer.portal) }),
      connectors: settings.connectors.length > 0 ? settings.connectors : [sandboxConnector(sandbox.url)],
    }),
    redisUrl: env.redisUrl ?? redis?.socket ?? '',
  });
  onStop(() => house.close());
  const workers = await house.work();
  onStop(() => workers.close());
  const server = await house.serve({
    ...env,
    pages: PAGES_FOLDER,
    site: { demo: true, sandboxUrl: sandbox.url, ...(customer && { customer: customer.name }) },
    ...(customer && { routes: customer.routes }),
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
  const settings = settingsOf(env);
  const options = houseOptions('server', env, settings);
  checkPages(PAGES_FOLDER, PAGES);
  checkBot(env, settings);
  await proveDataDir(env.dataDir);
  const house = await openHouse(options);
  onStop(() => house.close());
  const running = await house.serve({
    ...env,
    pages: PAGES_FOLDER,
    site: { demo: false },
    ready: { process: life.goesOn },
  });
  onStop(() => running.close());
  life.onLeaving(running.drain);
  print(`Deskbridge server at ${running.url}`);
}

async function worker(env: Environment): Promise<void> {
  const settings = settingsOf(env);
  const options = houseOptions('worker', env, settings);
  checkBot(env, settings);
  await proveDataDir(env.dataDir);
  const house = await openHouse(options);
  onStop(() => house.close());
  const workers = await house.work();
  onStop(() => workers.close());
  print('Deskbridge worker is running');
}

function checkBot({ host, bot }: Environment, { http, bot: { channels } }: Settings): void {
  checkCredentials(bot);
  checkRegistration(host, http.trustedProxies, bot, channels);
}

/** The sandbox ITSM alone, for trying out a server of one's own. */
async function sandbox(env: Environment): Promise<void> {
  await proveDataDir(env.dataDir);
  const { url } = await startSandbox(env);
  print(`Sandbox ITSM at ${url}/

connectors:
  - id: sandbox
    use: bmc-helix
    settings: { url: ${JSON.stringify(url)}, username: deskbridge, password: deskbridge }

Put this into your settings file. People who look around in it sign in as auditor / auditor.`);
}

async function startSandbox({ sandboxPort, dataDir }: Environment) {
  const started = await startSimulator({ port: sandboxPort, dataDir: join(dataDir, 'sandbox') }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new StartupError(
        `The sandbox ITSM cannot start on port ${sandboxPort}`,
        error.code === 'EADDRINUSE' ? 'another program listens there already' : error.message,
        `End that program, or choose another port, for example SANDBOX_PORT=${sandboxPort + 10}.`,
      );
    },
  );
  onStop(() => started.close());
  return started;
}

const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

const settingsOf = ({ configFile }: Environment): Settings =>
  loadSettings(configFile, process.env, { checkConnector, tell });

function houseOptions(
  name: string,
  env: Environment,
  settings: Settings,
  logLevel = env.logLevel,
): HouseOptions {
  const redisUrl = env.redisUrl ?? LOCAL_REDIS;
  const log = openLog(logLevel, settings, env.bot, redisUrl, name);
  if (logLevel !== 'silent') life.useLog(log);
  return {
    name,
    redisUrl,
    dataDir: env.dataDir,
    settings: fixedSettings(settings),
    credentials: env.bot,
    host: env.host,
    publicUrl: env.publicUrl,
    waitScale: env.waitScale,
    waiting: { patienceMs: env.redisWaitMs, tell, signal: leaving.signal },
    virtualAgent: (storage, subjectsFor) =>
      settings.bot.module === undefined
        ? createVirtualAgent(storage, subjectsFor)
        : loadVirtualAgent(settings.bot.module, env.configFile, storage),
    log,
  };
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

/** The variables, those of `.env` among them. */
function readVariables(): Environment {
  loadEnvFile(process.env);
  return readEnvironment(process.env, { configFile: join(ROOT, 'config/deskbridge.yaml') });
}

const run = (start: (env: Environment) => Promise<void>) => () => start(readVariables());

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const program = new Command('deskbridge')
  .description(
    'Hands a virtual agent’s conversations to live agents and keeps the service desk’s tickets in step.',
  )
  .version(version, '--version', 'prints the version');
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
  .command('sandbox')
  .description('an ITSM to try things out with, on SANDBOX_PORT; its records lie in DATA_DIR/sandbox')
  .action(run(sandbox));
program
  .command('hash-password')
  .description('asks for a password, or reads one from a pipe, and prints its hash for the settings file')
  .action(async () => {
    const password = await askPassword(process.stdin, (words) => void process.stderr.write(words));
    print(await hashPassword(password));
    process.stdin.pause();
  });

type Itsm = ReturnType<typeof openItsm>;

/** A command that asks the ITSM and ends; its exit code is 1 unless all is well. */
const ask =
  <O>(work: (itsm: Itsm, options: O) => Promise<boolean>) =>
  async (options: O) => {
    const env = readVariables();
    const settings = settingsOf(env);
    const itsm = openItsm(houseOptions('command', env, settings, process.env.LOG_LEVEL || 'silent'));
    onStop(() => itsm.close());
    // Not awaited: stopping waits until this command has come to its end.
    void life.stop((await work(itsm, options)) ? 0 : 1);
  };

type AuditBook = Awaited<ReturnType<typeof openAudit>>;

/** A command on the audit; its exit code is 1 unless all is well. */
const askAudit = (work: (audit: AuditBook) => Promise<boolean>) => async () => {
  const env = readVariables();
  const audit = await openAudit(
    houseOptions('command', env, settingsOf(env), process.env.LOG_LEVEL || 'silent'),
  );
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
const INSTANCE = [
  '--connector <id>',
  'id of a connector (default: the one that would serve the chat)',
] as const;
const TYPE = ['--type <type>', 'a ticket type (default: every type of the connector)'] as const;
const CHAT = ['--chat <id>', 'id of a chat in the store at REDIS_URL (default: a made-up chat)'] as const;
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
  .description(
    'opens one marked ticket of each type in the ITSM, appends to it and resolves it; then cancels it, where the ITSM lets a resolved ticket be cancelled, else says which ticket stays',
  )
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

const starting = program.parseAsync();
// A start that fails while the process ends has nothing more to say.
life.starts(starting.catch(() => {}));
await starting.catch((error: unknown) => (leaving.signal.aborted ? undefined : life.fail(error)));
