import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** An agent's working day, seconds. */
const SESSION_SECONDS = 12 * 3600;
const TICKET_SECONDS = 30;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
const newToken = (): string => randomBytes(32).toString('base64url');

/** Sessions of agents and the tickets that open their sockets. Only hashes are kept: a look into Redis shows no token. */
export function createSessions(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    async open(agentId: string): Promise<string> {
      const token = newToken();
      await redis.set(keys.session(hashOf(token)), agentId, 'EX', SESSION_SECONDS);
      return token;
    },
    async agentOf(token: string): Promise<string | undefined> {
      return (await redis.get(keys.session(hashOf(token)))) ?? undefined;
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
    /** The agent, and a name by which the session can be asked for as long as it lives. */
    async redeemTicket(ticket: string): Promise<{ agentId: string; session: string } | undefined> {
      const session = await redis.getdel(keys.socketTicket(hashOf(ticket)));
      const agentId = session === null ? null : await redis.get(keys.session(session));
      return session === null || agentId === null ? undefined : { agentId, session };
    },
    async lives(session: string): Promise<boolean> {
      return (await redis.exists(keys.session(session))) === 1;
    },
  };
}
