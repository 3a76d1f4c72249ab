import type { Chat } from '../chat/chat.ts';
import type { ChatEvent } from '../chat/event.ts';
import type { FailedTransfer, ReportRow } from '../chat/report.ts';

/** What a decision leaves for reports. A user who left a ticket in place of waiting asked for no agent any more. */
export function reportsOf(
  events: readonly ChatEvent[],
  before: Chat | undefined,
  after: Chat,
  { firstAnswerAt }: { readonly firstAnswerAt: number },
): readonly ReportRow[] {
  const begun = events.find((event) => event.type === 'handoff-requested');
  if (begun?.left) return [];
  const rows: ReportRow[] = [];
  const place = placeOf(after);
  const { createdAt: start, firstAcceptedAt: accepted } = after;
  if (begun !== undefined) rows.push({ event: 'live-agent-request', status: 'open', ...place, start });
  if (accepted !== undefined && before?.firstAcceptedAt === undefined)
    rows.push({
      event: 'transfer-to-agent',
      status: 'succeeded',
      ...place,
      start,
      end: accepted,
      ...agentOf(after),
      wait: accepted - start,
    });
  const closed = events.find((event) => event.type === 'chat-closed');
  if (closed === undefined) return rows;
  const whole = { ...place, start, end: closed.at };
  if (accepted === undefined)
    rows.push({ event: 'transfer-to-agent', status: 'failed', ...whole, reason: whyNot(closed) });
  rows.push({
    event: 'live-agent-request',
    status: 'complete',
    ...whole,
    ...agentOf(after),
    disposition: closed.disposition,
    ...(accepted !== undefined && { wait: accepted - start }),
    ...(firstAnswerAt > 0 && { firstAnswer: firstAnswerAt - start }),
    transfers: after.transfers ?? 0,
  });
  return rows;
}

function whyNot({ disposition, line }: Extract<ChatEvent, { type: 'chat-closed' }>): FailedTransfer {
  if (disposition === 'cancelled') return 'cancelled';
  return line?.code === 'chat-timed-out' ? 'timed-out' : 'closed-unanswered';
}

const agentOf = ({ owner }: Chat) => owner && { agent: owner.id };

const placeOf = ({ id, company, region, queue, topic, conversation, source }: Chat) => ({
  chat: id,
  company,
  ...(region !== undefined && { region }),
  queue,
  ...(topic !== undefined && { topic }),
  channel: conversation.channel,
  source,
});
