import type { Redis } from 'ioredis';
import { laneId } from '../chat/errand.ts';
import type { Wake } from './commit.ts';
import { keysOf } from './keys.ts';
import { run } from './scripts.ts';
import { redisNow } from './time.ts';

/** What an agent has chosen for himself; the account itself is settings. */
export interface AgentState {
  readonly available: boolean;
  readonly capacity: number;
  readonly statusCode?: string;
  readonly screenName?: string;
}

/** An agent as automatic assignment weighs him. */
export interface Candidate extends Partial<AgentState> {
  readonly id: string;
  /** Chats he owns. */
  readonly load: number;
  /** When he last got a chat, epoch milliseconds; 0 for never. */
  readonly assignedAt: number;
}

const DESK_LANE = laneId({ kind: 'desk' });
/** As the plan writes it: what has to be done when an agent could take a chat. */
const ASSIGN = 'assign-chats {}';
/** Leases are looked at every second; after a pause like this nobody was there to renew them. */
const PAUSE_MS = 5_000;

/** Agents' own choices, and who is there: a lease that any of their windows or calls renews. */
export function createAgents(redis: Redis, desk: string) {
  const keys = keysOf(desk);
  const desksLane = [keys.lanes, keys.lane(DESK_LANE), keys.laneItems(DESK_LANE)];
  const presence = <T>(...args: (string | number)[]) =>
    run<T>(redis, 'presence', [keys.presence, keys.presenceSwept, ...desksLane], args);
  const woken = (wake: number): readonly Wake[] => (wake === 0 ? [] : [{ lane: DESK_LANE, wake }]);

  /** @returns the lane of the desk, where it is not at work on this already */
  async function wakeAssigning(): Promise<readonly Wake[]> {
    return woken(await presence<number>('wake', DESK_LANE, ASSIGN));
  }

  const now = () => redisNow(redis);

  async function choicesOf(agentId: string): Promise<Partial<AgentState> & { readonly assignedAt?: number }> {
    const choices = Object.entries(await redis.hgetall(keys.agent(agentId)));
    return Object.fromEntries(choices.map(([name, json]) => [name, JSON.parse(json)]));
  }

  return {
    async state(agentId: string): Promise<Partial<AgentState>> {
      const { assignedAt: _at, ...state } = await choicesOf(agentId);
      return state;
    },

    /** Each choice on its own: two made at once both stand. Whoever made room gets the chat that is next. */
    async choose(agentId: string, choice: Partial<AgentState>): Promise<readonly Wake[]> {
      const made = Object.entries(choice).flatMap(([name, value]) => [name, JSON.stringify(value)]);
      if (made.length === 0) return [];
      await redis.hset(keys.agent(agentId), ...made);
      return wakeAssigning();
    },

    wakeAssigning,

    /**
     * A name that users will see: of two agents who want names that look the same, one gets it.
     * @returns the id of the agent who has it
     */
    claimName: (agentId: string, screenName: string, look: string) =>
      run<string>(
        redis,
        'claim-name',
        [keys.screenNames, keys.agent(agentId)],
        [agentId, look, JSON.stringify(screenName)],
      ),

    /** @returns the lane to wake where he was not there before */
    async renewLease(agentId: string, forMs: number): Promise<readonly Wake[]> {
      return woken(await presence<number>('renew', agentId, forMs, DESK_LANE, ASSIGN));
    },
    async endLease(agentId: string): Promise<void> {
      await redis.zadd(keys.presence, 'XX', await now(), agentId);
    },

    /** Of these agents, those whose lease lives. */
    async online(agentIds: readonly string[]): Promise<ReadonlySet<string>> {
      if (agentIds.length === 0) return new Set();
      const [leases, at] = await Promise.all([redis.zmscore(keys.presence, ...agentIds), now()]);
      return new Set(agentIds.filter((_id, i) => Number(leases[i] ?? 0) > at));
    },

    /** Agents who are there, or whose chats wait for them still. */
    seen: () => redis.zrange(keys.presence, '0', '-1'),

    /** Chats that an agent owns. */
    load: (agentId: string) => redis.zcard(keys.mine(agentId)),

    /** Everybody who is there, with what he has chosen and what he carries. */
    async candidates(): Promise<readonly Candidate[]> {
      const [leases, at] = await Promise.all([redis.zrange(keys.presence, '0', '-1', 'WITHSCORES'), now()]);
      const ids = leases.filter((_id, i) => i % 2 === 0 && Number(leases[i + 1]) > at);
      return Promise.all(
        ids.map(async (id) => {
          const [choices, load] = await Promise.all([choicesOf(id), redis.zcard(keys.mine(id))]);
          return { ...choices, id, load, assignedAt: choices.assignedAt ?? 0 };
        }),
      );
    },

    /** Agents whose lease ended longer ago than the grace time; time in which no server ran does not count. */
    gone: (graceMs: number) => presence<readonly string[]>('gone', graceMs, PAUSE_MS),
    /** Begins the grace of agents who cannot come back: whatever is left of their leases counts no more. */
    async missed(agentIds: readonly string[]): Promise<void> {
      const at = await now();
      if (agentIds.length > 0) await redis.zadd(keys.presence, 'LT', ...agentIds.flatMap((id) => [at, id]));
    },
    /** Nothing is left of theirs. One who has come back meanwhile stays. */
    async forget(agentId: string, graceMs: number): Promise<void> {
      await presence('forget', agentId, graceMs);
    },
  };
}
