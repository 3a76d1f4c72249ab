import { TransferRequest } from '../api/requests.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import type { Figures } from './figures.ts';
import { input } from './input.ts';
import { isSupervisor } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { problemOf } from './refusals.ts';
import { createTargets } from './targets.ts';
import { viewOf } from './views.ts';
import { createWishes } from './wishes.ts';

/** Handing a chat on, and to whom it can be handed. */
export function transferRoutes(ports: DeskPorts, callers: Callers, figures: Figures): readonly Route[] {
  const { store } = ports;
  const to = createTargets(ports);
  const wishes = createWishes(ports, callers);

  /** Agents who are there and may take the chat, and queues, as the settings have it. */
  async function targets(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    const eligible = to.agentsFor(chat);
    const online = await store.agents.online(eligible.map(({ id }) => id));
    const agents = await Promise.all(
      eligible.filter(({ id }) => online.has(id)).map((account) => figures.agent(account)),
    );
    return { status: 200, body: { agents, queues: to.queuesFor(chat) } };
  }

  async function transfer(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const wish = input(TransferRequest, request.body);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    const command = await to.command(await callers.owner(caller), wish, isSupervisor(caller.account));
    const problem = to.problem(chat, wish);
    // What the rules say of the chat goes before what is wrong with whom it should go to.
    if (problem !== undefined) {
      const refused = await ports.ask(chat.id, command);
      throw refused === undefined ? problem : problemOf(refused);
    }
    const { chat: after } = await wishes.carryOut(request, caller, chat, command);
    return { status: 200, body: { chat: await viewOf(ports, after) } };
  }

  return [
    { method: 'GET', path: '/api/v1/chats/:id/transfer-targets', handle: targets },
    { method: 'POST', path: '/api/v1/chats/:id/transfer', handle: transfer },
  ];
}
