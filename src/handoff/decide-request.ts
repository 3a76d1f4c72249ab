import type { Chat } from '../chat/chat.ts';
import type { NewEntry } from '../chat/entry.ts';
import { whyNotReopened } from './after-end.ts';
import { accepted, type Decided } from './answers.ts';
import type { Command, Facts } from './commands.ts';
import { openByItself } from './decide-ticket.ts';
import { toldLine, userLine } from './lines.ts';
import { givenFirst, reopenedLine } from './reopening.ts';

/** Nothing is said after it, so all that was said, however much, stands in the ticket's description. */
const WHOLE_LOG = Number.MAX_SAFE_INTEGER;

const WAITS = 'You are in the queue for a live agent. An agent will answer here as soon as possible.';
const TICKET_LEFT = 'Thank you. The service desk has your request and will come back to you.';

type Request = Extract<Command, { type: 'request-handoff' }>;

/** A chat begins: it waits for an agent, or leaves a ticket and is over. */
export function requestHandoff(command: Request, facts: Facts): Decided {
  const { now } = facts;
  const { reopens } = command;
  const refusal = reopens && whyNotReopened(reopens.chat, reopens.asker, facts);
  if (refusal !== undefined) return { ok: false, refusal };
  const chat = newChat(command, now);
  const guards = [{ kind: 'conversation-free' as const, conversation: command.conversation }];
  const { leave } = command;
  // Whoever goes on with a chat has its form in that log.
  const before = reopens === undefined ? formLine(command, now) : [reopenedLine(reopens, now)];
  const lines = [...before, ...command.lines];
  const earlier = reopens && { earlier: reopens.log };
  const began = { type: 'handoff-requested' as const, at: now, chat, lines, ...earlier };
  if (leave !== undefined) {
    const opening = { ...leave, at: 'handoff' as const };
    const line = toldLine(now, 'chat-ended', TICKET_LEFT, 'ticketLeft');
    return accepted(
      [
        { ...began, left: true },
        ...openByItself('handoff', chat, WHOLE_LOG, { ...facts, lastSeq: 0, opening }),
        { type: 'chat-closed', at: now, disposition: 'unresolved', handoff: 'completed', line },
      ],
      guards,
    );
  }
  const line = toldLine(now, 'chat-requested', WAITS, 'requested');
  const written = (reopens?.log.length ?? 0) + lines.length + 1;
  const first = reopens && givenFirst(reopens, chat, written, facts);
  return accepted(
    [{ ...began, line }, ...openByItself('handoff', chat, written, facts), ...(first?.events ?? [])],
    [...guards, ...(first?.guards ?? [])],
  );
}

/** What the user filled in is his words: agents and the ticket read it first of all that leads to the chat. */
function formLine({ form = [], user }: Request, now: number): readonly NewEntry[] {
  if (form.length === 0) return [];
  return [userLine(now, user, form.map(({ label, value }) => `${label}: ${value}`).join('\n'))];
}

const newChat = (command: Request, now: number): Chat => ({
  id: command.chatId,
  status: 'queued',
  company: command.company,
  ...(command.region !== undefined && { region: command.region }),
  queue: command.queue,
  ...(command.topic !== undefined && { topic: command.topic }),
  ...(command.priority !== undefined && { priority: command.priority }),
  source: command.source,
  subject: command.subject,
  ...(command.form !== undefined && { form: command.form }),
  ...(command.context !== undefined && { context: command.context }),
  ...(command.group && { group: command.group }),
  user: command.user,
  conversation: command.conversation,
  ...(command.reopens !== undefined && { reopens: command.reopens.chat.id }),
  ...(command.earlier !== undefined && command.earlier.length > 0 && { earlier: command.earlier }),
  cancelledByUser: false,
  createdAt: now,
  waitingSince: now,
  tickets: [],
  version: 0,
  epoch: 0,
});
