import { type ChildProcess, spawn } from 'node:child_process';
import type { Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import type { TicketWorkerOptions } from './ticket-worker.ts';

/** So many lanes that have stopped in one process, and it is killed in the middle of its other work. */
const ENOUGH = 100;

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly running: Promise<unknown>;
}

/** Worker processes of which those are killed (SIGKILL) that have stopped at a chosen step; each time another takes its place. */
export function openFleet(size: number, options: TicketWorkerOptions, redis: Redis) {
  let killed = 0;
  const killedAt = new Map<string, number>();
  let output = '';
  const hire = (): WorkerProcess => {
    const child = spawn(process.execPath, ['test/support/ticket-worker.ts', JSON.stringify(options)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text) => {
        output += text;
      });
    const running = new Promise((resolve) => child.stdout?.once('data', resolve));
    return { child, running };
  };
  const kill = async ({ child }: WorkerProcess): Promise<void> => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone;
  };
  const workers = Array.from({ length: size }, hire);

  const stoppedIn = ({ child }: WorkerProcess) => redis.lrange(`stopped:${child.pid}`, 0, -1);

  /** The leases of a dead process run out, without anybody having to wait for it. */
  async function runOut({ child }: WorkerProcess): Promise<void> {
    for (const [lane, fence] of Object.entries(await redis.hgetall(`held:${child.pid}`))) {
      const key = `{main}:lane:${lane}`;
      const [now, until] = await redis.hmget(key, 'fence', 'until');
      if (now !== fence || until === null) continue;
      await redis.multi().hset(key, 'until', 1).zadd('{main}:lanes', 1, lane).exec();
    }
  }

  return {
    running: () => Promise.all(workers.map(({ running }) => running)),
    /** What the processes have printed, all of them. */
    output: () => output,
    killed: () => killed,
    /** Step -> how many lanes stood there when their process was killed. */
    killedAt: killedAt as ReadonlyMap<string, number>,
    /** Kills whoever has stopped, until all work is done. */
    async workUntil(done: () => Promise<boolean>, what: string, withinMs: number): Promise<void> {
      const step = async () => {
        const stopped = await Promise.all(workers.map(stoppedIn));
        const left = await redis.zcard('{main}:lanes');
        const allStopped = stopped.flat().length >= left;
        await Promise.all(
          workers.map(async (worker, i) => {
            const steps = stopped[i] ?? [];
            if (steps.length === 0 || (steps.length < ENOUGH && !allStopped)) return;
            await kill(worker);
            killed += 1;
            for (const one of await stoppedIn(worker)) killedAt.set(one, (killedAt.get(one) ?? 0) + 1);
            workers[i] = hire();
            await runOut(worker);
          }),
        );
        return done();
      };
      await eventually(step, what, withinMs).catch((error: unknown) => {
        throw new Error(`${error}\n${output.slice(-2_000)}`);
      });
    },
    close: () => Promise.all(workers.map(kill)),
  };
}
