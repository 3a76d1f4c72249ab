import type { Chat } from '../chat/chat.ts';
import type { AgentChoice } from '../chat/decision.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { Deadline } from '../chat/errand.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { Command, Facts, Limits, Opening } from './commands.ts';
import { deadlineOf } from './deadlines.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { reportsOf } from './reports.ts';

type Place = Pick<Chat, 'company' | 'queue' | 'topic'>;

/**
 * The rules under the settings, as whoever runs them wants them.
 * @param openingFor the ticket that chats of a place get without an agent's wish
 */
export const createRules = (
  limits: () => Limits,
  openingFor: (place: Place) => Opening | undefined = () => undefined,
) => ({
  decide(command: Command, chat: Chat | undefined, facts: Omit<Facts, 'limits' | 'opening'>) {
    const place = command.type === 'request-handoff' ? command : chat;
    const opening = place && openingFor(place);
    return decide(command, chat, { ...facts, limits: limits(), ...(opening && { opening }) });
  },
  evolve,
  earlierLines: (event: ChatEvent): readonly NewEntry[] =>
    event.type === 'handoff-requested' ? (event.earlier ?? []) : [],
  linesBefore: (event: ChatEvent): readonly NewEntry[] =>
    event.type === 'handoff-requested' ? event.lines : [],
  choiceOf: (event: ChatEvent, chat: Chat): AgentChoice | undefined =>
    event.type === 'chat-closed' && event.agentUnavailable !== undefined && chat.owner !== undefined
      ? { agent: chat.owner.id, choice: { available: false, statusCode: event.agentUnavailable } }
      : undefined,
  reportsOf,
  deadlineOf: (chat: Chat): Deadline | undefined => deadlineOf(chat, limits()),
});
