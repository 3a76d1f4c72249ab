import type { Redis } from 'ioredis';
import type { Chat, Owner } from '../chat/chat.ts';
import type { Guard } from '../chat/decision.ts';
import type { Author, NewEntry } from '../chat/entry.ts';
import { type Deadline, type Errand, laneId } from '../chat/errand.ts';
import { digest } from '../chat/ids.ts';
import { KEEP_CONVERSATION, keysOf, type TicketNumber } from './keys.ts';
import { run } from './scripts.ts';

/** A lane that has to be woken; the pair makes the job's id. */
export interface Wake {
  readonly lane: string;
  readonly wake: number;
}

export interface CommitRequest {
  readonly before: Chat | undefined;
  readonly after: Chat;
  readonly lines: readonly NewEntry[];
  /** Each with the index of the line it speaks of, where it does. */
  readonly errands: readonly (Errand & { readonly line?: number })[];
  readonly guards: readonly Guard[];
  readonly deadlines: { readonly before: Deadline | undefined; readonly after: Deadline | undefined };
  /** What a repeat of the same request is recognised by, and answered with. */
  readonly once?: { readonly key: string; readonly answer: string } | undefined;
  /** Seconds a closed chat is kept. */
  readonly keepSeconds: number;
}

export type CommitResult =
  | { readonly kind: 'committed'; readonly seqs: readonly number[]; readonly wakes: readonly Wake[] }
  | { readonly kind: 'repeat'; readonly answer: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'guard'; readonly guard: Guard['kind'] };

/** Records one decision, all or nothing. */
export async function commit(redis: Redis, desk: string, request: CommitRequest): Promise<CommitResult> {
  const { before, after } = request;
  const keys = keysOf(desk);
  const extra: string[] = [];
  const keyAt = (key: string): number => {
    extra.push(key);
    return FIXED_KEYS + extra.length;
  };
  const payload = {
    id: after.id,
    version: before?.version ?? 0,
    once: request.once?.answer ?? null,
    guards: request.guards.map((guard) => guard.kind),
    history: before === undefined,
    lines: request.lines.map((line) => JSON.stringify(line)),
    chat: hashOf({ ...after, version: (before?.version ?? 0) + 1 }),
    conversation: conversationChange(before, after),
    index: indexChanges(desk, before, after).map(([op, key, score]) => [op, keyAt(key), score]),
    deadlineBefore:
      before && request.deadlines.before ? deadlineMember(before, request.deadlines.before) : null,
    deadline: request.deadlines.after
      ? [request.deadlines.after.at, deadlineMember(after, request.deadlines.after)]
      : null,
    errands: request.errands.map((errand) => {
      const lane = laneId(errand.lane);
      const key = keyAt(keys.lane(lane));
      keyAt(keys.laneItems(lane));
      const line = errand.withSeq === true && errand.line !== undefined ? errand.line + 1 : 0;
      return { lane, key, line, item: itemText(errand, line > 0) };
    }),
    // A closed chat stays with its tickets as long as it is kept, from its last change on.
    closedWith: after.status === 'closed' ? numbersOf(after).map((key) => keyAt(keys.closedWith(key))) : [],
    // What was written to its tickets goes with it.
    ledgers: after.status === 'closed' ? after.tickets.map(({ n }) => keyAt(keys.ledger(after.id, n))) : [],
    queue: after.queue,
    company: after.company,
    keepConversation: KEEP_CONVERSATION,
    keepSeconds: after.status === 'closed' ? request.keepSeconds : null,
  };
  const reply = await run<[string, string, string]>(
    redis,
    'commit',
    [
      keys.once(request.once?.key ?? ''),
      keys.chat(after.id),
      keys.log(after.id),
      keys.conversation(after.conversation),
      keys.history(after.conversation),
      keys.deadlines,
      keys.feed,
      keys.lanes,
      keys.marks(after.id),
      keys.files(digest(after.conversation.channel, after.conversation.id)),
      ...extra,
    ],
    [JSON.stringify(payload)],
  );
  switch (reply[0]) {
    case 'repeat':
      return { kind: 'repeat', answer: reply[1] };
    case 'conflict':
      return { kind: 'conflict' };
    case 'guard':
      return { kind: 'guard', guard: reply[1] as Guard['kind'] };
    default:
      return {
        kind: 'committed',
        seqs: list(JSON.parse(reply[1])),
        wakes: list<[string, number]>(JSON.parse(reply[2])).map(([lane, wake]) => ({ lane, wake })),
      };
  }
}

