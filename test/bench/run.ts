import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PASSWORD } from '../support/demo.ts';
import { Agent } from '../support/people.ts';
import { openAgentWindow } from './agent-window.ts';
import { assigning, assigningReport } from './assigning.ts';
import { openChannel } from './channel.ts';
import { openChats } from './chats.ts';
import { consolesReport, reconnecting } from './consoles.ts';
import { type Cell, measure } from './measure.ts';
import { agentToUser, echoTurn, type Path, type PathName, userToAgent } from './paths.ts';
import { startSystem } from './processes.ts';
import { goals, median, ratios, surroundings, table } from './report.ts';
import { ticketJobs, ticketReport } from './tickets.ts';

const HELP = `npm run bench -- [options]
  --quick          one short round, to see that it works; its figures are rough
  --rounds <n>     rounds (10)
  --seconds <n>    seconds of each path in a round, under the full load (1.2)
  --only <path>    one path alone: "echo turn", "user to agent", "agent to user", "ticket jobs",
                   "assigning" or "consoles"
  --profile <dir>  writes V8 CPU profiles of the systems there; the figures are then worth less`;

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    only: { type: 'string' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(given.rounds ?? (given.quick ? 1 : 10));
const SECONDS = Number(given.seconds ?? (given.quick ? 1 : 1.2));
if (!(ROUNDS >= 1 && SECONDS > 0)) throw new Error(`--rounds and --seconds take a number above 0\n${HELP}`);
const WARM_UP_SECONDS = given.quick ? 0.5 : 1.5;
/** Chats at once -> which part of the seconds. */
const LOADS = new Map([
  [50, 1],
  [1, 0.6],
]);
const MOST_CHATS = 50;
const TICKETS = 'ticket jobs';
const TICKET_JOBS = given.quick ? 100 : 300;
const ASSIGNING = 'assigning';
const CONSOLES = 'consoles';
const CONSOLE_ROUNDS = given.quick ? 1 : 2;
const CONSOLE_SECONDS = 3;
const ASSIGNED = given.quick ? 50 : 200;
const WAITING = given.quick ? 1_000 : 10_000;
const WHOLE_RUN_MS = 480_000;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, '.cache');
const cleanUps: (() => unknown)[] = [];

/** Both systems run as they would without the caller's own settings. */
const ENVIRONMENT = {
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter(isOurVariable)
      .map((name) => [name, '']),
  ),
  LOG_LEVEL: 'warn',
  NODE_OPTIONS: given.profile === undefined ? '' : `--cpu-prof --cpu-prof-dir=${given.profile}`,
};

async function bench(): Promise<void> {
  // On the disk where `npm start` keeps its data: a folder in memory would give every fsync away.
  mkdirSync(CACHE, { recursive: true });
  const dataDir = mkdtempSync(join(CACHE, 'bench-'));
  cleanUps.push(() => rmSync(dataDir, { recursive: true, force: true }));
  print(
    `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, ` +
      `fdatasync ${fdatasyncMs(dataDir).toFixed(2)} ms, Redis as in npm start (appendfsync always)`,
  );
  print(`${ROUNDS} rounds of ${SECONDS} s, closed loop; a message counts when it is seen at the far end`);

  if (given.only !== TICKETS && given.only !== ASSIGNING) await benchMessages(dataDir);
  if (given.only === undefined || given.only === TICKETS) await benchTickets(dataDir);
  if (given.only === undefined || given.only === ASSIGNING) await benchAssigning(dataDir);
}

async function benchTickets(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'itsm');
  const itsm = await startSystem(
    [join(ROOT, 'test/bench/itsm.ts'), folder],
    /ITSM at (http:\S+)/,
    ENVIRONMENT,
  );
  cleanUps.push(() => itsm.stop());
  print(ticketReport(await ticketJobs(dataDir, itsm, ROUNDS, TICKET_JOBS)));
}

async function benchAssigning(dataDir: string): Promise<void> {
  const channel = await openChannel();
  cleanUps.push(() => channel.close());
  print(assigningReport(await assigning(dataDir, channel, ENVIRONMENT, ASSIGNED, WAITING)));
}

