import type { MOVES } from '../api/operations/moves.ts';
import type { Chat } from '../chat/chat.ts';
import type { AgentNow } from '../people/agent-now.ts';
import { isSupervisor, maySee } from '../people/policy.ts';
import type { Handlers } from '../people/serve.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Commands } from './commands.ts';
import type { DeskPorts } from './ports.ts';
import { createTargets } from './targets.ts';

/** How a chat gets to others, and others to a chat: each is one command, and the rules say whether it may be. */
export function moves(ports: DeskPorts, { move }: Commands, agentNow: AgentNow): Handlers<typeof MOVES> {
  const to = createTargets(ports);

  /** Who comes into a chat has to be able to read it. */
  function unseen(chat: Chat, agentId: string): Problem | undefined {
    const account = ports.accounts().get(agentId);
    if (account === undefined || maySee(account, chat)) return undefined;
    return new Problem(
      409,
      'agent-not-eligible',
      `${account.name} sees no chats of the queue ${chat.queue}.`,
    );
  }

  return {
    accept: async (call) => move(call, { type: 'accept', by: await call.by() }),

    release: async (call) =>
      move(call, { type: 'release', by: await call.by(), supervisor: isSupervisor(call.caller.account) }),

    /** Agents who are there and may take the chat, and queues, as the settings have it. */
    async transferTargets({ chat }) {
      const eligible = to.agentsFor(chat);
      const online = await ports.store.agents.online(eligible.map(({ id }) => id));
      const agents = eligible.filter(({ id }) => online.has(id)).map((account) => agentNow(account));
      return { agents: await Promise.all(agents), queues: to.queuesFor(chat) };
    },

    async transfer(call) {
      const { caller, chat, body } = call;
      const command = await to.command(await call.by(), body, isSupervisor(caller.account));
      return move(call, command, to.problem(chat, body));
    },

    async invite(call) {
      const { agentId, mode } = call.body;
      return move(
        call,
        { type: 'invite', by: await call.by(), agent: await to.nameOf(agentId), mode },
        to.agentProblem(call.chat, agentId) ?? unseen(call.chat, agentId),
      );
    },

    answerInvite: async (call) =>
      move(call, { type: 'answer-invite', by: await call.by(), accept: call.body.accept }),

    leave: async (call) => move(call, { type: 'leave', by: await call.by() }),

    askForAssistance: async (call) => {
      const text = call.body.text?.toWellFormed();
      return move(call, {
        type: 'request-assistance',
        by: await call.by(),
        ...(text !== undefined && { text }),
      });
    },
  };
}
