import type { Owner } from '../../../src/chat/chat.ts';
import { type ModelChat, modelChat, waits } from './model-chat.ts';
import { nextDeadline, passWarning } from './model-deadlines.ts';
import type { ChatMove } from './model-moves.ts';
import type { ModelPeople } from './model-people.ts';

/** What is looked at around a chat. */
export interface Around {
  readonly now: number;
  /** When a message that is sent now counts as written. */
  readonly wrote?: number;
  /** When an agent's message that is sent now counts as an answer. */
  readonly spoke?: number;
  readonly people: ModelPeople;
  /** Chats that an agent owns. */
  readonly load: (agent: string) => number;
}

/** The chat has left whoever invited: what nobody has answered is void. */
function takeInvitesBack(c: ModelChat): void {
  for (const [agent, { state }] of c.beside) if (state === 'invited') c.beside.delete(agent);
}

function everybodyLeaves(c: ModelChat): void {
  takeInvitesBack(c);
  for (const row of c.beside.values()) if (row.state === 'joined') row.state = 'left';
}

function close(c: ModelChat): string {
  everybodyLeaves(c);
  Object.assign(c, { open: false, offered: undefined, abandoning: undefined, assistance: false });
  return 'ok';
}

function disown(c: ModelChat): void {
  Object.assign(c, { owner: undefined, offered: undefined, assistance: false, epoch: c.epoch + 1 });
  Object.assign(c, { answered: false, answerWarned: false });
}

function take(c: ModelChat, owner: string, now: number): string {
  disown(c);
  Object.assign(c, { owner, assignedAt: now });
  c.beside.delete(owner);
  return 'ok';
}

/** Nobody had it before, or it was offered to him: a ticket that opens by itself opens now. */
function takeAsNew(c: ModelChat, owner: string, now: number): string {
  take(c, owner, now);
  if (c.opens && c.tickets.length === 0) c.tickets.push({ state: 'creating', error: false });
  return 'ok';
}

/** It waits again: with the turn of its beginning, unless its agent let go of it. */
function requeue(c: ModelChat, now: number, waitingSince: number): string {
  disown(c);
  everybodyLeaves(c);
  Object.assign(c, { queuedAt: now, waitingSince });
  return 'ok';
}

/** A reopened chat that its last owner is asked to take: he has not got it. */
const offeredByNobody = ({ offered }: ModelChat): boolean =>
  offered !== undefined && offered.from === offered.to;

/** A chat with which a user goes on: it begins in the queue, with who had it before, or offered to him. */
export function reopenedChat(now: number, to?: string, give?: 'assign' | 'offer'): ModelChat {
  const c = modelChat(now);
  if (to === undefined) return c;
  if (give === 'assign') take(c, to, now);
  else {
    disown(c);
    c.offered = { to, from: to, at: now };
  }
  return c;
}

const OWNERS_ALONE: ReadonlySet<string> = new Set<ChatMove['type']>([
  'agent',
  'note',
  'abandon',
  'release',
  'transfer',
  'end',
  'ticket',
  'retry',
  'invite',
  'assist',
]);
const NOT_ONCE_LEFT: ReadonlySet<string> = new Set<ChatMove['type']>([
  'agent',
  'release',
  'transfer',
  'invite',
]);

/** Whose the move would have to be, and what the chat would have to be for it. */
function mayNot(c: ModelChat, move: ChatMove): string | undefined {
  if (!('by' in move) || move.by === undefined || !OWNERS_ALONE.has(move.type)) return undefined;
  const row = c.beside.get(move.by.id);
  const speaks = move.type === 'agent' && c.open && row?.state === 'joined' && row.mode === 'participant';
  const supervises = 'supervisor' in move && move.supervisor === true && c.owner !== undefined;
  if (!speaks && !supervises && c.owner !== move.by.id) return 'not-owner';
  if (move.type === 'retry') return undefined;
  if (!c.open) return 'chat-closed';
  if (c.abandoning && move.type !== 'agent' && move.type !== 'note') return 'abandon-under-way';
  if (c.left && NOT_ONCE_LEFT.has(move.type)) return 'user-cancelled';
  return undefined;
}

/** Whether somebody may come into the chat beside its owner. */
const mayNotCome = (c: ModelChat): string | undefined =>
  c.abandoning ? 'abandon-under-way' : c.left ? 'user-cancelled' : undefined;

const isIn = (c: ModelChat, { id }: Owner): boolean => c.owner === id || c.beside.get(id)?.state === 'joined';

