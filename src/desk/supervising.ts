import type { SUPERVISING } from '../api/operations/supervising.ts';
import type { MovedChats } from '../api/views.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import { maySeeChat, mayTake } from '../people/policy.ts';
import { carriedOut, keyReused, problemOf } from '../people/refusals.ts';
import type { People } from '../people/room.ts';
import type { Call, Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Once } from '../store/store.ts';
import type { Commands } from './commands.ts';
import type { DeskPorts } from './ports.ts';
import { createTargets } from './targets.ts';
import { chatViews, readWithLog, viewOf } from './views.ts';

/** Chats of one agent. */
const MANY = 1_000;

type MoveAll = Call<typeof SUPERVISING.moveAll>;

/** What supervisors do in the chats of others: take part, read along, whisper, see who asks for them, move them on. */
export function supervising(
  ports: DeskPorts,
  { carryOut, move, entry }: Commands,
  { looks, agentNow }: Pick<People, 'looks' | 'agentNow'>,
): Handlers<typeof SUPERVISING> {
  const { store } = ports;
  const targets = createTargets(ports);

  /** A repeat works on the chats that the first found: the others are not its wish. */
  async function chatsOf(agent: string, once: Once | undefined): Promise<readonly string[]> {
    const owned = await store.lists.owned(agent, MANY);
    if (once === undefined) return owned;
    const found = await store.firstFound(once, owned);
    if (found === 'key-reused') throw keyReused();
    return found;
  }

  /** Moves one of them by a command of its own. Into the queue it is of, a chat is released. */
  async function moveOne(chat: Chat, { body, by, once }: MoveAll): Promise<MovedChats['chats'][number]> {
    const { id, queue } = chat;
    try {
      const problem = targets.problem(chat, body);
      if (problem !== undefined) throw problem;
      const agent = await by();
      const command =
        body.queue === queue
          ? ({ type: 'release', by: agent, supervisor: true } as const)
          : await targets.command(agent, body, true);
      const executed = await ports.execute(
        id,
        command,
        once && { ...once, key: JSON.stringify([once.key, id]) },
      );
      carriedOut(executed);
      const after = executed.kind === 'done' ? executed.chat : (await store.chats.read(id)).chat;
      return { id, moved: true, ...(after && { chat: await viewOf(ports, after) }) };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { id, moved: false, code: error.code, detail: error.message };
    }
  }

  return {
    join: async (call) => move(call, { type: 'join', by: await call.by(), mode: call.body.mode }),

    async whisper(call) {
      const text = call.body.text.toWellFormed();
      const carried = await carryOut(call, { type: 'whisper', by: await call.by(), text });
      return { entry: await entry(carried, () => false) };
    },

    /** Leaves nothing in the chat; other supervisors see it for a minute, and the audit keeps it. */
    async monitor({ caller: { account }, chat, by, query }) {
      if (!ports.settings.current().desk.silentMonitoring)
        throw new Problem(
          403,
          'silent-monitoring-off',
          'Nobody reads chats silently here: join as monitor, or an admin sets desk.silentMonitoring.',
        );
      // Whoever could not join it openly does not read it in secret.
      const refusal = await ports.ask(chat.id, { type: 'join', by: await by(), mode: 'monitor' });
      if (refusal !== undefined) throw problemOf(refusal);
      await looks.silently(account, chat);
      await store.monitors.looked(chat.id, account.id);
      return readWithLog(ports, chat, query);
    },

    async callsForAssistance({ caller: { account }, query: { after, limit } }) {
      const page = await store.lists.assistance(after, limit);
      const chats = (await store.chats.readAll(page.ids)).filter(
        (chat) => isOpen(chat) && chat.assistance !== undefined && maySeeChat(account, chat),
      );
      return { chats: await chatViews(ports, chats), ...(page.next !== undefined && { next: page.next }) };
    },

    /** Everything that an agent has, as when they fall ill or have left: each chat with its own answer. */
    async moveAll(call) {
      const agent = call.params.id;
      const ids = await chatsOf(agent, call.once);
      // Somebody whom the settings have no more may still have chats.
      if (ids.length === 0 && !(await ports.freshAccounts()).has(agent))
        throw new Problem(
          404,
          'not-found',
          `There is no agent ${agent}, and nobody of that name has chats. GET /api/v1/admin/agents lists all there are.`,
        );
      const chats: MovedChats['chats'] = [];
      for (const chat of await store.chats.readAll(ids))
        if (maySeeChat(call.caller.account, chat)) chats.push(await moveOne(chat, call));
      return { chats };
    },

    /** A waiting chat goes to an agent who is free, as if they had been next. */
    async assign(call) {
      const { agentId } = call.body;
      const { queue, company } = call.chat;
      const account = ports.accounts().get(agentId);
      if (account === undefined) throw new Problem(422, 'unknown-agent', `There is no agent ${agentId}.`);
      if (!mayTake(account, call.chat))
        throw new Problem(
          409,
          'agent-not-eligible',
          `${account.name} takes no chats of the queue ${queue} for ${company}.`,
        );
      const { screenName, capacity } = await agentNow(account);
      return move(call, { type: 'assign', to: { id: agentId, screenName }, capacity, by: await call.by() });
    },

    forceClose: async (call) =>
      move(call, { type: 'force-close', by: await call.by(), reason: call.body.reason.toWellFormed() }),
  };
}
