import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Owner } from '../../src/chat/chat.ts';
import { newChatId } from '../../src/chat/ids.ts';
import { startPrivateRedis } from '../../src/demo/private-redis/private-redis.ts';
import { hashPassword } from '../../src/people/passwords.ts';
import { createLog } from '../../src/shared/log.ts';
import { PASSWORD } from '../support/demo.ts';
import { Agent } from '../support/people.ts';
import { openAgentWindow } from './agent-window.ts';
import type { Channel } from './channel.ts';
import { type BenchDesk, openBenchDesk } from './desk.ts';
import { startSystem } from './processes.ts';

export const AGENTS: readonly Owner[] = Array.from({ length: 20 }, (_, n) => ({
  id: `agent-${n}`,
  screenName: `Agent ${n}`,
}));
/** Has had none of the others' chats. */
export const SOLO: Owner = { id: 'solo', screenName: 'Solo' };
/** More chats than one count of waiting ones takes from the line. */
const TURNS = 600;

/**
 * A server and a worker of their own, 20 agents. Users come and agents end chats in this process, as in
 * a second server.
 */
export async function openAssigningDesk(
  folder: string,
  channel: Channel,
  env: Readonly<Record<string, string>>,
) {
  const redis = await startPrivateRedis({ dataDir: folder, log: createLog('error') });
  const cleanUps: (() => unknown)[] = [() => redis.stop()];
  const close = async (): Promise<void> => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  };
  try {
    const config = join(folder, 'deskbridge.yaml');
    writeFileSync(config, JSON.stringify(await settings()));
    const own = { ...env, REDIS_URL: redis.socket, DESKBRIDGE_CONFIG: config, DATA_DIR: folder, PORT: '0' };
    const server = await startSystem(['src/cli.ts', 'server'], /server at (http:\S+)/, own);
    cleanUps.push(() => server.stop());
    const worker = await startSystem(['src/cli.ts', 'worker'], /(worker is running)/, own);
    cleanUps.push(() => worker.stop());
    const desk = await openBenchDesk(redis.socket, channel);
    cleanUps.push(() => desk.close());
    const hand = await Agent.signIn(server.url, 'hand');
    await desk.agents.choose(hand.id, { available: false });
    const window = await openAgentWindow(hand);
    cleanUps.push(() => window.close());
    return { desk, hand, window, line: openLine(desk), close };
  } catch (error) {
    await close();
    throw error;
  }
}
export type AssigningDesk = Awaited<ReturnType<typeof openAssigningDesk>>;

async function settings() {
  const passwordHash = await hashPassword(PASSWORD);
  const account = (id: string, name: string) => ({ id, name, roles: ['agent'], passwordHash });
  return {
    desk: { autoAccept: true },
    // Once, when a chat begins to wait: whatever else a commit of it shows is what is measured.
    chats: { placeEverySeconds: 86_400 },
    capacity: { default: 10_000, most: 10_000 },
    agents: [
      account('hand', 'By Hand'),
      ...[...AGENTS, SOLO].map(({ id, screenName }) => account(id, screenName)),
    ],
  };
}

/** Chats that wait, oldest first; there are as many as were asked for. */
function openLine(desk: BenchDesk) {
  const ids: string[] = [];
  const comes = async (): Promise<void> => {
    const id = newChatId();
    ids.push(id);
    await desk.arrives(id);
    await desk.asks(id);
  };
  return {
    async fill(count: number): Promise<void> {
      // One after the other, so that each is older than the next; those whose turn will not come may crowd.
      while (ids.length < Math.min(count, TURNS)) await comes();
      while (ids.length < count)
        await Promise.all(Array.from({ length: Math.min(50, count - ids.length) }, comes));
      await desk.settled();
    },
    comes,
    first: (): string => ids[0]!,
    leave: (): string => ids.shift()!,
  };
}
