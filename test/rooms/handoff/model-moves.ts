import fc from 'fast-check';
import type { Chat, InviteMode, Owner } from '../../../src/chat/chat.ts';
import type { DeadlineKind } from '../../../src/chat/errand.ts';
import type { Command, Opening } from '../../../src/handoff/commands.ts';
import { alice, bob } from './given.ts';
import { LIMIT } from './model-deadlines.ts';
import { GRACE, type PersonMove, type Presence } from './model-people.ts';

/** A supervisor; now and then he is beside the owner, or owns a chat himself. */
export const sam: Owner = { id: 'sam', screenName: 'Sam' };

/** What people, jobs and the clock try to do to one chat. Illegal moves are tried like any other. */
export type ChatMove =
  | { readonly type: 'user' | 'cancel' | 'unreachable' }
  | { readonly type: 'agent' | 'note' | 'accept' | 'abandon'; readonly by: Owner }
  | { readonly type: 'leave' | 'assist' | 'whisper'; readonly by: Owner }
  | { readonly type: 'invite'; readonly by: Owner; readonly agent: Owner; readonly mode: InviteMode }
  | { readonly type: 'answer'; readonly by: Owner; readonly accept: boolean }
  | { readonly type: 'join'; readonly by: Owner; readonly mode: InviteMode }
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
  /** `next`: the deadline that the chat is under. */
  | { readonly type: 'pass'; readonly kind: DeadlineKind | 'next'; readonly stale: boolean };

/** Who is meant shows when the move is made: whoever has the chat then, or is asked into it. */
const THE_OWNER: Owner = { id: 'the owner', screenName: 'whoever owns it' };
const THE_INVITED: Owner = { id: 'the invited', screenName: 'whoever is invited' };

/** The move as it is made in this chat. */
export function actual(move: ChatMove, chat?: Pick<Chat, 'owner' | 'transferTo' | 'invited'>): ChatMove {
  if (!('by' in move)) return move;
  const invited = chat?.invited?.find(({ state }) => state === 'invited' || state === 'joined');
  if (move.by === THE_OWNER) return { ...move, by: chat?.owner ?? chat?.transferTo ?? alice };
  return move.by === THE_INVITED ? { ...move, by: invited?.agent ?? bob } : move;
}

/** What changes for all chats of the desk. */
export type DeskMove =
  | { readonly type: 'tick'; readonly ms: number }
  | PersonMove
  /** A supervisor moves every chat that an agent has. */
  | { readonly type: 'move-all'; readonly from: Owner; readonly to: Owner | 'queue' };

export type Move = ChatMove | DeskMove;

const DESK_MOVES: ReadonlySet<string> = new Set<DeskMove['type']>([
  'tick',
  'presence',
  'availability',
  'move-all',
]);
export const isDeskMove = (move: Move): move is DeskMove => DESK_MOVES.has(move.type);

/** What moving all chats of an agent does to each of them. */
export const movedOn = ({ to }: Extract<DeskMove, { type: 'move-all' }>): ChatMove => ({
  type: 'transfer',
  by: sam,
  supervisor: true,
  to,
});

/** The command of a move. `next` is the deadline that the chat is under. */
export function commandOf(
  move: ChatMove,
  { epoch }: Pick<Chat, 'epoch'>,
  next: DeadlineKind = 'waiting',
): Command {
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
    case 'whisper':
      return { type: 'whisper', by: move.by, text: 'words' };
    case 'assist':
      return { type: 'request-assistance', by: move.by };
    case 'answer':
      return { type: 'answer-invite', by: move.by, accept: move.accept };
    case 'accept':
    case 'abandon':
    case 'leave':
      return { type: move.type, by: move.by };
    case 'invite':
    case 'join':
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
      return {
        type: 'pass-deadline',
        kind: move.kind === 'next' ? next : move.kind,
        epoch: move.stale ? epoch - 1 : epoch,
      };
  }
}

/** With and without a ticket that chats get by themselves. */
export const openings: fc.Arbitrary<Opening | undefined> = fc
  .constantFrom(undefined, 'accept', 'handoff')
  .map((at) => at && { at, connector: 'itsm', ticketType: 'incident', kind: 'incident' });

