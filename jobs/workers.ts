import type { Worker } from 'bullmq';
import type { Log } from '../src/shared/log.ts';
import { type Lasting, lasting } from './lasting.ts';
import { PatientWorker } from './patient-worker.ts';
import {
  ASSIGN,
  connectionTo,
  DELIVER,
  HOUSEKEEPING,
  type JobQueues,
  KEEP,
  openQueue,
  WORKER_SETTINGS,
} from './queues.ts';
import { runLane } from './run.ts';
import { openSchedules } from './schedules.ts';
import type { LaneTools } from './work-lane.ts';

const CONVERSATIONS_AT_ONCE = 100;
const AGAIN_MS = 500;

export interface Sweep {
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

export interface WorkerOptions {
  readonly queues: JobQueues;
  readonly tools: LaneTools;
  /** Job queue of a connector instance -> calls at once, over all processes. */
  readonly connectorQueues: ReadonlyMap<string, number>;
  /** Job name -> what runs again and again, somewhere. */
  readonly sweeps: Readonly<Record<string, Sweep>>;
  readonly log: Log;
}

/** The background of one process. Any number of processes may run one. */
export async function startWorkers(options: WorkerOptions) {
  const { queues, tools, log, sweeps, connectorQueues } = options;
  const workers: Lasting<PatientWorker>[] = [];
  const serve = (name: string, concurrency: number, work: ConstructorParameters<typeof Worker>[1]) => {
    const make = () => {
      const worker = new PatientWorker(name, work, {
        ...WORKER_SETTINGS,
        ...KEEP,
        prefix: queues.prefixOf(name),
        connection: connectionTo(queues.url, `deskbridge-works-${name}`),
        concurrency,
      });
      worker.on('failed', (job, error) =>
        log.warn({ err: error, queue: name, job: job?.name }, 'a job failed'),
      );
      return worker;
    };
    workers.push(lasting(make, log));
  };
  const limits = [...connectorQueues].map(([name, most]) => ({
    most,
    queue: lasting(() => openQueue(queues, name), log),
  }));
  const limit = () =>
    Promise.all(limits.map(async ({ queue, most }) => (await queue.begun).setGlobalConcurrency(most)));
  const schedules = openSchedules(queues, log);
  const turns = Object.fromEntries(Object.entries(sweeps).map(([name, { everyMs }]) => [name, everyMs]));

  // Before any work: without its limit a connector would be asked too much at once.
  await patiently(limit, log);
  serve(DELIVER, CONVERSATIONS_AT_ONCE, (job, token) => runLane(job, token, tools));
  serve(ASSIGN, 1, (job, token) => runLane(job, token, tools));
  for (const [name, concurrency] of connectorQueues)
    serve(name, concurrency, (job, token) => runLane(job, token, tools));
  serve(HOUSEKEEPING, 4, async (job) => {
    await sweeps[job.name]?.run();
  });
  await patiently(() => schedules.begin(turns), log);
  await Promise.all(workers.map(({ begun }) => begun));
  return {
    /** Rejects where a worker has stopped taking jobs. */
    async alive(): Promise<void> {
      const all = await Promise.all(workers.map(({ begun }) => begun));
      const stopped = all.find((worker) => !worker.isRunning());
      if (stopped !== undefined) throw new Error(`the worker of ${stopped.name} does not run`);
    },
    /** Puts into Redis again what it has to hold for the workers: limits over all processes, and the sweeps' turns. */
    async renew(): Promise<void> {
      await limit();
      await schedules.mend(turns);
    },
    /** Lets the work at hand finish, and what goes on without a job. */
    async close(): Promise<void> {
      await Promise.all(
        [...workers, ...limits.map(({ queue }) => queue), schedules].map((one) => one.close()),
      );
      await tools.linger?.settled();
    },
  };
}

/** Until it has succeeded: a start does not fail because Redis is away for a moment. */
async function patiently(step: () => Promise<unknown>, log: Log): Promise<void> {
  for (;;) {
    try {
      await step();
      return;
    } catch (error) {
      log.warn({ err: error }, 'the workers cannot begin yet; it is tried again');
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}
