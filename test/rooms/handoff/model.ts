import fc from 'fast-check';
import type { Owner } from '../../../src/chat/chat.ts';
import type { DeadlineKind } from '../../../src/chat/errand.ts';
import type { Command, Opening } from '../../../src/handoff/commands.ts';
import { alice, bob } from './given.ts';

const sam: Owner = { id: 'sam', screenName: 'Sam' };

/** One limit for every deadline of the model, milliseconds. */
export const LIMIT = 3_600_000;

/** What people, jobs and the clock try to do to one chat. Illegal moves are tried like any other. */
export type Move =
  | { readonly type: 'user' | 'cancel' | 'unreachable' }
  | { readonly type: 'agent' | 'note' | 'accept' | 'abandon'; readonly by: Owner }
  | { readonly type: 'release'; readonly by: Owner; readonly supervisor?: boolean }
  | { readonly type: 'gone' | 'force'; readonly by: Owner }
  | {
      readonly type: 'transfer';
      readonly by: Owner;
      readonly supervisor?: boolean;
      readonly to: Owner | 'queue';
    }
  | { readonly type: 'assign'; readonly to: Owner; readonly capacity: number; readonly by?: Owner }
  | { readonly type: 'end'; readonly by: Owner; readonly resolve: boolean }
  | { readonly type: 'ticket'; readonly by: Owner; readonly another: boolean }
  | { readonly type: 'retry'; readonly by: Owner; readonly n: number }
  | { readonly type: 'created' | 'updated' | 'failed'; readonly n: number }
  | { readonly type: 'pass'; readonly kind: DeadlineKind; readonly stale: boolean }
  | DeskMove;

/** What changes for all chats of the desk. */
export type DeskMove =
  | { readonly type: 'tick'; readonly ms: number }
  | { readonly type: 'presence'; readonly agent: Owner; readonly is: Presence }
  /** `busy`: chats that he has beside those of the model. */
  | {
      readonly type: 'availability';
      readonly agent: Owner;
      readonly available: boolean;
      readonly busy: number;
    };

export const GRACE = 60_000;
/** Cut off is `away` within the grace time and `gone` after it. */
export type Presence = 'here' | 'away' | 'gone';

const DESK_MOVES: ReadonlySet<string> = new Set<DeskMove['type']>(['tick', 'presence', 'availability']);
export const isDeskMove = (move: Move): move is DeskMove => DESK_MOVES.has(move.type);
/** A move of one chat. */
export type ChatMove = Exclude<Move, DeskMove>;

/** The agents as the model sees them; everybody is there, available and idle at first. */
export function modelPeople() {
  const people = new Map<string, { presence: Presence; available: boolean; busy: number }>();
  const of = (id: string) => people.get(id) ?? { presence: 'here', available: true, busy: 0 };
  return {
    move(move: Exclude<DeskMove, { type: 'tick' }>): void {
      const { id } = move.agent;
      if (move.type === 'presence') people.set(id, { ...of(id), presence: move.is });
      else people.set(id, { ...of(id), available: move.available, busy: move.busy });
    },
    busy: (id: string): number => of(id).busy,
    online: (id: string): boolean => of(id).presence === 'here',
    gone: (id: string): boolean => of(id).presence === 'gone',
    free: (id: string, load: number, capacity: number): boolean =>
      of(id).presence === 'here' && of(id).available && load < capacity,
  };
}
export type ModelPeople = ReturnType<typeof modelPeople>;

/** What is looked at around a chat. */
export interface Around {
  readonly now: number;
  /** When a message that is sent now counts as written. */
  readonly wrote?: number;
  readonly people: ModelPeople;
  /** Chats that an agent owns. */
  readonly load: (agent: string) => number;
}

/** A chat as the model sees it: plain state, no copy of the rules. */
export interface ModelChat {
  /** Whether a ticket is opened as an agent accepts. */
  opens: boolean;
  owner: string | undefined;
  /** Offered to whom, and whose it was. */
  offered: { to: string; from: string } | undefined;
  elsewhere: boolean;
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
  offered: undefined,
  elsewhere: false,
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
  c.offered = undefined;
  c.abandoning = undefined;
  return 'ok';
};

const take = (c: ModelChat, owner: string, now: number): string => {
  Object.assign(c, { owner, offered: undefined, epoch: c.epoch + 1, since: Math.max(now, c.since) });
  return 'ok';
};

/** Nobody had it before, or it was offered to him: a ticket that opens by itself opens now. */
const takeAsNew = (c: ModelChat, owner: string, now: number): string => {
  take(c, owner, now);
  if (c.opens && c.tickets.length === 0) c.tickets.push({ state: 'creating', error: false });
  return 'ok';
};

const requeue = (c: ModelChat, now: number): string => {
  Object.assign(c, { owner: undefined, offered: undefined, epoch: c.epoch + 1, since: now });
  return 'ok';
};

