import type { Redis } from 'ioredis';
import type { FormAnswer } from '../../chat/chat.ts';
import { ask, run, script } from './ask.ts';
import { directLineKeys } from './keys.ts';

/** The user of a Direct Line conversation, as the server knows him: never changed by what the client sends. */
export interface DirectLineUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly company?: string;
  readonly region?: string;
  readonly topic?: string;
  readonly form?: readonly FormAnswer[];
  readonly vip?: boolean;
  /** His language, a BCP 47 tag; what his client says with an activity goes before it. */
  readonly locale?: string;
  readonly verified: boolean;
}

export interface DirectLineConversation {
  readonly id: string;
  readonly user: DirectLineUser;
  /** The bot has been told that the conversation began. */
  readonly started: boolean;
}

export interface ConversationStore {
  /** Writes down a new conversation. `ttlMs`: forgotten after so long without an activity. */
  create(desk: string, id: string, user: DirectLineUser, ttlMs: number): Promise<void>;
  read(desk: string, id: string): Promise<DirectLineConversation | undefined>;
  /** Marks a conversation as opened by its client; true for the first time alone. */
  markOpened(desk: string, id: string): Promise<boolean>;
  /** Marks that the bot has been told that the conversation began. */
  markStarted(desk: string, id: string): Promise<void>;
}

const CREATE = script(`
redis.call('HSET', KEYS[1], 'user', ARGV[1], 'from', ARGV[2], 'count', 0)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`);

// A conversation that has expired meanwhile is not brought back without its user.
const MARK = script(`
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('HSETNX', KEYS[1], ARGV[1], 1)`);

export function createConversationStore(redis: Redis): ConversationStore {
  const mark = async (desk: string, id: string, field: string): Promise<boolean> =>
    (await run(redis, MARK, [directLineKeys.conversation(desk, id)], [field])) === 1;
  return {
    async create(desk, id, user, ttlMs) {
      const from = JSON.stringify({ id: user.id, name: user.name, role: 'user' });
      await run(redis, CREATE, [directLineKeys.conversation(desk, id)], [JSON.stringify(user), from, ttlMs]);
    },
    async read(desk, id) {
      const key = directLineKeys.conversation(desk, id);
      const [user, started] = await ask(redis.hmget(key, 'user', 'started'));
      if (typeof user !== 'string') return undefined;
      return { id, user: JSON.parse(user) as DirectLineUser, started: started === '1' };
    },
    markOpened: (desk, id) => mark(desk, id, 'opened'),
    async markStarted(desk, id) {
      await mark(desk, id, 'started');
    },
  };
}
