import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { plan } from '../../jobs/plan.ts';
import type { Relay } from '../../jobs/relay.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { createRules } from '../../src/handoff/rules.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { createExecutor } from '../../src/store/execute.ts';

export const ALICE = { id: 'alice', screenName: 'Alice Smith' };

/** The rules of a house in which only ticket work happens by itself: no deadline comes within a test. */
export const ticketRules = createRules(() => ({
  waitingMs: 3_600_000,
  idleMs: 3_600_000,
  abandoningMs: 600_000,
  transferMs: 120_000,
}));

/** A user who asks for a ticket, and their agent, without a channel and without a console. */
export interface TicketWisher {
  readonly chat: string;
  readonly type: 'incident' | 'work-order';
  readonly user: string;
  /** What the user says before the ticket is asked for. */
  readonly says: string;
}

/** Carries out commands in desk `main` of a Redis as a server does, and wakes ticket lanes alone. */
export function openHand(redis: Redis, relay: Relay) {
  const executor = createExecutor({
    redis,
    desk: 'main',
    rules: { ...ticketRules, plan },
    clock: systemClock,
    keepSeconds: 3_600,
    wake: (wakes) => void relay.wake(wakes.filter(({ lane }) => lane.startsWith('t.'))).catch(() => {}),
  });

  /** @throws Error where the rules refuse it */
  async function run(chat: string, command: Command): Promise<void> {
    const executed = await executor.execute(chat, command);
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
  }

  return {
    run,
    /** From the handoff to Alice's wish for a ticket. */
    async arriveAndAsk({ chat, type, user, says }: TicketWisher): Promise<void> {
      await run(chat, {
        type: 'request-handoff',
        chatId: chat,
        conversation: { channel: 'test', id: randomUUID() },
        user: { id: chat, name: user, verified: false },
        company: 'Calbro Services',
        queue: 'GENERAL',
        source: 'test',
        subject: 'VPN does not connect',
        lines: [],
      });
      await run(chat, { type: 'accept', by: ALICE });
      await run(chat, { type: 'send-user-message', text: says });
      const wish = { connector: 'helix', ticketType: type, kind: type, another: false } as const;
      await run(chat, { type: 'request-ticket', by: ALICE, ...wish });
    },
  };
}

/** Does something for each of many, twenty at a time. */
export async function twentyAtOnce<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const left = [...all];
  const actors = Array.from({ length: 20 }, async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await act(one);
  });
  await Promise.all(actors);
}