/** What the rules have to answer (`ok`, `nothing` or the code of a refusal); the model moves along. */
export function expected(c: ModelChat, move: ChatMove, around: Around): string {
  const { now, wrote = now, spoke = now, people, load } = around;
  const no = mayNot(c, move);
  if (no !== undefined) return no;
  const ticket = 'n' in move ? c.tickets[move.n - 1] : undefined;
  if ('n' in move && ticket === undefined) return 'ticket-not-found';
  switch (move.type) {
    case 'user':
      if (!c.open) return 'chat-closed';
      if (c.left) return 'user-cancelled';
      c.wrote = wrote;
      return 'ok';
    case 'agent':
      Object.assign(c, { wrote, spoke });
      return 'ok';
    case 'note':
      c.wrote = wrote;
      return 'ok';
    case 'accept':
      if (!c.open) return 'chat-closed';
      if (c.owner !== undefined) return c.owner === move.by.id ? 'nothing' : 'already-assigned';
      if (c.offered && c.offered.to !== move.by.id) return 'offered-to-other';
      return takeAsNew(c, move.by.id, now);
    case 'assign':
      if (!c.open) return 'chat-closed';
      if (c.owner !== undefined) return 'already-assigned';
      if (c.offered) return 'offered-to-other';
      if (!people.free(move.to.id, load(move.to.id), move.capacity)) return 'agent-not-free';
      return takeAsNew(c, move.to.id, now);
    case 'transfer': {
      if (move.to === 'queue') {
        if (c.queue === 'Hardware') return 'same-queue';
        c.queue = 'Hardware';
        return requeue(c, now, c.created);
      }
      if (move.to.id === c.owner) return 'transfer-to-self';
      if (!people.online(move.to.id)) return 'agent-not-online';
      const offered = { to: move.to.id, from: c.owner!, at: now };
      disown(c);
      takeInvitesBack(c);
      c.offered = offered;
      return 'ok';
    }
    case 'invite': {
      if (isIn(c, move.agent)) return 'already-in-chat';
      const row = c.beside.get(move.agent.id);
      if (row?.state === 'invited' && row.mode === move.mode) return 'nothing';
      if (!people.online(move.agent.id)) return 'agent-not-online';
      c.beside.set(move.agent.id, { mode: move.mode, state: 'invited' });
      return 'ok';
    }
    case 'answer': {
      const row = c.beside.get(move.by.id);
      if (row?.state === (move.accept ? 'joined' : 'declined')) return 'nothing';
      if (row?.state !== 'invited') return 'not-invited';
      const shut = move.accept ? mayNotCome(c) : undefined;
      if (shut !== undefined) return shut;
      row.state = move.accept ? 'joined' : 'declined';
      return 'ok';
    }
    case 'join': {
      if (!c.open) return 'chat-closed';
      const row = c.beside.get(move.by.id);
      const steps = move.mode === 'participant' && row?.state === 'joined' && row.mode === 'monitor';
      if (!steps && isIn(c, move.by)) return 'already-in-chat';
      if (c.owner === undefined) return 'chat-not-assigned';
      const shut = mayNotCome(c);
      if (shut !== undefined) return shut;
      c.beside.set(move.by.id, { mode: move.mode, state: 'joined' });
      if (move.mode === 'participant') c.assistance = false;
      return 'ok';
    }
    case 'leave': {
      const row = c.beside.get(move.by.id);
      if (row?.state === 'left') return 'nothing';
      if (row?.state !== 'joined') return 'not-invited';
      row.state = 'left';
      return 'ok';
    }
    case 'assist':
      if (c.assistance) return 'nothing';
      c.assistance = true;
      return 'ok';
    case 'whisper':
      if (!c.open) return 'chat-closed';
      if (c.owner === undefined) return 'chat-not-assigned';
      return c.owner === move.by.id ? 'whisper-to-self' : 'ok';
    case 'gone': {
      const row = c.beside.get(move.by.id);
      const beside = row?.state === 'joined' || row?.state === 'invited';
      if (!c.open || (c.owner === move.by.id ? c.abandoning : !beside)) return 'nothing';
      if (!people.gone(move.by.id)) return 'agent-not-gone';
      if (c.owner === move.by.id) return c.left ? close(c) : requeue(c, now, c.created);
      row!.state = 'left';
      return 'ok';
    }
    case 'force':
      return c.open ? close(c) : 'chat-closed';
    case 'release':
      return requeue(c, now, now);
    case 'cancel':
      if (!c.open) return 'chat-closed';
      if (c.left) return 'nothing';
      c.left = true;
      return waits(c) || offeredByNobody(c) ? close(c) : 'ok';
    case 'end':
      return close(c);
    case 'abandon':
      c.abandoning = new Set(c.tickets.flatMap(({ state }, i) => (state === 'failed' ? [] : [i + 1])));
      c.abandonedAt = now;
      return c.abandoning.size === 0 ? close(c) : 'ok';
    case 'unreachable':
      return !c.open || c.abandoning ? 'nothing' : close(c);
    case 'ticket':
      if (c.tickets.length > 0 && !move.another) return 'ticket-exists';
      c.tickets.push({ state: 'creating', error: false });
      return 'ok';
    case 'retry':
      if (!ticket?.error) return 'ticket-not-failed';
      ticket.error = false;
      if (ticket.state === 'failed') ticket.state = 'creating';
      return 'ok';
    case 'created':
      if (ticket?.state === 'created') return 'nothing';
      Object.assign(ticket!, { state: 'created', error: false });
      return 'ok';
    case 'updated':
    case 'failed':
      ticket!.error = move.type === 'failed';
      if (ticket!.error && ticket!.state !== 'created') ticket!.state = 'failed';
      if (c.abandoning?.delete(move.n) && c.abandoning.size === 0) close(c);
      return 'ok';
    case 'pass':
      return move.stale ? 'nothing' : pass(c, move.kind, now);
  }
}

function pass(c: ModelChat, kind: string, now: number): string {
  const next = nextDeadline(c);
  if (next === undefined || (kind !== 'next' && kind !== next.kind) || next.at > now) return 'nothing';
  if (passWarning(c, next, now)) return 'ok';
  if (next.kind === 'answer') return requeue(c, now, c.created);
  if (c.offered) return c.left ? take(c, c.offered.from, now) : requeue(c, now, c.created);
  for (const n of c.abandoning ?? []) {
    const open = c.tickets[n - 1]!;
    Object.assign(open, { error: true, state: open.state === 'created' ? 'created' : 'failed' });
  }
  return close(c);
}
