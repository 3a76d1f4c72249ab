import { Redis } from 'ioredis';
import { Settings } from '../../config/schema.ts';
import { assignChats } from '../../src/desk/assigning.ts';
import type { Command, Limits } from '../../src/handoff/commands.ts';
import { openCellar } from '../rooms/store/open-cellar.ts';

// A process of its own that writes to a desk; its parent is writers.ts, which says what, by messages.

/** What one actor does next. */
export type Step =
  | { readonly chat: string; readonly command: Command }
  /** Until when the lease lives, in milliseconds from now; may be in the past. */
  | { readonly agent: string; readonly leaseMs: number }
  | { readonly agent: string; readonly available: boolean }
  /** The command for every chat that this agent has. */
  | { readonly moveAll: string; readonly command: Command }
  /** The user of a chat goes on with it in another; whoever had it is asked first. */
  | { readonly reopen: string; readonly as: string }
  /** One run of automatic assignment over these agents. */
  | { readonly assign: readonly string[] };

/** All actors act at once, each of them one step after the other. */
export interface Work {
  readonly desk: string;
  readonly limits: Limits;
  readonly actors: readonly (readonly Step[])[];
}

/** What came of a command. */
export interface Told {
  readonly chat: string;
  readonly command: Command;
  /** Undefined where it was carried out. */
  readonly code?: string | undefined;
  /** Whose the chat is by then, by name. */
  readonly owner?: string | undefined;
  readonly version?: number;
  readonly epoch?: number;
  /** It left something in the log. */
  readonly changed: boolean;
}

async function work({ desk, limits, actors }: Work, redis: Redis): Promise<readonly Told[]> {
  const cellar = openCellar(redis, desk, limits);
  const told: Told[] = [];

  async function act(step: Step): Promise<void> {
    if ('assign' in step) await assignAll(step.assign);
    else if ('reopen' in step) told.push(await reopen(step.reopen, step.as));
    else if ('moveAll' in step)
      for (const chat of await cellar.store.lists.owned(step.moveAll, 1_000))
        told.push(await execute({ chat, command: step.command }));
    else if ('leaseMs' in step) await lease(step.agent, step.leaseMs);
    else if ('available' in step) await cellar.store.agents.choose(step.agent, { available: step.available });
    else told.push(await execute(step));
  }

  async function execute({ chat, command }: Extract<Step, { chat: string }>): Promise<Told> {
    const executed = await cellar.execute(chat, command);
    if (executed.kind === 'refused') {
      const { code, facts } = executed.refusal;
      return { chat, command, code, owner: facts?.owner, changed: false };
    }
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${executed.kind}`);
    const { owner, version, epoch } = executed.chat;
    return { chat, command, owner: owner?.screenName, version, epoch, changed: executed.seq > 0 };
  }

  async function reopen(id: string, chatId: string): Promise<Told> {
    const chat = await cellar.read(id);
    const { conversation, user, company, queue, source, subject, owner } = chat;
    const asker = { conversation, userId: user.id };
    const first = owner && { first: { agent: owner, capacity: 2, give: 'offer' as const } };
    const command: Command = {
      type: 'request-handoff',
      ...{ chatId, conversation, user, company, queue, source, subject, lines: [] },
      reopens: { chat, asker, log: [], ...first },
    };
    return execute({ chat: chatId, command });
  }

  const lease = async (agent: string, ms: number) =>
    redis.zadd(cellar.keys.presence, (await cellar.store.now()) + ms, agent);

  function assignAll(agents: readonly string[]): Promise<number> {
    const settings = Settings.parse({
      desk: { autoAccept: true },
      agents: agents.map((id) => ({ id, name: id, roles: ['agent'], passwordHash: 'x' })),
    });
    return assignChats({
      store: cellar.store,
      settings: { current: () => ({ ...settings, version: 1 }) },
      accounts: () => new Map(settings.agents.map((account) => [account.id, account])),
      execute: cellar.execute,
      random: Math.random,
    });
  }

  await Promise.all(
    actors.map(async (steps) => {
      for (const step of steps) await act(step);
    }),
  );
  return told;
}

if (process.send !== undefined) {
  const redis = new Redis(process.argv[2] ?? '', { enableAutoPipelining: true });
  process.on('message', (message: Work) => {
    work(message, redis).then(
      (told) => process.send?.({ told }),
      (error: Error) => process.send?.({ error: error.stack }),
    );
  });
  process.on('disconnect', () => process.exit());
  process.send({ told: [] });
}
