import { AssignRequest, ForceCloseRequest } from '../api/requests.ts';
import type { Owner } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Caller, type Callers, chatFor } from './caller.ts';
import type { Figures } from './figures.ts';
import { input } from './input.ts';
import { mayTake } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { carriedOut, onceOf } from './refusals.ts';
import { viewOf } from './views.ts';

/** What a supervisor sees of the desk, and does with chats that are not his own. */
export function supervisorRoutes(ports: DeskPorts, callers: Callers, figures: Figures): readonly Route[] {
  const act =
    (commandOf: (request: Incoming, by: Owner, id: string, caller: Caller) => Promise<Command>) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      const chat = await chatFor(ports, caller, request.params.id ?? '');
      const command = await commandOf(request, await callers.owner(caller), chat.id, caller);
      const executed = await ports.execute(chat.id, command, onceOf(request, caller.account.id));
      carriedOut(executed);
      const after = executed.kind === 'done' ? executed.chat : await chatFor(ports, caller, chat.id);
      return { status: 200, body: { chat: await viewOf(ports, after) } };
    };

  /** A waiting chat goes to an agent who is free, as if he had been next. */
  async function assign(request: Incoming, by: Owner, id: string, caller: Caller): Promise<Command> {
    const { agentId } = input(AssignRequest, request.body);
    const chat = await chatFor(ports, caller, id);
    const account = ports.accounts().get(agentId);
    if (account === undefined) throw new Problem(422, 'unknown-agent', `There is no agent ${agentId}.`);
    if (!mayTake(account, chat))
      throw new Problem(
        409,
        'agent-not-eligible',
        `${account.name} takes no chats of the queue ${chat.queue} for ${chat.company}.`,
      );
    const { screenName, capacity } = await figures.agent(account);
    return { type: 'assign', to: { id: agentId, screenName }, capacity, by };
  }

  async function forceClose(request: Incoming, by: Owner): Promise<Command> {
    return { type: 'force-close', by, reason: input(ForceCloseRequest, request.body).reason.toWellFormed() };
  }

  async function agents(): Promise<Answer> {
    const known = await ports.freshAccounts();
    const accounts = [...known.values()].filter(({ roles }) => roles.includes('agent'));
    const [there, removed] = await Promise.all([
      Promise.all(accounts.map(figures.agent)),
      figures.removed(known),
    ]);
    return { status: 200, body: { agents: [...there, ...removed] } };
  }

  async function overview(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    return { status: 200, body: await figures.desk(account) };
  }

  return [
    { method: 'POST', path: '/api/v1/chats/:id/assign', handle: act(assign) },
    { method: 'POST', path: '/api/v1/chats/:id/force-close', handle: act(forceClose) },
    { method: 'GET', path: '/api/v1/admin/agents', handle: agents },
    { method: 'GET', path: '/api/v1/admin/figures', handle: overview },
  ];
}
