import type { Chat, ChatTicket, ChatUser, Disposition, Owner } from '../../../src/chat/chat.ts';
import type { Refusal } from '../../../src/chat/decision.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command, Facts, Limits } from '../../../src/handoff/commands.ts';
import { decide } from '../../../src/handoff/decide.ts';
import { evolve } from '../../../src/handoff/evolve.ts';

/** All of it happens at NOON, the chat was asked for a minute before. Epoch milliseconds. */
export const NOON = Date.UTC(2026, 10, 21, 12);
export const ASKED = NOON - 60_000;

export const limits: Limits = {
  waitingMs: 600_000,
  idleMs: 900_000,
  abandoningMs: 15_000,
  transferMs: 120_000,
};
export const alice: Owner = { id: 'alice', screenName: 'Alice' };
export const bob: Owner = { id: 'bob', screenName: 'Bob' };
export const uma: ChatUser = { id: 'u1', name: 'Uma User', verified: false };
const conversation = { channel: 'directline', id: 'conv-1' };

/** The chat as it was asked for. */
const asked: Chat = {
  id: 'chat-1',
  status: 'queued',
  company: 'Acme',
  queue: 'Network',
  source: 'directline',
  subject: 'VPN',
  user: uma,
  conversation,
  cancelledByUser: false,
  createdAt: ASKED,
  waitingSince: ASKED,
  tickets: [],
  version: 0,
  epoch: 0,
};

const ticket = (n: number): ChatTicket => ({
  n,
  connector: 'itsm',
  type: n % 2 === 1 ? 'incident' : 'work-order',
  kind: n % 2 === 1 ? 'incident' : 'work-order',
  created: true,
  state: 'creating',
  describedUpTo: 1,
});

// What has happened, in the order in which a test tells it.
export const handoffRequested: ChatEvent = { type: 'handoff-requested', at: ASKED, chat: asked, lines: [] };
export const acceptedBy = (owner: Owner, at = ASKED): ChatEvent => ({ type: 'chat-accepted', at, owner });
export const released: ChatEvent = { type: 'chat-released', at: ASKED };
export const userCancelled: ChatEvent = { type: 'chat-cancelled-by-user', at: ASKED };
/** @param resolved numbers of the tickets that the end resolves */
export const closedAs = (disposition: Disposition, ...resolved: readonly number[]): ChatEvent => ({
  type: 'chat-closed',
  at: ASKED,
  disposition,
  ...(resolved.length > 0 && { resolve: resolved.map((n) => ({ n })) }),
  handoff: 'completed',
});
export const ticketRequested = (n: number): ChatEvent => ({
  type: 'ticket-requested',
  at: ASKED,
  ticket: ticket(n),
});
export const ticketCreated = (n: number): ChatEvent => ({
  type: 'ticket-created',
  at: ASKED,
  n,
  externalId: `id-${n}`,
  displayId: `INC${n}`,
  status: 'Assigned',
  statusReason: '',
});
export const ticketFailed = (n: number): ChatEvent => ({
  type: 'ticket-failed',
  at: ASKED,
  n,
  error: 'no such form',
});
export const abandonStarted = (by: Owner, ...waitingFor: readonly number[]): ChatEvent => ({
  type: 'abandon-started',
  at: ASKED,
  by,
  waitingFor,
});
export const activitySeen = (lastActivityAt: number): ChatEvent => ({
  type: 'activity-seen',
  at: ASKED,
  lastActivityAt,
});

export interface Decided {
  readonly events: readonly ChatEvent[];
  readonly guards: readonly string[];
  readonly refusal: Refusal | undefined;
  /** The chat afterwards. */
  readonly chat: Chat | undefined;
}

/** `given(what happened).when(command)` gives what the rules say to it. */
export function given(...events: readonly ChatEvent[]) {
  const chat = events.reduce<Chat | undefined>(evolve, undefined);
  return {
    chat,
    when(command: Command, facts: Partial<Facts> = {}): Decided {
      const known = { now: NOON, lastSeq: 7, lastActivityAt: ASKED, lastAnswerAt: 0, limits, ...facts };
      const decision = decide(command, chat, known);
      if (!decision.ok) return { events: [], guards: [], refusal: decision.refusal, chat };
      return {
        events: decision.events,
        guards: decision.guards.map(({ kind }) => kind),
        refusal: undefined,
        chat: decision.events.reduce<Chat | undefined>(evolve, chat),
      };
    },
  };
}

/** What a decision says in a word or two: the events in order, the code of the refusal, or `nothing`. */
export function inShort({ events, refusal }: Decided): string {
  if (refusal !== undefined) return `no: ${refusal.code}`;
  return events.map(({ type }) => type).join(' + ') || 'nothing';
}

export const requestHandoff: Extract<Command, { type: 'request-handoff' }> = {
  type: 'request-handoff',
  chatId: asked.id,
  conversation,
  user: uma,
  company: 'Acme',
  queue: 'Network',
  source: 'directline',
  subject: 'VPN',
  lines: [],
};