async function benchMessages(dataDir: string): Promise<void> {
  const channel = await openChannel();
  cleanUps.push(() => channel.close());
  const echo = await startSystem(
    [join(ROOT, 'test/bench/echo-bot.ts')],
    /Echo bot at (http:\S+)/,
    ENVIRONMENT,
  );
  cleanUps.push(() => echo.stop());
  const demo = await startSystem(
    [join(ROOT, 'src/cli.ts'), 'demo'],
    /Start here\s+(http:\/\/[^/\s]+)[\s\S]*Ctrl-C stops everything/,
    { ...ENVIRONMENT, DATA_DIR: dataDir, PORT: '0', SANDBOX_PORT: '0', DEMO_PASSWORD: PASSWORD },
  );
  cleanUps.push(() => demo.stop());

  const alice = await Agent.signIn(demo.url, 'alice');
  const chats = await openChats(channel, alice, MOST_CHATS);
  const window = await openAgentWindow(alice);
  cleanUps.push(() => window.close());
  const toAgent = userToAgent(demo, channel, window);
  const paths = [echoTurn(echo, channel), toAgent, agentToUser(demo, channel, alice)].filter(
    ({ name }) => given.only === undefined || name === given.only,
  );
  const consoles = async () =>
    print(
      consolesReport(
        await reconnecting(toAgent, chats, alice, window.firstCursor, CONSOLE_ROUNDS, CONSOLE_SECONDS),
      ),
    );
  if (given.only === CONSOLES) return consoles();
  if (paths.length === 0) throw new Error(`there is no path ${given.only}\n${HELP}`);

  for (const path of paths) await measure(path, chats, WARM_UP_SECONDS);
  const measured = [];
  for (const [atOnce, part] of LOADS) {
    const rounds = await interleaved(paths, (path) => measure(path, chats.slice(0, atOnce), SECONDS * part));
    const title = atOnce === 1 ? 'One at a time' : `${atOnce} chats at once`;
    print(table(title, rounds));
    measured.push({ title, rounds });
    print(surroundings([...rounds.values()].flat()));
  }
  for (const { title, rounds } of measured) print(ratios(title, rounds));
  print(goals(measured[0]!.rounds));
  if (given.only === undefined) await consoles();
}

/** A B C A B C: a slow moment of the machine hits all paths. */
async function interleaved(
  paths: readonly Path[],
  once: (path: Path) => Promise<Cell>,
): Promise<Map<PathName, Cell[]>> {
  const rounds = new Map<PathName, Cell[]>(paths.map(({ name }) => [name, []]));
  for (let n = 0; n < ROUNDS; n++) {
    for (const path of paths) rounds.get(path.name)?.push(await once(path));
  }
  return rounds;
}

function fdatasyncMs(folder: string): number {
  const file = openSync(join(folder, 'probe'), 'w');
  const times = Array.from({ length: 30 }, () => {
    const start = performance.now();
    writeSync(file, 'a row of usual length '.repeat(20));
    fdatasyncSync(file);
    return performance.now() - start;
  });
  closeSync(file);
  return median(times);
}

function isOurVariable(name: string): boolean {
  return /^(MicrosoftApp\w+|REDIS_URL|DESKBRIDGE_CONFIG|HOST)$/.test(name);
}

const print = (words: string): void => void process.stdout.write(`${words}\n`);

/** Rejects on Ctrl-C and when the whole run takes too long: what was started is stopped then, too. */
const stopped = new Promise<never>((_resolve, reject) => {
  const stop = (why: string) => reject(new Error(`stopped: ${why}`));
  setTimeout(stop, WHOLE_RUN_MS, `it took longer than ${WHOLE_RUN_MS / 1000} s`).unref();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(signal));
});

if (given.help) print(HELP);
else {
  let code = 0;
  try {
    await Promise.race([bench(), stopped]);
  } catch (error) {
    process.stderr.write(`${(error as Error).stack}\n`);
    code = 1;
  }
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  process.exit(code);
}
