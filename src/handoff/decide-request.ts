import type { Chat } from '../chat/chat.ts';
import { accepted, type Decided } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { openByItself } from './decide-ticket.ts';
import { eventLine } from './lines.ts';

/** Nothing is said after it, so all that was said, however much, stands in the ticket's description. */
const WHOLE_LOG = Number.MAX_SAFE_INTEGER;

type Request = Extract<Command, { type: 'request-handoff' }>;

/** A chat begins: it waits for an agent, or leaves a ticket and is over. */
export function requestHandoff(command: Request, facts: Facts): Decided {
  const { now } = facts;
  const chat = newChat(command, now);
  const guards = [{ kind: 'conversation-free' as const, conversation: command.conversation }];
  const { lines, leave } = command;
  if (leave !== undefined) {
    const opening = { ...leave.ticket, at: 'handoff' as const };
    const line = eventLine(now, 'chat-ended', leave.told, 'public');
    return accepted(
      [
        { type: 'handoff-requested', at: now, chat, lines, left: true },
        ...openByItself('handoff', chat, WHOLE_LOG, { ...facts, lastSeq: 0, opening }),
        { type: 'chat-closed', at: now, disposition: 'unresolved', handoff: 'completed', line },
      ],
      guards,
    );
  }
  const line = eventLine(
    now,
    'chat-requested',
    'You are in the queue for a live agent. An agent will answer here as soon as possible.',
    'public',
  );
  return accepted(
    [
      { type: 'handoff-requested', at: now, chat, lines, line },
      ...openByItself('handoff', chat, lines.length + 1, facts),
    ],
    guards,
  );
}

const newChat = (command: Request, now: number): Chat => ({
  id: command.chatId,
  status: 'queued',
  company: command.company,
  queue: command.queue,
  ...(command.topic !== undefined && { topic: command.topic }),
  ...(command.priority !== undefined && { priority: command.priority }),
  source: command.source,
  subject: command.subject,
  user: command.user,
  conversation: command.conversation,
  cancelledByUser: false,
  createdAt: now,
  waitingSince: now,
  tickets: [],
  version: 0,
  epoch: 0,
});
