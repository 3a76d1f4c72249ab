import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A system under test: a child with a process group of its own. */
export interface System {
  readonly url: string;
  /** CPU seconds so far of the process and of its children, such as Redis; NaN where /proc does not tell. */
  cpuSeconds(): { readonly own: number; readonly children: number };
  /** Ctrl-C, and SIGKILL to the group if that does not help in time. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 20_000;

/**
 * Runs a TypeScript file until it prints its address.
 * @param ready finds the address in what it has printed once it is ready
 * @throws when it ends before that or is too slow; it is ended then
 */
export async function startSystem(
  args: readonly string[],
  ready: RegExp,
  env: Readonly<Record<string, string>>,
): Promise<System> {
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const pid = child.pid ?? 0;
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let over = false;
  const killGroup = (): void => {
    try {
      if (!over && pid > 0) process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', killGroup);
  void exited.then(() => {
    over = true;
    process.off('exit', killGroup);
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (text: Buffer): void => {
      output += text;
      const found = ready.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    void exited.then(() => reject(new Error(`${args.join(' ')} ended:\n${output}`)));
    setTimeout(() => reject(new Error(`${args.join(' ')} is too slow:\n${output}`)), READY_WITHIN_MS).unref();
  }).catch((error: unknown) => {
    killGroup();
    throw error;
  });
  return {
    url,
    cpuSeconds: () => ({
      own: cpuOf(pid),
      children: childrenOf(pid).reduce((sum, one) => sum + cpuOf(one), 0),
    }),
    async stop() {
      const timer = setTimeout(killGroup, STOP_WITHIN_MS);
      child.kill('SIGINT');
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Linux counts CPU time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

function cpuOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return Number.NaN;
  // The name in brackets may hold anything; after it the fields are numbered from 3: utime is 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const childrenOf = (pid: number): readonly number[] =>
  (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
