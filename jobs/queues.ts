import {
  type ConnectionOptions,
  createIORedisClient,
  Queue,
  RedisConnection,
  type WorkerOptions,
} from 'bullmq';
import { parseLane } from '../src/chat/errand.ts';
import { redisAddress } from '../src/shared/redis-address.ts';
import { type Layout, WRITES } from '../src/store/layout.ts';
import { Link, type LinkOptions } from '../src/store/link.ts';

/** Job queues: conversations, assigning, upkeep, and one per connector instance so that n processes respect one ITSM's limit. */
export const DELIVER = 'deliver';
export const ASSIGN = 'assign';
export const HOUSEKEEPING = 'housekeeping';
export const connectorQueue = (instance: string): string => `connector-${instance}`;

/** The job queue in which a lane's work runs. */
export function queueOfLane(lane: string): string | undefined {
  const parsed = parseLane(lane);
  if (parsed === undefined) return undefined;
  if (parsed.kind === 'desk') return ASSIGN;
  return parsed.kind === 'conversation' ? DELIVER : connectorQueue(parsed.connector);
}

/** The job queues of one desk. Two desks on one Redis never see each other's jobs. */
export interface JobQueues {
  readonly url: string;
  readonly desk: string;
  /** What the keys of a job queue begin with. It is their hash tag too. */
  prefixOf(queue: string): string;
  /** The id of the job that wakes a lane: used once and never again. */
  jobIdOf(lane: string, wake: number | string): string;
}

/** @param layout how they are named: the first layout knew one desk only */
export const jobQueues = (url: string, desk: string, layout: Layout = WRITES): JobQueues => ({
  url,
  desk,
  prefixOf: (queue) => (layout === 0 ? `{jobs-${queue}}` : `{jobs-${desk}-${queue}}`),
  jobIdOf: (lane, wake) => (layout === 0 ? `${lane}-${wake}` : `${desk}-${lane}-${wake}`),
});

/**
 * Settings that survive crashes. A dead worker's job comes back within lock and stall check (BullMQ's
 * own defaults take up to 60 s), and a job whose workers died ten times is still not failed for good.
 */
export const WORKER_SETTINGS = {
  lockDuration: 10_000,
  stalledInterval: 5_000,
  maxStalledCount: 1_000,
  // After a lost connection.
  runRetryDelay: 1_000,
  // What a lost connection took with it is looked for after this, seconds.
  drainDelay: 2,
} satisfies Partial<WorkerOptions>;

/** By age, never by count: a count may evict ids that are still needed to recognise a repeat. */
export const KEEP = { removeOnComplete: { age: 60 }, removeOnFail: { age: 24 * 3600 } } as const;

/** A job queue's script answers at once, and a worker blocks for two seconds at most: what takes longer is lost. */
const COMMAND_TIMEOUT_MS = 5_000;
const SILENT_MS = 6_000;

// BullMQ makes its connections itself, two for each worker, and would send a script again whose answer was lost.
RedisConnection.clientFactory = (options) => {
  const { url, ...given } = options as LinkOptions & { readonly url?: string };
  const more = { commandTimeout: COMMAND_TIMEOUT_MS, socketTimeout: SILENT_MS, ...given };
  return createIORedisClient(url === undefined ? new Link(more) : new Link(url, more));
};

/** Where BullMQ finds Redis: read as the store reads it. */
export function connectionTo(address: string, name = 'deskbridge-jobs'): ConnectionOptions {
  const url = redisAddress(address);
  const where = url.startsWith('/') ? { path: url } : { url };
  return { ...where, connectionName: name } as ConnectionOptions;
}

/** A producer that fails rather than hangs: while Redis is away an add is refused, and the sweep adds it later. */
export const openQueue = ({ url, prefixOf }: JobQueues, name: string): Queue =>
  new Queue(name, {
    prefix: prefixOf(name),
    connection: {
      ...connectionTo(url, `deskbridge-adds-${name}`),
      commandTimeout: 2_000,
    } as ConnectionOptions,
    defaultJobOptions: { ...KEEP, attempts: 1_000, backoff: { type: 'exponential', delay: 500 } },
  });
