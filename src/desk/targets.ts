import type { AgentAccount } from '../../config/schema.ts';
import { type Chat, GENERAL, type Owner } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { screenNameOf } from '../people/choices.ts';
import { mayTake } from '../people/policy.ts';
import { Problem } from '../shared/http/problem.ts';
import type { DeskPorts } from './ports.ts';

/** Where somebody wishes a chat to go: exactly one of the two. */
export interface Target {
  readonly agentId?: string | undefined;
  readonly queue?: string | undefined;
  readonly note?: string | undefined;
}

/** To whom a chat may go, by the accounts and the settings; what the rules say of the chat comes beside that. */
export function createTargets({
  store,
  accounts,
  settings,
}: Pick<DeskPorts, 'store' | 'accounts' | 'settings'>) {
  async function nameOf(agentId: string): Promise<Owner> {
    const [account, state] = [accounts().get(agentId), await store.agents.state(agentId)];
    return { id: agentId, screenName: account === undefined ? agentId : screenNameOf(account, state) };
  }

  const agentsFor = (chat: Chat): readonly AgentAccount[] =>
    [...accounts().values()].filter((account) => account.id !== chat.owner?.id && mayTake(account, chat));

  const queuesFor = ({ queue }: Chat): readonly string[] => {
    const { desk, queues } = settings.current();
    return desk.supportQueues ? [GENERAL, ...queues].filter((other) => other !== queue) : [];
  };

  /** 422 for nobody, 409 for somebody who may not take this chat. */
  function agentProblem(chat: Chat, agentId: string): Problem | undefined {
    const account = accounts().get(agentId);
    if (account === undefined)
      return new Problem(
        422,
        'unknown-agent',
        `There is no agent ${agentId}. GET …/transfer-targets lists them.`,
      );
    if (mayTake(account, chat)) return undefined;
    return new Problem(
      409,
      'agent-not-eligible',
      `${account.name} takes no chats of the queue ${chat.queue} for ${chat.company}. Choose another agent, or a queue.`,
    );
  }

  /** 409 where queues are off, 422 for one that is not there. */
  function queueProblem(chat: Chat, queue: string): Problem | undefined {
    if (!settings.current().desk.supportQueues)
      return new Problem(
        409,
        'support-queues-off',
        'Chats are not transferred to queues here. Choose an agent.',
      );
    if (queue === chat.queue || queuesFor(chat).includes(queue)) return undefined;
    const there = queuesFor(chat).join(', ');
    return new Problem(422, 'unknown-queue', `There is no queue ${queue}. There are: ${there}.`);
  }

  return {
    nameOf,
    agentsFor,
    queuesFor,
    agentProblem,
    problem: (chat: Chat, { agentId = '', queue }: Target): Problem | undefined =>
      queue === undefined ? agentProblem(chat, agentId) : queueProblem(chat, queue),

    /** The wish as the rules take it. */
    command: async (
      by: Owner,
      { agentId = '', queue, note }: Target,
      supervisor: boolean,
    ): Promise<Extract<Command, { type: 'transfer' }>> => ({
      type: 'transfer',
      by,
      to: queue === undefined ? { agent: await nameOf(agentId) } : { queue },
      ...(note !== undefined && { note: note.toWellFormed() }),
      supervisor,
    }),
  };
}
