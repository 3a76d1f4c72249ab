import type { Chat } from '../chat/chat.ts';
import type { Guard } from '../chat/decision.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { Facts, Reopening } from './commands.ts';
import { openByItself } from './decide-ticket.ts';
import { eventLine, toldLine } from './lines.ts';

/** The line between the log of before and what comes now. */
export function reopenedLine({ chat }: Reopening, now: number): NewEntry {
  const { owner, disposition } = chat;
  const by = owner === undefined ? '' : ` It was ${owner.screenName}’s.`;
  return eventLine(now, 'chat-reopened', `The user goes on with a chat that was ${disposition}.${by}`);
}

/**
 * Who had the chat gets it before anybody else: at once, or as an offer that he has to take in time.
 * That he is there, available and not full is looked at as it is written.
 * @param lines how many stand in the log before
 */
export function givenFirst(
  { first }: Reopening,
  chat: Chat,
  lines: number,
  facts: Facts,
): { readonly events: readonly ChatEvent[]; readonly guards: readonly Guard[] } {
  if (first === undefined) return { events: [], guards: [] };
  const { now } = facts;
  const { agent, capacity, give } = first;
  const guards = [{ kind: 'agent-free' as const, agent: agent.id, capacity }];
  const { screenName } = agent;
  if (give === 'offer') {
    const line = eventLine(now, 'chat-offered', `The chat is offered to ${screenName}, who had it before.`);
    return { events: [{ type: 'chat-offered', at: now, to: agent, from: agent, line }], guards };
  }
  const line = toldLine(now, 'chat-accepted', `${screenName} has joined the chat.`, 'accepted', {
    agent: screenName,
  });
  return {
    events: [
      { type: 'chat-accepted', at: now, owner: agent, line },
      ...openByItself('accept', chat, lines + 1, facts),
    ],
    guards,
  };
}