const FIXED_KEYS = 10;

// Lua has one kind of table: an empty list comes back as {}.
const list = <T>(value: T[] | object): T[] => (Array.isArray(value) ? value : []);

const itemText = (errand: Errand, withSeq: boolean): string =>
  `${errand.job} ${JSON.stringify(withSeq ? { ...errand.args, seq: '%seq' } : errand.args)}`;

/** A deadline as it stands in the sorted set: an outdated epoch makes it void. */
const deadlineMember = (chat: Chat, deadline: Deadline): string =>
  `${chat.id}|${deadline.kind}|${chat.epoch}`;

/** The snapshot, and beside it the fields that the append scripts read without parsing. */
function hashOf(chat: Chat): string[] {
  const user: Author = { kind: 'user', id: chat.user.id, name: chat.user.name };
  return Object.entries({
    json: JSON.stringify(chat),
    version: String(chat.version),
    status: chat.status,
    owner: chat.owner?.id ?? '',
    ownerName: chat.owner?.screenName ?? '',
    author: chat.owner ? JSON.stringify(authorOf(chat.owner)) : '',
    userAuthor: JSON.stringify(user),
    left: chat.cancelledByUser ? '1' : '',
    queue: chat.queue,
    company: chat.company,
    conversation: JSON.stringify(chat.conversation),
  }).flat();
}

const authorOf = (owner: Owner): Author => ({ kind: 'agent', id: owner.id, name: owner.screenName });

/** A chat holds its conversation until it closes or the user leaves it: then the words go to the bot again. */
function conversationChange(before: Chat | undefined, after: Chat): 'take' | 'free' | null {
  if (before === undefined) return 'take';
  const holds = (chat: Chat) => chat.status !== 'closed' && !chat.cancelledByUser;
  return holds(before) && !holds(after) ? 'free' : null;
}

type IndexChange = readonly ['add' | 'remove', string, number];

/** Which lists a chat leaves and which it enters. */
function indexChanges(desk: string, before: Chat | undefined, after: Chat): readonly IndexChange[] {
  const was = new Map(before === undefined ? [] : listsOf(desk, before));
  const is = new Map(listsOf(desk, after));
  const left = [...was.keys()].filter((key) => !is.has(key)).map((key) => ['remove', key, 0] as const);
  const entered = [...is].filter(([key, score]) => was.get(key) !== score);
  return [...left, ...entered.map(([key, score]) => ['add', key, score] as const)];
}

function listsOf(desk: string, chat: Chat): readonly (readonly [string, number])[] {
  const keys = keysOf(desk);
  const lists: [string, number][] = [];
  if (chat.tickets.some(({ error }) => error !== undefined)) lists.push([keys.needsHand, chat.createdAt]);
  if (chat.tickets.some(({ state }) => state === 'creating')) lists.push([keys.creating, chat.createdAt]);
  if (chat.status === 'closed') return [...lists, [keys.closed, chat.closedAt ?? chat.createdAt]];
  lists.push([keys.open, chat.createdAt]);
  for (const number of numbersOf(chat)) lists.push([keys.openWith(number), chat.createdAt]);
  if (chat.status === 'queued') lists.push([keys.waiting(chat.queue), chat.waitingSince ?? chat.createdAt]);
  if (chat.status === 'pending-transfer' && chat.transferTo !== undefined)
    lists.push([keys.transferred(chat.transferTo.id), chat.createdAt]);
  if (chat.status === 'assigned' && chat.owner !== undefined && chat.abandoning === undefined)
    lists.push([keys.mine(chat.owner.id), chat.assignedAt ?? chat.createdAt]);
  return lists;
}

/** The tickets of a chat that people know by a number, each once. */
const numbersOf = ({ tickets }: Chat): readonly TicketNumber[] => [
  ...new Map(
    tickets.flatMap(({ connector, displayId }) =>
      displayId === undefined ? [] : [[JSON.stringify([connector, displayId]), { connector, displayId }]],
    ),
  ).values(),
];
