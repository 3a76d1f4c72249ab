import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { plan } from '../../jobs/plan.ts';
import { connectorQueue, jobQueues } from '../../jobs/queues.ts';
import { createRelay } from '../../jobs/relay.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { newChatId } from '../../src/chat/ids.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { createRules } from '../../src/handoff/rules.ts';
import { createLog } from '../../src/shared/log.ts';
import { createExecutor } from '../../src/store/execute.ts';
import { openStore } from '../../src/store/store.ts';
import { eventually } from '../support/eventually.ts';
import { startRedis } from '../support/redis.ts';
import { Auditor } from '../support/sandbox.ts';
import { openFleet } from '../support/worker-fleet.ts';

const ALICE = { id: 'alice', screenName: 'Alice Smith' };
const MINUTES = 300_000;
// What is confirmed by the lane itself has no step behind the write.
const STEPS = ['before-intent', 'after-intent', 'after-sent', 'after-write'];

test('what did not reach its user stands in his ticket once, at whatever step one of two workers is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'db-undelivered-'));
  const server = await startRedis();
  const redis = new Redis(server.path);
  const itsm = await startSimulator({ port: 0, dataDir: folder });
  const options = { redis: server.path, itsm: itsm.url, waitScale: 1 / 10, atOnce: 50 };
  const fleet = openFleet(2, { ...options, settings: { deadlineMs: 3_000, settleMs: 200 } }, redis);
  const relay = createRelay(jobQueues(server.path, 'main'), [connectorQueue('helix')], createLog('silent'));
  const store = openStore(redis, 'main');
  const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
  const executor = createExecutor({
    redis,
    desk: 'main',
    rules: {
      ...createRules(() => ({
        waitingMs: 3.6e6,
        idleMs: 3.6e6,
        abandoningMs: 15_000,
        transferMs: 120_000,
        undeliveredMs: MINUTES,
      })),
      // No channel is connected here.
      plan: (event, chat) => plan(event, chat).filter(({ lane }) => lane.kind === 'ticket'),
    },
    clock,
    keepSeconds: 3_600,
    wake: (wakes) => void relay.wake(wakes).catch(() => {}),
  });
  const run = async (id: string, command: Command): Promise<Chat> => {
    const executed = await executor.execute(id, command);
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
    return executed.chat;
  };
  const ids = STEPS.map(() => newChatId());
  const idle = async () => (await redis.zcard('{main}:lanes')) === 0;
  try {
    await fleet.running();
    for (const chatId of ids) {
      await run(chatId, {
        type: 'request-handoff',
        chatId,
        conversation: { channel: 'test', id: chatId },
        user: { id: `user-${chatId}`, name: 'Dana Reyes', verified: false },
        company: 'Calbro Services',
        queue: 'GENERAL',
        source: 'test',
        subject: 'VPN does not connect',
        lines: [],
      });
      await run(chatId, { type: 'accept', by: ALICE });
      const wish = { connector: 'helix', ticketType: 'incident', kind: 'incident', another: false } as const;
      await run(chatId, { type: 'request-ticket', by: ALICE, ...wish });
    }
    await eventually(
      async () =>
        (await store.chats.readAll(ids)).every(({ tickets }) => tickets[0]?.state === 'created') && idle(),
      'the tickets are there',
      60_000,
    );
    for (const [i, id] of ids.entries()) {
      await redis.hset('stops', `${id}|undelivered-0`, STEPS[i] ?? '');
      const { epoch } = await run(id, { type: 'send-agent-message', by: ALICE, text: `words ${id}` });
      const { lastSeq } = await store.chats.read(id);
      await run(id, { type: 'record-held-up', seq: lastSeq, since: clock.now() });
      clock.ahead += MINUTES;
      await run(id, { type: 'pass-deadline', kind: 'undelivered', epoch });
    }
    await fleet.workUntil(
      async () => (await idle()) && (await redis.hlen('stops')) === 0,
      'every note is written',
      60_000,
    );
    expect([...fleet.killedAt.keys()].sort()).toEqual(STEPS.toSorted());
    const auditor = new Auditor(itsm.url);
    for (const { id, tickets } of await store.chats.readAll(ids)) {
      const info = await auditor.workInfo(tickets[0]?.displayId ?? '');
      const notes = info.filter((row) => row['Detailed Description']?.includes(`words ${id}`));
      expect(notes).toMatchObject([{ 'View Access': 'Public' }]);
    }
    expect(fleet.output()).not.toMatch(/TypeError|ReferenceError/);
  } finally {
    await fleet.close();
    await relay.close();
    await itsm.close();
    redis.disconnect();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);
