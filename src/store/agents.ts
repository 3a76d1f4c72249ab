import type { Redis } from 'ioredis';
import { keysOf } from './keys.ts';

/** What an agent has chosen for himself; the account itself is settings. */
export interface AgentState {
  readonly available: boolean;
  readonly capacity: number;
  readonly statusCode?: string;
  readonly screenName?: string;
}

/** Agents' own choices, and who is there: a lease that any of their windows or calls renews. */
export function createAgents(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  return {
    async state(agentId: string): Promise<Partial<AgentState>> {
      const choices = Object.entries(await redis.hgetall(keys.agent(agentId)));
      return Object.fromEntries(choices.map(([name, json]) => [name, JSON.parse(json)]));
    },
    /** Each choice on its own: two made at once both stand. */
    async choose(agentId: string, choice: Partial<AgentState>): Promise<void> {
      const made = Object.entries(choice).flatMap(([name, value]) => [name, JSON.stringify(value)]);
      if (made.length > 0) await redis.hset(keys.agent(agentId), ...made);
    },
    async renewLease(agentId: string, until: number): Promise<void> {
      await redis.zadd(keys.presence, 'GT', until, agentId);
    },
    async endLease(agentId: string): Promise<void> {
      await redis.zrem(keys.presence, agentId);
    },
  };
}
