import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import { patience } from './pace.ts';

/** A process of the command, in a group of its own. */
export interface Command {
  readonly process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Its exit code, once it has ended; null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Waits for words of it. @throws Error with all it said, where it ends before */
  says(words: string | RegExp): Promise<string>;
  /** SIGTERM, and SIGKILL for the whole group where that does not help. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 20_000;

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** What a program needs of ours, and where Node keeps what it has compiled: half of the time of a short command. */
function ownEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR, NODE_COMPILE_CACHE = '' } = process.env;
  return { PATH, HOME, NODE_COMPILE_CACHE, ...(TMPDIR && { TMPDIR }) };
}

/**
 * `deskbridge <args>` to its end, with the variables that are given and no other setting of ours.
 * @param input what it reads from standard input
 */
export async function runCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<{ out: string; err: string; code: number | null }> {
  return runProgram([CLI, ...args], env, input);
}

/** Node with a script of ours, as `runCommand` runs the command. */
export async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
  cwd = tmpdir(),
): Promise<{ out: string; err: string; code: number | null }> {
  const child = spawn(process.execPath, args, { cwd, env: { ...ownEnvironment(), ...env } });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  // One that refuses what it reads may end before it has read all.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

/**
 * `deskbridge <name>` with the variables that are given and no other setting of ours.
 * @param cwd where it runs, a place without `.env` when left out
 */
export function startCommand(
  name: 'demo' | 'server' | 'worker' | 'sandbox',
  env: Readonly<Record<string, string>>,
  cwd = tmpdir(),
  cli = CLI,
): Command {
  const child = spawn(process.execPath, [cli, name], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ownEnvironment(), ...env },
  });
  const group = child.pid ?? 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      output += text;
    });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    output: () => output,
    exited,
    says: (words) =>
      eventually(
        () => {
          const found =
            typeof words === 'string'
              ? output.includes(words)
                ? words
                : undefined
              : words.exec(output)?.[1];
          if (found === undefined && child.exitCode !== null) throw new Error(output);
          return found;
        },
        `deskbridge ${name} says ${words}`,
        30_000,
      ),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const timer = setTimeout(() => process.kill(-group, 'SIGKILL'), patience(STOP_WITHIN_MS));
      child.kill('SIGTERM');
      await exited;
      clearTimeout(timer);
    },
  };
}
