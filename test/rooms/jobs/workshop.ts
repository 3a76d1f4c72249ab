import type { Redis } from 'ioredis';
import { deliverMessages } from '../../../jobs/deliver-messages.ts';
import { deliverNow } from '../../../jobs/deliver-now.ts';
import type { Job } from '../../../jobs/errand.ts';
import { createJudge } from '../../../jobs/run.ts';
import { type LaneItem, type LaneTools, workLane } from '../../../jobs/work-lane.ts';
import type { SendResult } from '../../../src/bot/ports.ts';
import type { Entry } from '../../../src/chat/entry.ts';
import { done } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import type { TakenLane, Wake } from '../../../src/store/store.ts';
import { limits as usual } from '../handoff/given.ts';
import { alice, openCellar } from '../store/cellar.ts';

const DELIVERED: SendResult = { kind: 'delivered' };

/** Real store and real errands; the channel is ours. */
export function openWorkshop(redis: Redis, jobs: Readonly<Record<string, Job>> = {}, limits = usual) {
  const house = openCellar(redis, undefined, limits);
  /** What went out to the channel, in order: `3 hello`, `accepted`. */
  const sent: string[] = [];
  const unreachable: string[] = [];
  /** Seqs of lines that the channel did not take. */
  const held: number[] = [];
  const recorded: (readonly [LaneItem, string])[] = [];
  const wakes: (readonly [Wake, number])[] = [];
  const channel = {
    /** What the channel answers to a line. */
    answer: async (_entry: Entry): Promise<SendResult> => DELIVERED,
    status: async (_state: string): Promise<SendResult> => DELIVERED,
    dropsRepeats: false,
  };
  /** Set where what is held up cannot be written down. */
  const trouble: { held?: Error } = {};
  const sendEntry = async (_chat: unknown, entry: Entry) => {
    sent.push(`${entry.seq} ${entry.code ?? entry.text}`);
    return channel.answer(entry);
  };
  const userUnreachable = async (_chat: string, reason: string) => void unreachable.push(reason);
  const heldUp = async (_chat: string, entry: Entry) => {
    if (trouble.held !== undefined) throw trouble.held;
    held.push(entry.seq);
  };
  const tools: LaneTools = {
    lanes: house.store.lanes,
    log: createLog('silent'),
    jobs: {
      'deliver-messages': deliverMessages({
        lanes: house.store.lanes,
        readChat: async (id) => (await house.store.chats.read(id)).chat,
        readEntry: async (id, seq) => (await house.store.chats.log(id, seq - 1, 1))[0],
        dropsRepeats: async () => channel.dropsRepeats,
        sendEntry,
        sendPlace: async ({ place }) => {
          sent.push(`place ${place?.n}`);
          return DELIVERED;
        },
        tellStatus: async (_chat, state) => {
          sent.push(state);
          return channel.status(state);
        },
        userUnreachable,
        userAway: async (id) => void (await house.store.connections.away(id)),
        heldUp,
      }),
      'tell-place': async () => done(undefined),
      ...jobs,
    },
    judge: createJudge(async (item, reason) => void recorded.push([item, reason])),
  };
  const workshop = {
    house,
    channel,
    sent,
    unreachable,
    held,
    trouble,
    recorded,
    wakes,
    tools,
    async take(lane: string): Promise<TakenLane> {
      const take = await house.store.lanes.take(lane);
      if (take.kind !== 'taken') throw new Error(`the lane is ${take.kind}`);
      return take.lane;
    },
    work: async (lane: string) => workLane(await workshop.take(lane), tools),
    /** An owned chat whose lane is idle; nothing counts as sent yet. */
    async quiet() {
      const { id } = await house.owned();
      const lane = `c.${id}`;
      await workshop.work(lane);
      sent.length = 0;
      return { id, lane };
    },
    /** What an agent's message does: append, and send at once. */
    async say(id: string, text: string): Promise<void> {
      const appended = await house.append(id, alice, text, { leaseMs: 10_000 });
      if (appended.kind !== 'appended' || appended.taken === undefined) return;
      await deliverNow(appended.taken, { id, conversation: appended.conversation }, appended.entry, {
        ...tools,
        sendEntry,
        userUnreachable,
        heldUp,
        wake: async (woken, afterMs = 0) => void wakes.push(...woken.map((wake) => [wake, afterMs] as const)),
      });
    },
    delivery: async (id: string, seq: number) => (await house.store.chats.delivery(id))(seq),
    /** Lets a lease run out without waiting for it. */
    async letRunOut(lane: string): Promise<void> {
      await redis.hset(house.keys.lane(lane), 'until', 1);
      await redis.zadd(house.keys.lanes, 1, lane);
    },
  };
  return workshop;
}
