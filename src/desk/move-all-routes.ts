import { TransferRequest } from '../api/requests.ts';
import type { MovedChats } from '../api/views.ts';
import type { Chat } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Once } from '../store/store.ts';
import type { Caller, Callers } from './caller.ts';
import { input } from './input.ts';
import { maySeeChat } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { carriedOut, keyReused, onceOf } from './refusals.ts';
import { createTargets, type Target } from './targets.ts';
import { viewOf } from './views.ts';

/** Chats of one agent. */
const MANY = 1_000;

/** Moves everything that an agent has, as when they fall ill or have left: each chat by a command of its own, with its own answer. */
export function moveAllRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const { store } = ports;
  const targets = createTargets(ports);

  async function moveAll(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const target = input(TransferRequest, request.body);
    const agent = request.params.id ?? '';
    const once = onceOf(request, caller.account.id);
    const ids = await chatsOf(agent, once);
    // Somebody whom the settings have no more may still have chats.
    if (ids.length === 0 && !(await ports.freshAccounts()).has(agent))
      throw new Problem(
        404,
        'not-found',
        `There is no agent ${agent}, and nobody of that name has chats. GET /api/v1/admin/agents lists all there are.`,
      );
    const chats: MovedChats['chats'] = [];
    for (const chat of await store.chats.readAll(ids))
      if (maySeeChat(caller.account, chat)) chats.push(await move(chat, caller, target, once));
    return { status: 200, body: { chats } };
  }

  /** A repeat works on the chats that the first found: the others are not his wish. */
  async function chatsOf(agent: string, once: Once | undefined): Promise<readonly string[]> {
    const owned = await store.lists.owned(agent, MANY);
    if (once === undefined) return owned;
    const found = await store.firstFound(once, owned);
    if (found === 'key-reused') throw keyReused();
    return found;
  }

  async function move(
    chat: Chat,
    caller: Caller,
    target: Target,
    once: Once | undefined,
  ): Promise<MovedChats['chats'][number]> {
    const { id } = chat;
    try {
      const problem = targets.problem(chat, target);
      if (problem !== undefined) throw problem;
      const key = once && { ...once, key: JSON.stringify([once.key, id]) };
      const executed = await ports.execute(id, await commandFor(chat, caller, target), key);
      carriedOut(executed);
      const after = executed.kind === 'done' ? executed.chat : (await store.chats.read(id)).chat;
      return { id, moved: true, ...(after && { chat: await viewOf(ports, after) }) };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { id, moved: false, code: error.code, detail: error.message };
    }
  }

  /** Into the queue it is of, a chat is released. */
  async function commandFor({ queue }: Chat, caller: Caller, target: Target): Promise<Command> {
    const by = await callers.owner(caller);
    return target.queue === queue
      ? { type: 'release', by, supervisor: true }
      : targets.command(by, target, true);
  }

  return [{ method: 'POST', path: '/api/v1/admin/agents/:id/move-chats', handle: moveAll }];
}
