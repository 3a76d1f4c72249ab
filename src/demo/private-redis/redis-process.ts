import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../shared/log.ts';
import { StartupError } from '../../shared/startup-error.ts';
import { call } from './call.ts';

const OLDEST = [6, 2] as const;
/** Reading a gigabyte of log back takes a slow disk a minute. */
const READY_DEADLINE_MS = 180_000;
const END_DEADLINE_MS = 10_000;

export interface RedisSettings {
  readonly program: string;
  readonly folder: string;
  readonly socket: string;
  readonly maxMemory: string;
}

/** A redis-server child. `ended` resolves to its last words when it is gone. */
export interface RedisProcess {
  readonly pid: number;
  readonly ended: Promise<string>;
  /** Resolves when it answers. @throws StartupError where it ends before, or takes too long */
  ready(): Promise<void>;
  /** Asks it to end, its log on disk complete; kills it after 10 s. */
  end(): Promise<void>;
}

/** @throws StartupError where the program is missing or older than 6.2 */
export function requireRedis(program: string): void {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const [major = 0, minor = 0] = (/\bv=(\d+\.\d+)/.exec(stdout ?? '')?.[1] ?? '0.0').split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new StartupError(
    `${program} ${OLDEST.join('.')} or newer is missing.`,
    error?.message ?? `This is version ${major}.${minor}, which lacks commands that Deskbridge uses.`,
    'Install a newer redis-server (Debian, Ubuntu: sudo apt-get install -y redis-server; macOS: brew install redis).',
  );
}

/** Starts a Redis that answers on its socket alone and has every write on disk before it answers. */
export function startRedisProcess(settings: RedisSettings, log: Log): RedisProcess {
  const [command, ...args] = shieldedFromCtrlC([settings.program, ...argumentsOf(settings)]);
  const child = spawn(command as string, args, {
    cwd: settings.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const words: string[] = [];
  const hear = (line: string): void => {
    log.debug({ redis: line }, 'private Redis');
    words.push(line.replace(/^\d+:\w .{24} . /, ''));
    if (words.length > 5) words.shift();
  };
  createInterface({ input: child.stdout }).on('line', hear);
  createInterface({ input: child.stderr }).on('line', hear);
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => hear(error.message));
    child.once('close', () => {
      over = true;
      process.off('exit', killWithUs);
      resolve(words.join(' / '));
    });
  });
  const killWithUs = (): void => {
    child.kill('SIGTERM');
  };
  // A program that ends without stopping us first must not leave a Redis behind.
  process.once('exit', killWithUs);
  return {
    pid: child.pid ?? 0,
    ended,
    ready: () => waitUntilReady(settings, ended, () => over),
    end: async () => {
      if (!over) await end(child, ended, log);
    },
  };
}

const argumentsOf = ({ folder, socket, maxMemory }: RedisSettings): readonly string[] =>
  Object.entries({
    port: '0',
    unixsocket: socket,
    unixsocketperm: '700',
    'protected-mode': 'yes',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'always',
    'aof-load-truncated': 'yes',
    save: '',
    maxmemory: maxMemory,
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
    logfile: '',
  }).flatMap(([name, value]) => [`--${name}`, value]);

/**
 * Ctrl-C in a terminal reaches every process of the group at once, but Redis must outlive the server
 * that drains into it. Where `env` can block the signal it does; elsewhere Redis is started again.
 */
function shieldedFromCtrlC(command: readonly string[]): readonly string[] {
  const shield = ['--block-signal=INT'];
  const works = spawnSync('env', [...shield, 'true'], { stdio: 'ignore' }).status === 0;
  return works ? ['env', ...shield, ...command] : command;
}

async function waitUntilReady(
  { program, socket, folder }: RedisSettings,
  ended: Promise<string>,
  over: () => boolean,
): Promise<void> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (!over() && performance.now() < deadline) {
    // While it reads its log back it answers with LOADING.
    if ((await call(socket, ['PING']).catch(() => undefined)) === 'PONG') return;
    await sleep(20);
  }
  const why = over() ? await ended : `It does not answer within ${READY_DEADLINE_MS / 1000} s.`;
  throw new StartupError(
    `The private Redis (${program}) does not start.`,
    why === '' ? 'It ended without a word.' : why,
    `Its data is in ${folder}. If it speaks of a bad append only file: copy that folder, then run redis-check-aof --fix on the newest .aof in it.`,
  );
}

async function end(child: ChildProcess, ended: Promise<string>, log: Log): Promise<void> {
  const timer = setTimeout(() => {
    log.warn({ redisPid: child.pid }, 'the private Redis does not end; killing it');
    child.kill('SIGKILL');
  }, END_DEADLINE_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}
