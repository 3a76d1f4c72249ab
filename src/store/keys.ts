import type { ConversationRef } from '../chat/chat.ts';
import { digest } from '../chat/ids.ts';

/** A conversation that nobody touches, and in which no chat is open, is forgotten after this many seconds. */
export const KEEP_CONVERSATION = 30 * 86_400;

/** What people call a ticket, and the connector instance that holds it. */
export interface TicketNumber {
  readonly connector: string;
  readonly displayId: string;
}

/**
 * The one key builder. Every key of a desk carries the hash tag `{<desk>}`, so that one script may
 * touch all of them. Anything that came from outside is digested: it can neither collide nor escape.
 */
export function keysOf(desk: string): Keys {
  const known = built.get(desk) ?? buildKeys(desk);
  built.set(desk, known);
  return known;
}

/** Asked for with every command, and there are few desks. */
const built = new Map<string, Keys>();

type Keys = ReturnType<typeof buildKeys>;

function buildKeys(desk: string) {
  const key = (...parts: readonly string[]) => `{${desk}}:${parts.join(':')}`;
  return {
    chat: (chatId: string) => key('chat', chatId),
    log: (chatId: string) => key('log', chatId),
    marks: (chatId: string) => key('marks', chatId),
    /** A closed chat whose work is done, whole, in one value. */
    packed: (chatId: string) => key('packed', chatId),
    /** Closed chats that are not packed yet, by when to look at them. */
    closed: key('closed'),
    /** Files of one conversation; named by its digest, with which the ids of its files begin. */
    files: (conversationDigest: string) => key('files', conversationDigest),
    /** Ids of files that have the same bytes. */
    fileUses: (hash: string) => key('file-uses', hash),
    ledger: (chatId: string, n: number) => key('ledger', chatId, String(n)),
    conversation: (ref: ConversationRef) => key('conv', digest(ref.channel, ref.id)),
    /** The same by the digest of channel and id. */
    conversationOf: (conversationDigest: string) => key('conv', conversationDigest),
    history: (ref: ConversationRef) => key('hist', digest(ref.channel, ref.id)),
    /** Who has the virtual agent's turn in a conversation, and who waits for it. */
    turns: (ref: ConversationRef) => key('turns', digest(ref.channel, ref.id)),
    botState: (name: string) => key('bot', digest(name)),
    once: (...parts: readonly string[]) => key('once', digest(...parts)),
    /** Waiting chats of one support queue and company, by their turn. */
    waiting: (queue: string, company: string) => key('waiting', digest(queue, company)),
    /** All waiting chats, those of one support queue, and those of one company: in each, by their turn. */
    waitingAll: key('waiting-all'),
    waitingIn: (queue: string) => key('waiting-in', digest(queue)),
    waitingOf: (company: string) => key('waiting-of', digest(company)),
    /** Support queues and companies of which a chat waits. */
    places: key('places'),
    /** Of each place, the sum of the times since when its chats wait. */
    waitingSince: key('waiting-since'),
    /** Which agent has which screen name. */
    screenNames: key('screen-names'),
    /** How fast the last chats that agents took from a place had moved up, milliseconds for each place. */
    paces: (queue: string, company: string) => key('paces', digest(queue, company)),
    /** Chats an agent owns, by time of acceptance. */
    mine: (agentId: string) => key('mine', digest(agentId)),
    /** Chats offered to an agent, by time of transfer. */
    transferred: (agentId: string) => key('transferred', digest(agentId)),
    /** Chats an agent is invited to, and has not answered. */
    invites: (agentId: string) => key('invites', digest(agentId)),
    /** Open chats he has joined beside their owner. */
    joined: (agentId: string) => key('joined', digest(agentId)),
    /** Chats whose owner asks for assistance, by since when. */
    assistance: key('assistance'),
    /** Stands for a moment after somebody was said to type in a chat. */
    typing: (chatId: string, who: string) => key('typing', digest(chatId, who)),
    /** Where it is said. */
    typingChannel: key('typing'),
    /** Supervisors who read a chat silently, by their last look. */
    monitors: (chatId: string) => key('monitors', chatId),
    /** Days (UTC, counted from 1970) on which chats were closed. */
    closedDays: key('closed-days'),
    /** Chats that were closed on one of them, by time and by their user's names. */
    closedOn: (day: number) => key('closed-on', String(day)),
    /** Closed chats of a proven user, or of a conversation, by when they closed. */
    past: (whose: string) => key('past', digest(whose)),
    /** Open chats of a proven user, or those that the user of a conversation has left, by creation. */
    openOf: (user: string) => key('open-of', digest(user)),
    /** Open chats that a ticket belongs to. */
    openWith: ({ connector, displayId }: TicketNumber) => key('open-with', digest(connector, displayId)),
    /** Closed ones, by their last change. */
    closedWith: ({ connector, displayId }: TicketNumber) => key('closed-with', digest(connector, displayId)),
    /** Every open chat, by creation. */
    open: key('open'),
    /** Chats with a ticket whose last write failed, open and closed, by creation. */
    needsHand: key('needs-hand'),
    /** Chats with a ticket that is being created, open and closed. */
    creating: key('creating'),
    /** Writes of ledgers that are meant and not confirmed, by the time they were meant. */
    unfinished: key('unfinished'),
    /** Chats with a write that has waited too long for its confirmation, by creation. */
    unproven: key('unproven'),
    breaker: (connector: string) => key('breaker', digest(connector)),
    /** Rows for reports. */
    report: key('report'),
    /** What has happened so far, counted. */
    counted: key('counted'),
    deadlines: key('deadlines'),
    feed: key('feed'),
    /** The feed's era and the server that it was made on. */
    era: key('era'),
    /** Written again and again, to see whether Redis takes writes. */
    probe: key('probe'),
    /** The layout of what stands here; absent in the first one. */
    layout: key('layout'),
    /** Stands while a process brings the desk to another layout. */
    moving: key('moving'),
    /** There while workers of the desk run. */
    workers: key('workers'),
    /** Processes of the desk, by their id, and the settings of each. */
    processes: key('processes'),
    /** The outbox: lanes that have work, by the time from which somebody has to wake them. */
    lanes: key('lanes'),
    lane: (laneId: string) => key('lane', laneId),
    laneItems: (laneId: string) => key('items', laneId),
    session: (tokenHash: string) => key('session', tokenHash),
    socketTicket: (tokenHash: string) => key('socket-ticket', tokenHash),
    oneTime: (secretHash: string) => key('one-time', secretHash),
    /** An agent whom an issuer vouched for. */
    account: (agentId: string) => key('account', digest(agentId)),
    /** Ids of such accounts, by when they changed. */
    vouched: key('vouched'),
    /** What an agent has chosen for himself. */
    agent: (agentId: string) => key('choices', digest(agentId)),
    /** Prepared texts that he keeps for himself. */
    cannedTexts: (agentId: string) => key('canned-texts', digest(agentId)),
    /** The audit's chain of rows. */
    audit: key('audit'),
    /** Rows of the audit that were put down and have no place in the chain yet. */
    auditNew: key('audit-new'),
    /** Id and hash of the chain's newest row, and the hash that its oldest one follows. */
    auditHead: key('audit-head'),
    /** Section of the settings -> its hash at the last start. */
    auditSettings: key('audit-settings'),
    /** Presence: agent ids by the end of their lease. */
    presence: key('presence'),
    /** When somebody last looked for leases that have ended. */
    presenceSwept: key('presence-swept'),
    /** Conversations of our own Direct Line, by the end of their clients' lease. */
    attended: key('attended'),
    sweeps: key('sweeps'),
    /** Fingerprint of the settings under which stored chats are brought, and who does it. */
    settling: key('settling'),
    /** Fingerprints that were in force before, by when others took their place. */
    superseded: key('superseded'),
    /** Processes with the fingerprints of their settings, by the end of their lease. */
    settlers: key('settlers'),
  };
}
