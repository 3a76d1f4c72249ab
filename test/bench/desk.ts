import { plan } from '../../jobs/plan.ts';
import { ASSIGN, DELIVER, jobQueues } from '../../jobs/queues.ts';
import { createRelay } from '../../jobs/relay.ts';
import type { Owner } from '../../src/chat/chat.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { createRules } from '../../src/handoff/rules.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createLog } from '../../src/shared/log.ts';
import { connectStore } from '../../src/store/connect.ts';
import { createExecutor } from '../../src/store/execute.ts';
import { keysOf } from '../../src/store/keys.ts';
import { openStore, type Wake } from '../../src/store/store.ts';
import { eventually } from '../support/eventually.ts';
import type { Channel } from './channel.ts';

const DESK = 'main';
const HOUR_MS = 3_600_000;
const SETTLED_WITHIN_MS = 60_000;

/** The store under the rules, with their background work, as a server has them. */
export async function openBenchDesk(socket: string, channel: Channel) {
  const log = createLog('error');
  const redis = await connectStore(socket, log);
  const store = openStore(redis, DESK);
  const relay = createRelay(jobQueues(socket, 'main'), [DELIVER, ASSIGN], log);
  const limits = { waitingMs: HOUR_MS, idleMs: HOUR_MS, abandoningMs: 15_000, transferMs: 120_000 };
  const executor = createExecutor({
    redis,
    desk: DESK,
    rules: { ...createRules(() => limits), plan },
    clock: systemClock,
    keepSeconds: 600,
    wake: (wakes) => void relay.wake(wakes),
  });
  const run = async (chat: string, command: Command): Promise<void> => {
    const executed = await executor.execute(chat, command);
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
  };
  /** Agents' own choices and leases; who changes one wakes whoever assigns. */
  const { agents } = store;
  const woken = async (wakes: Promise<readonly Wake[]>): Promise<void> => relay.wake(await wakes);
  return {
    agents: {
      choose: (...change: Parameters<typeof agents.choose>) => woken(agents.choose(...change)),
      renewLease: (...lease: Parameters<typeof agents.renewLease>) => woken(agents.renewLease(...lease)),
      endLease: agents.endLease,
    },
    /** A user begins a conversation, so that there is somebody to be told. */
    async arrives(id: string): Promise<void> {
      const conversation = { channel: 'emulator', id };
      const reference = {
        serviceUrl: channel.url,
        channelId: 'emulator',
        conversation: { id },
        bot: { id: 'bot', name: 'Virtual agent' },
        user: { id: `user-of-${id}`, name: 'Dana Reyes' },
      };
      await store.conversations.ingest({
        conversation,
        activityId: `first-${id}`,
        line: { at: Date.now(), visibility: 'public', type: 'message', text: 'My VPN does not connect' },
        author: { kind: 'user', id: `user-of-${id}`, name: 'Dana Reyes' },
        reference: JSON.stringify(reference),
        leaseMs: 5_000,
      });
      await store.conversations.finishTurn(conversation, `first-${id}`, []);
    },
    /** He asks for an agent; the chat bears the conversation's id. */
    asks: (id: string) =>
      run(id, {
        type: 'request-handoff',
        chatId: id,
        conversation: { channel: 'emulator', id },
        user: { id: `user-of-${id}`, name: 'Dana Reyes', verified: false },
        company: 'Calbro Services',
        queue: 'GENERAL',
        source: 'emulator',
        subject: 'VPN does not connect',
        lines: [],
      }),
    ends: (id: string, by: Owner) => run(id, { type: 'end', by, resolveTicket: false }),
    /** Nothing is left to be done in the background. */
    settled: () =>
      eventually(
        async () => (await redis.zcard(keysOf(DESK).lanes)) === 0,
        'all work is done',
        SETTLED_WITHIN_MS,
      ),
    async close(): Promise<void> {
      await relay.close();
      redis.disconnect();
    },
  };
}
export type BenchDesk = Awaited<ReturnType<typeof openBenchDesk>>;
