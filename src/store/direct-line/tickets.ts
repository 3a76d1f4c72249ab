import type { Redis } from 'ioredis';
import { ask } from './ask.ts';
import { directLineKeys } from './keys.ts';

/** What a stream ticket stands for. */
export interface StreamTicket {
  readonly conversationId: string;
  /** Epoch milliseconds at which the stream has to end. */
  readonly until: number;
}

export interface TicketStore {
  /** Keeps a ticket for `ttlMs`. Only its hash is written. */
  keep(desk: string, ticket: string, standsFor: StreamTicket, ttlMs: number): Promise<void>;
  /** What a ticket stands for, once: the second caller gets undefined. */
  take(desk: string, ticket: string): Promise<StreamTicket | undefined>;
}

export function createTicketStore(redis: Redis): TicketStore {
  return {
    async keep(desk, ticket, standsFor, ttlMs) {
      await ask(redis.set(directLineKeys.ticket(desk, ticket), JSON.stringify(standsFor), 'PX', ttlMs));
    },
    async take(desk, ticket) {
      const found = await ask(redis.getdel(directLineKeys.ticket(desk, ticket)));
      return found === null ? undefined : (JSON.parse(found) as StreamTicket);
    },
  };
}
