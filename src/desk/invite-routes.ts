import { AssistanceRequest, InviteAnswerRequest, InviteRequest } from '../api/requests.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import { maySee } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { problemOf } from './refusals.ts';
import { createTargets } from './targets.ts';
import { viewOf } from './views.ts';
import { createWishes } from './wishes.ts';

/** Agents who help the owner of a chat: asked in by him, and what they answer. */
export function inviteRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const targets = createTargets(ports);
  const wishes = createWishes(ports, callers);

  async function invite(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const { agentId, mode } = input(InviteRequest, request.body);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    const by = await callers.owner(caller);
    const command: Command = { type: 'invite', by, agent: await targets.nameOf(agentId), mode };
    const problem = targets.agentProblem(chat, agentId) ?? unseen(chat, agentId);
    // What the rules say of the chat goes before what is wrong with whom it should go to.
    if (problem !== undefined) {
      const refused = await ports.ask(chat.id, command);
      throw refused === undefined ? problem : problemOf(refused);
    }
    const { chat: after } = await wishes.carryOut(request, caller, chat, command);
    return { status: 200, body: { chat: await viewOf(ports, after) } };
  }

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

  const act =
    (read: (request: Incoming) => (by: Owner) => Command) =>
    async (request: Incoming): Promise<Answer> => {
      const caller = await callers.of(request);
      const command = read(request);
      const chat = await chatFor(ports, caller, request.params.id ?? '');
      const by = await callers.owner(caller);
      const { chat: after } = await wishes.carryOut(request, caller, chat, command(by));
      return { status: 200, body: { chat: await viewOf(ports, after) } };
    };

  const answer = (request: Incoming) => {
    const { accept } = input(InviteAnswerRequest, request.body);
    return (by: Owner): Command => ({ type: 'answer-invite', by, accept });
  };

  const assistance = (request: Incoming) => {
    const { text } = input(AssistanceRequest, request.body ?? {});
    return (by: Owner): Command => ({
      type: 'request-assistance',
      by,
      ...(text !== undefined && { text: text.toWellFormed() }),
    });
  };

  const leave =
    () =>
    (by: Owner): Command => ({ type: 'leave', by });

  return [
    { method: 'POST', path: '/api/v1/chats/:id/invites', handle: invite },
    { method: 'POST', path: '/api/v1/chats/:id/invites/answer', handle: act(answer) },
    { method: 'POST', path: '/api/v1/chats/:id/leave', handle: act(leave) },
    { method: 'POST', path: '/api/v1/chats/:id/assistance', handle: act(assistance) },
  ];
}
