import type { ConversationRef } from '../chat/chat.ts';
import { digest } from '../chat/ids.ts';

/** A conversation that nobody touches, and in which no chat is open, is forgotten after this many seconds. */
export const KEEP_CONVERSATION = 30 * 86_400;

/**
 * The one key builder. Every key of a desk carries the hash tag `{<desk>}`, so that one script may
 * touch all of them. Anything that came from outside is digested: it can neither collide nor escape.
 */
export function keysOf(desk: string) {
  const key = (...parts: readonly string[]) => `{${desk}}:${parts.join(':')}`;
  return {
    chat: (chatId: string) => key('chat', chatId),
    log: (chatId: string) => key('log', chatId),
    marks: (chatId: string) => key('marks', chatId),
    ledger: (chatId: string, n: number) => key('ledger', chatId, String(n)),
    conversation: (ref: ConversationRef) => key('conv', digest(ref.channel, ref.id)),
    history: (ref: ConversationRef) => key('hist', digest(ref.channel, ref.id)),
    botState: (name: string) => key('bot', digest(name)),
    once: (...parts: readonly string[]) => key('once', digest(...parts)),
    /** Waiting chats of one support queue, by waiting time. */
    waiting: (queue: string) => key('waiting', digest(queue)),
    /** Chats an agent owns, by time of acceptance. */
    mine: (agentId: string) => key('mine', digest(agentId)),
    /** Chats offered to an agent, by time of transfer. */
    transferred: (agentId: string) => key('transferred', digest(agentId)),
    /** Every open chat, by creation. */
    open: key('open'),
    deadlines: key('deadlines'),
    feed: key('feed'),
    /** The outbox: lanes that have work, by the time from which somebody has to wake them. */
    lanes: key('lanes'),
    lane: (laneId: string) => key('lane', laneId),
    laneItems: (laneId: string) => key('items', laneId),
    session: (tokenHash: string) => key('session', tokenHash),
    socketTicket: (tokenHash: string) => key('socket-ticket', tokenHash),
    /** What an agent has chosen for himself. */
    agent: (agentId: string) => key('choices', digest(agentId)),
    /** Presence: agent ids by the end of their lease. */
    presence: key('presence'),
  };
}
