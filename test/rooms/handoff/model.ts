import fc from 'fast-check';
import type { Owner } from '../../../src/chat/chat.ts';
import type { DeadlineKind } from '../../../src/chat/errand.ts';
import type { Command, Opening } from '../../../src/handoff/commands.ts';
import { alice, bob } from './given.ts';

/** One limit for every deadline of the model, milliseconds. */
export const LIMIT = 3_600_000;

/** What people, jobs and the clock try to do to one chat. Illegal moves are tried like any other. */
export type Move =
  | { readonly type: 'user' | 'cancel' | 'unreachable' }
  | { readonly type: 'agent' | 'note' | 'accept' | 'release' | 'abandon'; readonly by: Owner }
  | { readonly type: 'end'; readonly by: Owner; readonly resolve: boolean }
  | { readonly type: 'ticket'; readonly by: Owner; readonly another: boolean }
  | { readonly type: 'retry'; readonly by: Owner; readonly n: number }
  | { readonly type: 'created' | 'updated' | 'failed'; readonly n: number }
  | { readonly type: 'pass'; readonly kind: DeadlineKind; readonly stale: boolean }
  | { readonly type: 'tick'; readonly ms: number };

/** A chat as the model sees it: plain state, no copy of the rules. */
export interface ModelChat {
  /** Whether a ticket is opened as an agent accepts. */
  opens: boolean;
  owner: string | undefined;
  open: boolean;
  left: boolean;
  epoch: number;
  /** What the deadline counts from, and when somebody last wrote. */
  since: number;
  wrote: number;
  abandoning: Set<number> | undefined;
  tickets: { state: 'creating' | 'created' | 'failed'; error: boolean }[];
}

export const modelChat = (now: number, opening?: Opening): ModelChat => ({
  opens: opening?.at === 'accept',
  owner: undefined,
  open: true,
  left: false,
  epoch: 0,
  since: now,
  wrote: 0,
  abandoning: undefined,
  tickets: opening?.at === 'handoff' ? [{ state: 'creating', error: false }] : [],
});

const close = (c: ModelChat): string => {
  c.open = false;
  c.abandoning = undefined;
  return 'ok';
};

/** What the rules have to answer (`ok`, `nothing` or the code of a refusal); the model moves along. */
export function expected(
  c: ModelChat,
  move: Exclude<Move, { type: 'tick' }>,
  now: number,
  wrote = now,
): string {
  const ticket = 'n' in move ? c.tickets[move.n - 1] : undefined;
  if ('by' in move && move.type !== 'accept') {
    if (c.owner !== move.by.id) return 'not-owner';
    if (move.type !== 'retry') {
      if (!c.open) return 'chat-closed';
      if (c.abandoning && move.type !== 'agent' && move.type !== 'note') return 'abandon-under-way';
      if (c.left && (move.type === 'agent' || move.type === 'release')) return 'user-cancelled';
    }
  }
  if ('n' in move && ticket === undefined) return 'ticket-not-found';
  switch (move.type) {
    case 'user':
      if (!c.open) return 'chat-closed';
      if (c.left) return 'user-cancelled';
      c.wrote = wrote;
      return 'ok';
    case 'agent':
    case 'note':
      c.wrote = wrote;
      return 'ok';
    case 'accept':
      if (!c.open) return 'chat-closed';
      if (c.owner !== undefined) return c.owner === move.by.id ? 'nothing' : 'already-assigned';
      Object.assign(c, { owner: move.by.id, epoch: c.epoch + 1, since: Math.max(now, c.since) });
      if (c.opens && c.tickets.length === 0) c.tickets.push({ state: 'creating', error: false });
      return 'ok';
    case 'release':
      Object.assign(c, { owner: undefined, epoch: c.epoch + 1, since: now });
      return 'ok';
    case 'cancel':
      if (!c.open) return 'chat-closed';
      if (c.left) return 'nothing';
      c.left = true;
      return c.owner === undefined ? close(c) : 'ok';
    case 'end':
      return close(c);
    case 'abandon':
      c.abandoning = new Set(c.tickets.flatMap(({ state }, i) => (state === 'failed' ? [] : [i + 1])));
      c.since = now;
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
    case 'pass': {
      const kind = c.abandoning ? 'abandoning' : c.owner === undefined ? 'waiting' : 'idle';
      if (!c.open || move.stale || kind !== move.kind || c.since + LIMIT > now) return 'nothing';
      if (kind === 'idle' && c.wrote + LIMIT > now) {
        c.since = c.wrote;
        return 'ok';
      }
      for (const n of c.abandoning ?? []) {
        const open = c.tickets[n - 1]!;
        Object.assign(open, { error: true, state: open.state === 'created' ? 'created' : 'failed' });
      }
      return close(c);
    }
  }
}

