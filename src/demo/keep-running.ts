import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A run that lasts this long counts as healthy: what ends it then is a new misfortune, milliseconds. */
const STEADY_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** So many short runs in a row are no accident. */
const MOST_SHORT_RUNS = 5;
/** The child has 15 s to stop in order. */
const STOP_WITHIN_MS = 20_000;

export interface KeepOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Exit code of the child by which it says that another start would fail the same way. */
  readonly cannotStart: number;
  readonly print: (words: string) => void;
}

export interface Kept {
  /** The exit code for whoever started us. */
  readonly ended: Promise<number>;
  /** Stops the child in order and starts no other. */
  stop(): void;
}

/**
 * Runs a command, and again whenever it ends without being told to. It says over IPC that it runs, and on
 * which ports, so that the next run listens on the same ones. The pauses between runs grow; what does not
 * get so far as to run, or ends soon after five times in a row, is given up.
 */
export function keepRunning(options: KeepOptions): Kept {
  const { print } = options;
  const env = { ...options.env };
  const stopped = new AbortController();
  let child: ChildProcess | undefined;

  /** One run: how long it went well, milliseconds; undefined where it never got so far. */
  async function run(): Promise<{
    readonly ranMs: number | undefined;
    readonly how: string;
    readonly code: number | null;
  }> {
    let since: number | undefined;
    const one = spawn(options.command, options.args, {
      env,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    child = one;
    one.on('message', (ports: { readonly port: number; readonly sandboxPort: number }) => {
      since = performance.now();
      env.PORT = String(ports.port);
      env.SANDBOX_PORT = String(ports.sandboxPort);
    });
    one.on('error', () => {});
    const silent = new Promise<void>((resolve) => one.once('disconnect', () => resolve()));
    const [code, signal] = (await once(one, 'exit')) as [number | null, NodeJS.Signals | null];
    // Its last message may come after its end.
    if (one.connected) await silent;
    child = undefined;
    const ranMs = since === undefined ? undefined : performance.now() - since;
    return { ranMs, code, how: signal === null ? `exit code ${code}` : `signal ${signal}` };
  }

  async function keep(): Promise<number> {
    let shortRuns = 0;
    for (;;) {
      const { ranMs, how, code } = await run();
      if (stopped.signal.aborted) return code ?? 1;
      // What is killed while it starts is started again; what ends by itself there would do so again.
      if (code === options.cannotStart || (ranMs === undefined && code !== null)) return 1;
      shortRuns = (ranMs ?? 0) < STEADY_MS ? shortRuns + 1 : 0;
      if (shortRuns >= MOST_SHORT_RUNS) {
        print(
          `\nDeskbridge ended ${MOST_SHORT_RUNS} times in a row soon after it had started, and is not started again.\n` +
            `  Why: the last time by ${how}; the lines above say more.\n` +
            '  Fix: correct what they name and run npm start again. Chats and tickets are kept.\n',
        );
        return 1;
      }
      const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(shortRuns - 1, 0), LONGEST_PAUSE_MS);
      print(`\nDeskbridge has ended (${how}) and is started again.`);
      await sleep(pauseMs, undefined, { signal: stopped.signal }).catch(() => {});
      if (stopped.signal.aborted) return 0;
    }
  }

  return {
    ended: keep(),
    stop() {
      if (stopped.signal.aborted) return;
      stopped.abort();
      child?.kill('SIGTERM');
      setTimeout(() => child?.kill('SIGKILL'), STOP_WITHIN_MS).unref();
    },
  };
}
