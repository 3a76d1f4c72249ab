import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { fixedSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { plan } from '../../../jobs/plan.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { newChatId } from '../../../src/chat/ids.ts';
import { startSettling } from '../../../src/desk/settling.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { limitsOf } from '../../../src/handoff/limits.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import { createAccounts } from '../../../src/people/accounts.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import type { Log } from '../../../src/shared/log.ts';
import { createExecutor } from '../../../src/store/execute.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { openStore } from '../../../src/store/store.ts';

/** An account; its password is of no use. */
export const agent = (id: string, more: object = {}) => ({
  id,
  name: id,
  roles: ['agent'],
  passwordHash: 'scrypt$none',
  ...more,
});

/** One desk in Redis, and processes that are started on it with settings of their own. */
export function openSettlingHouse() {
  const desk = `desk-${randomUUID()}`;
  const redis = new Redis(process.env.TEST_REDIS ?? '');
  const store = openStore(redis, desk);
  const connections: Redis[] = [redis];
  const running = new Set<{ close(): Promise<void> }>();

  /** What a process with these settings does with chats, without bringing stored ones under them. */
  function rulesUnder(over: object, connection = redis) {
    const settings = fixedSettings(Settings.parse(over));
    const rules = createRules(() => limitsOf(settings.current()));
    const executor = createExecutor({
      redis: connection,
      desk,
      rules: { ...rules, plan },
      clock: systemClock,
      keepSeconds: 3_600,
      wake: () => {},
    });
    return { settings, rules, execute: executor.execute };
  }

  return {
    desk,
    redis,
    store,
    keys: keysOf(desk),
    rulesUnder,

    /** A process. `said` are its sentences; `hold` is called before each command, and may reject as a process that dies. */
    start(over: object, hold: () => Promise<void> = async () => {}) {
      const own = new Redis(process.env.TEST_REDIS ?? '');
      connections.push(own);
      const { settings, rules, execute } = rulesUnder(over, own);
      const ownStore = openStore(own, desk);
      const accounts = createAccounts(settings, ownStore.vouched, systemClock);
      const said: string[] = [];
      const warn = (...words: readonly unknown[]) =>
        void said.push(String(words.findLast((word) => typeof word === 'string')));
      const settling = startSettling({
        store: ownStore,
        settings,
        accounts: accounts.fresh,
        execute: async (chat: string, command: Command) => {
          await hold();
          return execute(chat, command);
        },
        deadlineOf: rules.deadlineOf,
        log: { warn } as unknown as Log,
      });
      const started = {
        said,
        accounts: accounts.known,
        begun: () => settling.begun(20_000),
        close: async () => {
          running.delete(started);
          await settling.close();
        },
        /** As SIGKILL does it: nothing is said any more, nothing is given back. */
        die: async () => {
          running.delete(started);
          own.disconnect();
          await settling.close();
        },
      };
      running.add(started);
      return started;
    },

    /** A chat that waits. */
    async waits(more: { readonly queue?: string; readonly company?: string } = {}): Promise<string> {
      const chatId = newChatId();
      const request: Command = {
        type: 'request-handoff',
        chatId,
        conversation: { channel: 'test', id: randomUUID() },
        user: { id: 'u1', name: 'Dana Reyes', verified: false },
        company: 'Calbro Services',
        queue: 'Network',
        source: 'test',
        subject: 'VPN',
        lines: [],
        ...more,
      };
      const executed = await rulesUnder({}).execute(chatId, request);
      if (executed.kind !== 'done') throw new Error(executed.kind);
      return chatId;
    },

    /** Something happens to a chat under settings that do not matter here. */
    async does(chat: string, command: Command): Promise<void> {
      const executed = await rulesUnder({}).execute(chat, command);
      if (executed.kind !== 'done') throw new Error(JSON.stringify(executed));
    },

    async chat(id: string): Promise<Chat> {
      const [chat] = await store.chats.readAll([id]);
      if (chat === undefined) throw new Error(`no chat ${id}`);
      return chat;
    },

    /** Texts of its lines with this code. */
    async lines(id: string, code: string): Promise<readonly string[]> {
      return (await store.chats.log(id)).filter((line) => line.code === code).map(({ text }) => text);
    },

    async audited(): Promise<readonly object[]> {
      const rows = (await store.audit.after('', 1_000)).map(({ row }) => JSON.parse(row));
      return rows.filter(({ what }) => what === 'chats-resettled');
    },

    async close(): Promise<void> {
      await Promise.all([...running].map((one) => one.close()));
      for (const connection of connections) connection.disconnect();
    },
  };
}
export type SettlingHouse = ReturnType<typeof openSettlingHouse>;
