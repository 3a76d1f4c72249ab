#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { type Environment, readEnvironment } from '../config/environment.ts';
import type { openAudit, openItsm } from './compose/commands.ts';
import type { Starting } from './compose/processes.ts';
import {
  CANNOT_START,
  checkBot,
  createLife,
  createLogMask,
  deskOptions,
  loadEnvFile,
  readSettings,
} from './compose/start.ts';

// Each command loads its own part of the house, after variables and settings were read: a mistake in them is told at
// once, and a command that asks an ITSM loads no bot.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES_FOLDER = join(ROOT, '.cache/pages');

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

const print = (words: string): void => void process.stdout.write(`${words}\n`);
const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

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

/** @param usualLevel of its log, where LOG_LEVEL says none */
async function optionsOf(name: string, env: Environment, usualLevel = env.logLevel) {
  const logLevel = process.env.LOG_LEVEL || usualLevel;
  const settings = await readSettings(env, tell);
  const options = deskOptions(env, settings, { name, logLevel, leaving: leaving.signal, tell });
  return { settings, options };
}

/** A process that serves a desk until it is stopped. */
const serve =
  (name: string, start: (starting: Starting) => Promise<string>, usualLevel?: string) => async () => {
    const env = readVariables();
    const { settings, options } = await optionsOf(name, env, usualLevel);
    checkBot(env, settings);
    if (options.log.level !== 'silent') life.useLog(options.log);
    print(await start({ env, settings, options, life, pages: PAGES_FOLDER }));
  };

async function demo(starting: Starting): Promise<string> {
  const { startDemo } = await import('./compose/demo.ts');
  const { url, port, sandbox, password } = await startDemo(starting);
  process.send?.({ port, sandboxPort: sandbox.port });
  return `
Deskbridge is running.

  Start here        ${url}/
  User's page       ${url}/chat
  Agent console     ${url}/console
  Sandbox ITSM      ${sandbox.url}/
  Bot Framework     ${url}/api/messages

  Accounts          alice, bob (agents), sam (supervisor), ada (admin)
  Password          ${password}

Ctrl-C stops everything.
`;
}

async function server(starting: Starting): Promise<string> {
  const { startServerProcess } = await import('./compose/processes.ts');
  return `Deskbridge server at ${await startServerProcess(starting)}`;
}

async function worker(starting: Starting): Promise<string> {
  const { startWorkerProcess } = await import('./compose/processes.ts');
  await startWorkerProcess(starting);
  return 'Deskbridge worker is running';
}

/** The sandbox ITSM alone, for trying out a server of one's own. */
async function sandbox(): Promise<void> {
  const env = readVariables();
  const { startSandbox } = await import('./compose/sandbox.ts');
  const { url, close } = await startSandbox(env);
  onStop(close);
  print(`Sandbox ITSM at ${url}/

connectors:
  - id: sandbox
    use: bmc-helix
    settings: { url: ${JSON.stringify(url)}, username: deskbridge, password: deskbridge }

Put this into your settings file. People who look around in it sign in as auditor / auditor.`);
}

async function hashOfPassword(): Promise<void> {
  const { askPassword, hashPassword } = await import('./compose/passwords.ts');
  const password = await askPassword(process.stdin, (words) => void process.stderr.write(words));
  print(await hashPassword(password));
  process.stdin.pause();
}

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const program = new Command('deskbridge')
  .description(
    'Hands a virtual agent’s conversations to live agents and keeps the service desk’s tickets in step.',
  )
  .version(version, '--version', 'prints the version');
program
  .command('demo')
  .description('everything on this machine: Redis, server, workers, sample virtual agent, sandbox ITSM')
  .action(serve('demo', demo, 'warn'));
program
  .command('server')
  .description('HTTP and WebSocket on REDIS_URL; as many as you like')
  .action(serve('server', server));
program
  .command('worker')
  .description('background work on REDIS_URL; as many as you like')
  .action(serve('worker', worker));
program
  .command('sandbox')
  .description('an ITSM to try things out with, on SANDBOX_PORT; its records lie in DATA_DIR/sandbox')
  .action(sandbox);
program
  .command('hash-password')
  .description('asks for a password, or reads one from a pipe, and prints its hash for the settings file')
  .action(hashOfPassword);

type Itsm = ReturnType<typeof openItsm>;

/** A command that asks the ITSM and ends; its exit code is 1 unless all is well. */
const ask =
  <O>(work: (itsm: Itsm, options: O) => Promise<boolean>) =>
  async (options: O) => {
    const { options: desk } = await optionsOf('command', readVariables(), 'silent');
    const { openItsm } = await import('./compose/commands.ts');
    const itsm = openItsm(desk);
    onStop(itsm.close);
    // Not awaited: stopping waits until this command has come to its end.
    void life.stop((await work(itsm, options)) ? 0 : 1);
  };

type AuditBook = Awaited<ReturnType<typeof openAudit>>;

/** A command on the audit; its exit code is 1 unless all is well. */
const askAudit = (work: (audit: AuditBook) => Promise<boolean>) => async () => {
  const { options } = await optionsOf('command', readVariables(), 'silent');
  const { openAudit } = await import('./compose/commands.ts');
  const audit = await openAudit(options);
  onStop(audit.close);
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
