import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { plan } from '../../../jobs/plan.ts';
import type { Chat, Owner } from '../../../src/chat/chat.ts';
import { newChatId } from '../../../src/chat/ids.ts';
import type { Command, Limits } from '../../../src/handoff/commands.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import { createExecutor } from '../../../src/store/execute.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { openStore, type Wake } from '../../../src/store/store.ts';
import { uma, limits as usual } from '../handoff/given.ts';

export const alice: Owner = { id: 'alice', screenName: 'Alice' };
export const bob: Owner = { id: 'bob', screenName: 'Bob' };

export type Cellar = ReturnType<typeof openCellar>;

/** A desk of its own with the real rules over it. Several may share a desk, each with its own connection. */
export function openCellar(redis: Redis, desk = `t-${randomUUID()}`, limits: Limits = usual) {
  const wakes: Wake[] = [];
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
  const store = openStore(redis, desk);
  const executor = createExecutor({
    redis,
    desk,
    rules: { ...createRules(() => limits), plan },
    clock,
    keepSeconds: 1_000,
    wake: (woken) => void wakes.push(...woken),
  });
  return {
    redis,
    desk,
    store,
    clock,
    /** Every lane that a commit has woken. */
    wakes,
    keys: keysOf(desk),
    ...executor,
    /** A waiting chat. */
    async waiting(over: Partial<Extract<Command, { type: 'request-handoff' }>> = {}): Promise<Chat> {
      const id = newChatId();
      const executed = await executor.execute(id, {
        type: 'request-handoff',
        chatId: id,
        conversation: { channel: 'test', id: randomUUID() },
        user: uma,
        company: 'Acme',
        queue: 'GENERAL',
        source: 'test',
        subject: '',
        lines: [],
        ...over,
      });
      if (executed.kind !== 'done') throw new Error(`no chat: ${JSON.stringify(executed)}`);
      return executed.chat;
    },
    async owned(by = alice): Promise<Chat> {
      const { id } = await this.waiting();
      return this.done(id, { type: 'accept', by });
    },
    /** Carries out what has to succeed. */
    async done(id: string, command: Command): Promise<Chat> {
      const executed = await executor.execute(id, command);
      if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
      return executed.chat;
    },
    async read(id: string): Promise<Chat> {
      const { chat } = await store.chats.read(id);
      if (chat === undefined) throw new Error(`no chat ${id}`);
      return chat;
    },
    append: (chat: string, by: Owner, text: string, more: { note?: boolean; leaseMs?: number } = {}) =>
      store.chats.append({
        chat,
        agentId: by.id,
        line: {
          at: clock.now(),
          visibility: more.note ? 'internal' : 'public',
          type: more.note ? 'note' : 'message',
          text,
        },
        leaseMs: more.leaseMs ?? 0,
      }),
    /** One activity of a user. */
    post: (
      conversation: Chat['conversation'],
      activityId: string,
      text: string | undefined,
      leaseMs = 5_000,
    ) =>
      store.conversations.ingest({
        conversation,
        activityId,
        line: { at: clock.now(), visibility: 'public', type: 'message', text: text ?? '' },
        author: text === undefined ? undefined : { kind: 'user', id: uma.id, name: uma.name },
        reference: '{"bot":"b"}',
        leaseMs,
      }),
  };
}
