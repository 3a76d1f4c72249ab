import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, startCommand } from '../../support/command.ts';
import { eventually } from '../../support/eventually.ts';
import { pause } from '../../support/seeded.ts';
import type { Load } from './evidence.ts';
import type { Record } from './history.ts';
import { loadOf } from './load.ts';

/** A process of the installation under a supervisor, who starts it again whenever it ends. */
export interface Post {
  readonly name: string;
  readonly isReady: () => boolean;
  /** SIGKILL. */
  kill(): void;
  /** SIGSTOP, until `goOn`. */
  halt(): void;
  goOn(): void;
  /** @throws Error with what it said, where it ended before it was ready for the first time */
  ready(withinMs: number): Promise<void>;
  load(): Load;
  /** For good, in order. */
  stop(): Promise<void>;
}

/** How long a supervisor waits before it starts a process again. */
const AGAIN_MS = 300;
const LOOK_MS = 50;
const READY = { server: 'server at http', worker: 'worker is running' } as const;

export function openPost(
  command: 'server' | 'worker',
  name: string,
  env: Readonly<globalThis.Record<string, string>>,
  { folder, record }: { readonly folder: string; readonly record: Record },
): Post {
  let current: Command | undefined;
  let ready = false;
  let wanted = false;
  let stopping = false;
  let everReady = false;
  /** A process that does not even start the first time will not the next. */
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});

  async function once(): Promise<void> {
    const started = startCommand(command, env);
    [current, ready, wanted] = [started, false, false];
    let wasReady = false;
    record('supervisor', { op: 'process', key: name, phase: 'starts', wanted: true });
    const looking = setInterval(() => {
      if (ready || wanted || !started.output().includes(READY[command])) return;
      ready = true;
      wasReady = true;
      everReady = true;
      record('supervisor', { op: 'process', key: name, phase: 'ready', wanted: true });
    }, LOOK_MS);
    const code = await started.exited;
    clearInterval(looking);
    appendFileSync(join(folder, `${name}.log`), started.output());
    const ends = { op: 'process', key: name, phase: 'ends', code } as const;
    record('supervisor', { ...ends, wanted: wanted || stopping, wasReady });
    ready = false;
    if (!everReady) failed.reject(new Error(`${name} does not start:\n${started.output()}`));
  }
  const supervised = (async () => {
    while (!stopping) {
      await once();
      if (!stopping) await pause(AGAIN_MS);
    }
  })();

  // Whatever becomes of the rig, its processes do not outlive it.
  const killAll = (): void => void current?.process.kill('SIGKILL');
  process.once('exit', killAll);

  const signal = (what: NodeJS.Signals): void => void current?.process.kill(what);
  return {
    name,
    isReady: () => ready,
    kill() {
      [wanted, ready] = [true, false];
      signal('SIGKILL');
    },
    halt: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    async ready(withinMs) {
      await Promise.race([eventually(() => ready, `${name} is ready`, withinMs), failed.promise]);
    },
    load: () => loadOf(current?.process.pid ?? 0),
    async stop() {
      stopping = true;
      signal('SIGCONT');
      await current?.stop();
      await supervised;
      process.off('exit', killAll);
    },
  };
}