const often = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const by = fc.constantFrom(THE_OWNER, THE_OWNER, THE_OWNER, alice, bob);
const beside = fc.constantFrom(THE_INVITED, THE_INVITED, THE_INVITED, alice, bob, sam);
const who = fc.constantFrom(alice, bob);
const anybody = fc.constantFrom(alice, bob, bob, sam);
const mode = fc.constantFrom('participant', 'participant', 'monitor');
const n = fc.constantFrom(1, 1, 2, 3);
const type = <const T extends string>(...types: readonly T[]) => fc.constantFrom(...types);
const to = fc.constantFrom(alice, bob, bob, 'queue' as const);
const deadline = fc.oneof(
  often(4, fc.constant('next' as const)),
  often(1, type<DeadlineKind>('waiting', 'idle', 'answer', 'transfer')),
);

/** Mostly what could be done, often enough what could not; what ends a chat is rare, so that runs get somewhere. */
export const moves: fc.Arbitrary<Move> = fc.oneof(
  often(8, fc.record({ type: type('accept'), by })),
  often(8, fc.record({ type: type('agent', 'agent', 'note'), by })),
  often(5, fc.record({ type: type('user') })),
  often(1, fc.record({ type: type('cancel', 'cancel', 'cancel', 'unreachable') })),
  often(2, fc.record({ type: type('release', 'abandon'), by })),
  often(1, fc.record({ type: type('release'), by: fc.constant(sam), supervisor: fc.boolean() })),
  often(1, fc.record({ type: type('transfer'), by: fc.constant(sam), supervisor: fc.boolean(), to })),
  often(
    4,
    fc.record(
      { type: type('assign'), to: who, capacity: fc.constantFrom(1, 2, 3), by: fc.constant(sam) },
      { requiredKeys: ['type', 'to', 'capacity'] },
    ),
  ),
  often(
    3,
    fc.record({
      type: type('presence'),
      agent: anybody,
      is: type<Presence>('here', 'here', 'away', 'gone', 'gone'),
    }),
  ),
  often(
    1,
    fc.record({
      type: type('availability'),
      agent: who,
      available: fc.constantFrom(true, true, false),
      busy: fc.constantFrom(0, 0, 1, 2),
    }),
  ),
  often(3, fc.record({ type: type('transfer'), by, to })),
  often(1, fc.record({ type: type('move-all'), from: who, to })),
  often(6, fc.record({ type: type('invite'), by, agent: anybody, mode })),
  often(6, fc.record({ type: type('answer'), by: beside, accept: fc.constantFrom(true, true, true, false) })),
  often(2, fc.record({ type: type('join'), by: anybody, mode })),
  often(3, fc.record({ type: type('agent', 'agent', 'leave'), by: beside })),
  often(2, fc.record({ type: type('assist', 'whisper'), by: fc.constantFrom(THE_OWNER, sam) })),
  often(4, fc.record({ type: type('gone'), by: fc.oneof(by, beside) })),
  often(1, fc.record({ type: type('force', 'whisper', 'whisper', 'whisper'), by: fc.constant(sam) })),
  often(1, fc.record({ type: type('end'), by, resolve: fc.boolean() })),
  often(3, fc.record({ type: type('ticket'), by, another: fc.boolean() })),
  often(1, fc.record({ type: type('retry'), by, n })),
  often(3, fc.record({ type: type('created', 'updated', 'failed'), n })),
  often(
    8,
    fc.record({ type: type('pass'), kind: deadline, stale: fc.constantFrom(false, false, false, true) }),
  ),
  often(6, fc.record({ type: type('tick'), ms: fc.constantFrom(LIMIT / 6, LIMIT / 6, LIMIT / 3, LIMIT) })),
);

/** Long enough to get somewhere. */
export const sequences: fc.Arbitrary<readonly Move[]> = fc.array(moves, { maxLength: 60, size: 'max' });

/**
 * The same runs every time in CI; a failure prints the seed that repeats it. `FC_SEED` tries another, and
 * `FC_TIMES=10` ten times as many.
 */
export const runs = (numRuns: number) => ({
  numRuns: Math.ceil(numRuns * Number(process.env.FC_TIMES ?? 1)),
  seed: Number(process.env.FC_SEED ?? 20_261_121),
  endOnFailure: false,
});
