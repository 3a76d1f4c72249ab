import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';
import type { Layout } from './layout.ts';

/** An agent's working day, seconds. */
const SESSION_SECONDS = 12 * 3600;
const TICKET_SECONDS = 30;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Whose a session is. Another account that gets the same id is somebody else's. */
export interface Holder {
  readonly agentId: string;
  /** Who he is to the issuer that vouched for him; absent for an account of the settings. */
  readonly subject?: string;
}

/** In no id. */
const SEPARATOR = '\u0000';

const textOf = ({ agentId, subject }: Holder): string =>
  subject === undefined ? agentId : agentId + SEPARATOR + subject;

function holderIn(text: string): Holder {
  const [agentId = '', subject] = text.split(SEPARATOR);
  return { agentId, ...(subject !== undefined && { subject }) };
}

/**
 * Sessions of agents and the tickets that open their sockets. Both name their desk, so that they can be told apart where
 * several desks stand behind one address. Only hashes are kept: a look into Redis shows no token.
 */
export function createSessions(redis: Redis, desk: string, layout: Layout) {
  const keys = keysOf(desk);
  const newToken = (): string => {
    const secret = randomBytes(32).toString('base64url');
    // Processes that know the first layout alone take a secret and nothing else.
    return layout === 0 ? secret : `${desk}.${secret}`;
  };
  return {
    async open(holder: Holder): Promise<string> {
      const token = newToken();
      await redis.set(keys.session(hashOf(token)), textOf(holder), 'EX', SESSION_SECONDS);
      return token;
    },
    async holderOf(token: string): Promise<Holder | undefined> {
      const text = await redis.get(keys.session(hashOf(token)));
      return text === null ? undefined : holderIn(text);
    },
    async close(token: string): Promise<void> {
      await redis.del(keys.session(hashOf(token)));
    },
    /** Opens one socket, once, within 30 seconds. It dies with the session it came from. */
    async issueTicket(sessionToken: string): Promise<string> {
      const ticket = newToken();
      await redis.set(keys.socketTicket(hashOf(ticket)), hashOf(sessionToken), 'EX', TICKET_SECONDS);
      return ticket;
    },
    /** Who comes, and a name by which the session can be asked for as long as it lives. */
    async redeemTicket(ticket: string): Promise<(Holder & { session: string }) | undefined> {
      const session = await redis.getdel(keys.socketTicket(hashOf(ticket)));
      const text = session === null ? null : await redis.get(keys.session(session));
      return session === null || text === null ? undefined : { ...holderIn(text), session };
    },
    async lives(session: string): Promise<boolean> {
      return (await redis.exists(keys.session(session))) === 1;
    },
  };
}
