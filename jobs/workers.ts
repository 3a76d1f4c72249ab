import { type Queue, Worker } from 'bullmq';
import type { Log } from '../src/shared/log.ts';
import {
  ASSIGN,
  connectionTo,
  DELIVER,
  HOUSEKEEPING,
  KEEP,
  openQueue,
  prefixOf,
  WORKER_SETTINGS,
} from './queues.ts';
import { runLane } from './run.ts';
import type { LaneTools } from './work-lane.ts';

const BREATH_MS = 1_000;
const CONVERSATIONS_AT_ONCE = 100;

export interface Sweep {
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

export interface WorkerOptions {
  readonly url: string;
  readonly tools: LaneTools;
  /** Job queue of a connector instance -> calls at once, over all processes. */
  readonly connectorQueues: ReadonlyMap<string, number>;
  /** Job name -> what runs again and again, somewhere. */
  readonly sweeps: Readonly<Record<string, Sweep>>;
  readonly log: Log;
}

/**
 * BullMQ's worker asks again at once where Redis refuses to hand out a job (full, read-only, disk
 * full): thousands of errors a second. This one takes a breath.
 */
class PatientWorker extends Worker {
  protected override async moveToActive(...args: Parameters<Worker['moveToActive']>) {
    try {
      return await super.moveToActive(...args);
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      throw error;
    }
  }
}

/** The background of one process. Any number of processes may run one. */
export async function startWorkers(options: WorkerOptions) {
  const { url, tools, log } = options;
  const workers: Worker[] = [];
  const serve = (name: string, concurrency: number, work: ConstructorParameters<typeof Worker>[1]) => {
    const worker = new PatientWorker(name, work, {
      ...WORKER_SETTINGS,
      ...KEEP,
      prefix: prefixOf(name),
      connection: { ...connectionTo(url), maxRetriesPerRequest: null },
      concurrency,
    });
    worker.on('error', (error) => log.warn({ err: error, queue: name }, 'worker'));
    worker.on('failed', (job, error) =>
      log.warn({ err: error, queue: name, job: job?.name }, 'a job failed'),
    );
    workers.push(worker);
  };
  serve(DELIVER, CONVERSATIONS_AT_ONCE, (job, token) => runLane(job, token, tools));
  serve(ASSIGN, 1, (job, token) => runLane(job, token, tools));
  for (const [name, concurrency] of options.connectorQueues) {
    const queue = openQueue(name, url);
    await queue.setGlobalConcurrency(concurrency);
    await queue.close();
    serve(name, concurrency, (job, token) => runLane(job, token, tools));
  }
  serve(HOUSEKEEPING, 4, async (job) => {
    await options.sweeps[job.name]?.run();
  });
  await scheduleSweeps(url, options.sweeps);
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  return {
    /** Rejects where a worker has stopped taking jobs. */
    async alive(): Promise<void> {
      const stopped = workers.find((worker) => !worker.isRunning());
      if (stopped !== undefined) throw new Error(`the worker of ${stopped.name} does not run`);
    },
    /** Lets the work at hand finish, and what goes on without a job. */
    async close(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.close()));
      await tools.linger?.settled();
    },
  };
}

/** Each runs at the start too, whenever its next turn is: a crash may have left work. */
async function scheduleSweeps(url: string, sweeps: WorkerOptions['sweeps']): Promise<void> {
  const queue: Queue = openQueue(HOUSEKEEPING, url);
  for (const [name, { everyMs }] of Object.entries(sweeps)) {
    const once = { ...KEEP, attempts: 1 };
    await queue.upsertJobScheduler(
      name,
      { every: Math.max(Math.round(everyMs), 1_000) },
      { name, opts: once },
    );
    await queue.add(name, {}, once);
  }
  await queue.close();
}