/** What the rules have to answer (`ok`, `nothing` or the code of a refusal); the model moves along. */
export function expected(c: ModelChat, move: ChatMove, { now, wrote = now, people, load }: Around): string {
  const ticket = 'n' in move ? c.tickets[move.n - 1] : undefined;
  if ('by' in move && !['accept', 'gone', 'force', 'assign'].includes(move.type)) {
    const mayAnyway = 'supervisor' in move && move.supervisor && c.owner !== undefined;
    if (!mayAnyway && c.owner !== move.by?.id) return 'not-owner';
    if (move.type !== 'retry') {
      if (!c.open) return 'chat-closed';
      if (c.abandoning && move.type !== 'agent' && move.type !== 'note') return 'abandon-under-way';
      if (c.left && ['agent', 'release', 'transfer'].includes(move.type)) return 'user-cancelled';
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
      if (c.offered && c.offered.to !== move.by.id) return 'offered-to-other';
      return takeAsNew(c, move.by.id, now);
    case 'assign':
      if (!c.open) return 'chat-closed';
      if (c.owner !== undefined) return 'already-assigned';
      if (c.offered) return 'offered-to-other';
      if (!people.free(move.to.id, load(move.to.id), move.capacity)) return 'agent-not-free';
      return takeAsNew(c, move.to.id, now);
    case 'transfer':
      if (move.to === 'queue') {
        if (c.elsewhere) return 'same-queue';
        c.elsewhere = true;
        return requeue(c, now);
      }
      if (move.to.id === c.owner) return 'transfer-to-self';
      if (!people.online(move.to.id)) return 'agent-not-online';
      c.offered = { to: move.to.id, from: c.owner! };
      Object.assign(c, { owner: undefined, epoch: c.epoch + 1, since: now });
      return 'ok';
    case 'gone':
      if (!c.open || c.owner !== move.by.id || c.abandoning) return 'nothing';
      if (!people.gone(move.by.id)) return 'agent-not-gone';
      return c.left ? close(c) : requeue(c, now);
    case 'force':
      return c.open ? close(c) : 'chat-closed';
    case 'release':
      Object.assign(c, { owner: undefined, epoch: c.epoch + 1, since: now });
      return 'ok';
    case 'cancel':
      if (!c.open) return 'chat-closed';
      if (c.left) return 'nothing';
      c.left = true;
      return c.owner === undefined && !c.offered ? close(c) : 'ok';
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
      const unowned = c.offered ? 'transfer' : 'waiting';
      const kind = c.abandoning ? 'abandoning' : c.owner === undefined ? unowned : 'idle';
      if (!c.open || move.stale || kind !== move.kind || c.since + LIMIT > now) return 'nothing';
      if (c.offered) return c.left ? take(c, c.offered.from, now) : requeue(c, now);
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
export function commandOf(move: ChatMove, epoch: number): Command {
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
    case 'abandon':
      return { type: move.type, by: move.by };
    case 'release':
    case 'assign':
      return move;
    case 'transfer':
      return {
        type: 'transfer',
        by: move.by,
        ...(move.supervisor && { supervisor: true }),
        to: move.to === 'queue' ? { queue: 'Hardware' } : { agent: move.to },
      };
    case 'gone':
      return { type: 'return-from-gone', agent: move.by.id, graceMs: GRACE };
    case 'force':
      return { type: 'force-close', by: move.by, reason: 'stuck' };
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
const who = fc.constantFrom(alice, bob);
const n = fc.constantFrom(1, 1, 2, 3);
const type = <const T extends string>(...types: readonly T[]) => fc.constantFrom(...types);

/** Mostly what could be done, often enough what could not; what ends a chat is rare, so that runs get somewhere. */
export const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: type('accept', 'agent', 'note'), by }) },
  { weight: 4, arbitrary: fc.record({ type: type('user') }) },
  { weight: 1, arbitrary: fc.record({ type: type('cancel', 'cancel', 'unreachable') }) },
  { weight: 2, arbitrary: fc.record({ type: type('release', 'release', 'abandon'), by }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: type('release'), by: fc.constant(sam), supervisor: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('transfer'),
      by: fc.constant(sam),
      supervisor: fc.boolean(),
      to: fc.constantFrom(alice, bob, 'queue' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      { type: type('assign'), to: who, capacity: fc.constantFrom(1, 2, 3), by: fc.constant(sam) },
      { requiredKeys: ['type', 'to', 'capacity'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: type('presence'),
      agent: who,
      is: type<Presence>('here', 'here', 'away', 'gone', 'gone'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: type('availability'),
      agent: who,
      available: fc.constantFrom(true, true, false),
      busy: fc.constantFrom(0, 0, 1, 2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: type('transfer'),
      by,
      to: fc.constantFrom(alice, bob, bob, 'queue' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: type('gone', 'gone', 'gone', 'force'), by }) },
  { weight: 1, arbitrary: fc.record({ type: type('end'), by, resolve: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ type: type('ticket'), by, another: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ type: type('retry'), by, n }) },
  { weight: 4, arbitrary: fc.record({ type: type('created', 'updated', 'failed'), n }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: type('pass'),
      kind: type<DeadlineKind>('waiting', 'idle', 'abandoning', 'transfer', 'transfer'),
      stale: fc.constantFrom(false, false, false, true),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: type('tick'), ms: fc.constantFrom(LIMIT / 3, LIMIT) }) },
);

/** The same runs every time in CI; a failure prints the seed that repeats it. `FC_SEED` tries another. */
export const runs = (numRuns: number) => ({
  numRuns,
  seed: Number(process.env.FC_SEED ?? 20_261_121),
  endOnFailure: false,
});