/** The command of a move; `epoch` is the chat's. */
export function commandOf(move: Exclude<Move, { type: 'tick' }>, epoch: number): Command {
  switch (move.type) {
    case 'user':
      return { type: 'send-user-message', text: 'words' };
    case 'cancel':
      return { type: 'cancel' };
    case 'unreachable':
      return { type: 'record-user-unreachable', reason: '404' };
    case 'agent':
      return { type: 'send-agent-message', by: move.by, text: 'words' };
    case 'note':
      return { type: 'add-note', by: move.by, text: 'words' };
    case 'accept':
    case 'release':
    case 'abandon':
      return { type: move.type, by: move.by };
    case 'end':
      return { type: 'end', by: move.by, resolveTicket: move.resolve };
    case 'ticket':
      return {
        type: 'request-ticket',
        by: move.by,
        connector: 'itsm',
        ticketType: 'incident',
        kind: 'incident',
        another: move.another,
      };
    case 'retry':
      return { type: 'retry-ticket', by: move.by, n: move.n };
    case 'created':
      return {
        type: 'record-ticket-created',
        n: move.n,
        externalId: `x${move.n}`,
        displayId: `INC${move.n}`,
        status: 'New',
        statusReason: '',
      };
    case 'updated':
      return { type: 'record-ticket-updated', n: move.n, status: 'Cancelled', statusReason: '' };
    case 'failed':
      return { type: 'record-ticket-failed', n: move.n, error: 'refused' };
    case 'pass':
      return { type: 'pass-deadline', kind: move.kind, epoch: move.stale ? epoch - 1 : epoch };
  }
}

/** With and without a ticket that chats get by themselves. */
export const openings: fc.Arbitrary<Opening | undefined> = fc
  .constantFrom(undefined, 'accept', 'handoff')
  .map((at) => at && { at, connector: 'itsm', ticketType: 'incident', kind: 'incident' });

const by = fc.constantFrom(alice, alice, alice, bob);
const n = fc.constantFrom(1, 1, 2, 3);
const type = <const T extends string>(...types: readonly T[]) => fc.constantFrom(...types);

/** Mostly what could be done, often enough what could not; what ends a chat is rare, so that runs get somewhere. */
export const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: type('accept', 'agent', 'note'), by }) },
  { weight: 4, arbitrary: fc.record({ type: type('user') }) },
  { weight: 1, arbitrary: fc.record({ type: type('cancel', 'cancel', 'unreachable') }) },
  { weight: 2, arbitrary: fc.record({ type: type('release', 'release', 'abandon'), by }) },
  { weight: 1, arbitrary: fc.record({ type: type('end'), by, resolve: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ type: type('ticket'), by, another: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: type('retry'), by, n }) },
  { weight: 4, arbitrary: fc.record({ type: type('created', 'updated', 'failed'), n }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('pass'),
      kind: type<DeadlineKind>('waiting', 'idle', 'abandoning'),
      stale: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: type('tick'), ms: fc.constantFrom(LIMIT / 3, LIMIT) }) },
);

/** The same runs every time in CI; a failure prints the seed that repeats it. `FC_SEED` tries another. */
export const runs = (numRuns: number) => ({
  numRuns,
  seed: Number(process.env.FC_SEED ?? 20_261_121),
  endOnFailure: false,
});
