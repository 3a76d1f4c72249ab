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
      return JSON.parse((await redis.get(keys.agent(agentId))) ?? '{}') as Partial<AgentState>;
    },
    async choose(agentId: string, choice: Partial<AgentState>): Promise<void> {
      const state = JSON.parse((await redis.get(keys.agent(agentId))) ?? '{}') as Partial<AgentState>;
      await redis.set(keys.agent(agentId), JSON.stringify({ ...state, ...choice }));
    },
    async renewLease(agentId: string, until: number): Promise<void> {
      await redis.zadd(keys.presence, 'GT', until, agentId);
    },
    async endLease(agentId: string): Promise<void> {
      await redis.zrem(keys.presence, agentId);
    },
  };
}
