import type { Log } from '../shared/log.ts';
import type { DirectLineUser } from '../store/direct-line/conversations.ts';
import type { Attendance } from './attendance.ts';
import type { Authenticate } from './caller.ts';
import type { HandOver } from './hand-over.ts';
import type { LiveStreams } from './live-streams.ts';
import type { Identify } from './portal-identity.ts';
import type { DirectLineLimits, DirectLinePorts } from './ports.ts';
import type { Post } from './post.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Tokens } from './tokens.ts';

/** What the doors of this room share. */
export interface Room {
  readonly ports: DirectLinePorts;
  readonly limits: DirectLineLimits;
  readonly tokens: Tokens;
  readonly authenticate: Authenticate;
  readonly rateLimit: RateLimit;
  /** Who a user is, by what the portal signed. */
  readonly identify: Identify;
  readonly handOver: HandOver;
  readonly streams: LiveStreams;
  readonly attendance: Attendance;
  readonly post: Post;
  readonly log: Log;
}

export const BASE = '/v3/directline';

export const now = ({ ports }: Room): string => new Date(ports.clock.now()).toISOString();

/** Milliseconds a conversation lives without an activity: as long as a line of tokens can reach it. */
const UNUSED = 24 * 3600 * 1000;

/** Writes down a new conversation of a user. */
export const create = ({ ports }: Room, id: string, user: DirectLineUser): Promise<void> =>
  ports.store.conversations.create(ports.desk, id, user, UNUSED);

export const existsIn =
  ({ ports }: Room) =>
  async (id: string): Promise<boolean> =>
    (await ports.store.conversations.read(ports.desk, id)) !== undefined;
