import type { Redis } from 'ioredis';
import { agentsIn, type Chat, type Owner } from '../chat/chat.ts';
import type { AgentChoice, Guard } from '../chat/decision.ts';
import type { Author, NewEntry } from '../chat/entry.ts';
import { type Deadline, type Errand, laneId } from '../chat/errand.ts';
import { digest } from '../chat/ids.ts';
import type { ReportRow } from '../chat/report.ts';
import { closedRow, inConversation, provenUser } from './closed.ts';
import { KEEP_CONVERSATION, keysOf, type TicketNumber } from './keys.ts';
import type { Layout } from './layout.ts';
import { type Place, placeText } from './places.ts';
import { paceOf, REMEMBERED } from './queue-places.ts';
import { reportWrite } from './reports.ts';
import { run } from './scripts.ts';
import { turnOf } from './turns.ts';
import { waitingSets } from './waiting.ts';

/** A lane that has to be woken; the pair makes the job's id. */
export interface Wake {
  readonly lane: string;
  readonly wake: number;
}

export interface CommitRequest {
  readonly before: Chat | undefined;
  readonly after: Chat;
  /** What comes before the talk since then: the log of a chat with which this one goes on. */
  readonly earlier: readonly NewEntry[];
  readonly lines: readonly NewEntry[];
  /** Each with the index of the line it speaks of, where it does. */
  readonly errands: readonly (Errand & { readonly line?: number })[];
  readonly guards: readonly Guard[];
  readonly choices: readonly AgentChoice[];
  readonly deadlines: { readonly before: Deadline | undefined; readonly after: Deadline | undefined };
  /** What a repeat of the same request is recognised by, and answered with. */
  readonly once?: { readonly key: string; readonly answer: string } | undefined;
  /** What it leaves for reports. */
  readonly reports: readonly ReportRow[];
  /** Seconds a closed chat is kept. */
  readonly keepSeconds: number;
  /** In which the desk stands. */
  readonly layout: Layout;
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
    guards: request.guards.map((guard) => guardText(guard, keys, keyAt)),
    history: before === undefined,
    earlier: request.earlier.map((line) => JSON.stringify(line)),
    lines: request.lines.map((line) => JSON.stringify(line)),
    chat: hashOf({ ...after, version: (before?.version ?? 0) + 1 }, before),
    spoke: whoSpoke(after, request.lines),
    conversation: conversationChange(before, after),
    index: indexChanges(desk, request).map(([op, key, score]) => [op, keyAt(key), score]),
    /** The place in which the chat waits or waited: a place without chats is forgotten. */
    places: placeChanges(before, after).map(([op, place, since]) => [
      op,
      keyAt(keys.waiting(place.queue, place.company)),
      placeText(place),
      since,
    ]),
    pace: paceText(keys, keyAt, before, after),
    assigned: assignedTo(before, after) && keyAt(keys.agent(assignedTo(before, after) ?? '')),
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
      return { lane, key, line, collapse: errand.collapse === true, item: itemText(errand, line > 0) };
    }),
    choices: request.choices.map(({ agent, choice }) => [
      keyAt(keys.agent(agent)),
      Object.entries(choice).flatMap(([name, value]) => [name, JSON.stringify(value)]),
    ]),
    // A closed chat stays with its tickets as long as it is kept, from its last change on.
    closedWith: after.status === 'closed' ? numbersOf(after).map((key) => keyAt(keys.closedWith(key))) : [],
    found: after.status === 'closed' ? foundBy(desk, after, keyAt) : null,
    // Supervisors are told apart from what everybody is.
    assistance: after.assistance !== undefined && after.assistance.at !== before?.assistance?.at,
    // What was written to its tickets goes with it.
    ledgers: after.status === 'closed' ? after.tickets.map(({ n }) => keyAt(keys.ledger(after.id, n))) : [],
    reports:
      request.reports.length === 0
        ? { rows: [] }
        : {
            key: keyAt(keys.report),
            counted: keyAt(keys.counted),
            rows: request.reports.map(reportWrite),
          },
    queue: after.queue,
    company: after.company,
    // Whoever is not in it any more has to hear so.
    agents: agentsText([...(before === undefined ? [] : agentsIn(before)), ...agentsIn(after)]),
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
      keys.places,
      keys.waitingSince,
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

const FIXED_KEYS = 12;

// Lua has one kind of table: an empty list comes back as {}.
const list = <T>(value: T[] | object): T[] => (Array.isArray(value) ? value : []);

const itemText = (errand: Errand, withSeq: boolean): string =>
  `${errand.job} ${JSON.stringify(withSeq ? { ...errand.args, seq: '%seq' } : errand.args)}`;

/** A deadline as it stands in the sorted set: an outdated epoch makes it void. */
const deadlineMember = (chat: Chat, deadline: Deadline): string =>
  `${chat.id}|${deadline.kind}|${chat.epoch}`;

/** The snapshot, and beside it the fields that the append scripts read without parsing. */
function hashOf(chat: Chat, before: Chat | undefined): string[] {
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
    agents: agentsText(agentsIn(chat)),
    conversation: JSON.stringify(chat.conversation),
    ...speakersOf(chat, before),
  }).flat();
}

/** Agents in a chat as rows of the feed carry them; empty for nobody. */
export const agentsText = (ids: readonly string[]): string =>
  ids.length === 0 ? '' : JSON.stringify([...new Set(ids)]);

/** Whose words to the user are among the lines of a commit: as `append` notes them, a deadline looks for them. */
function whoSpoke({ owner }: Chat, lines: readonly NewEntry[]): 'owner' | 'agent' | null {
  const said = lines.filter(({ type, author }) => type === 'message' && author.kind === 'agent');
  if (said.length === 0) return null;
  return said.some(({ author }) => author.id === owner?.id) ? 'owner' : 'agent';
}

/** Who may write to the user beside the owner, each as the author of what he writes; empty for whoever may no more. */
function speakersOf(chat: Chat, before: Chat | undefined): Readonly<Record<string, string>> {
  const rows = [...(before?.invited ?? []).map(({ agent }) => [agent.id, ''] as const)];
  const now = (chat.invited ?? []).map(({ agent, mode, state }) => {
    const speaks = mode === 'participant' && state === 'joined';
    return [agent.id, speaks ? JSON.stringify(authorOf(agent)) : ''] as const;
  });
  return Object.fromEntries([...rows, ...now].map(([agent, author]) => [`speaker:${agent}`, author]));
}

const authorOf = (owner: Owner): Author => ({ kind: 'agent', id: owner.id, name: owner.screenName });

/** A chat holds its conversation until it closes or the user leaves it: then the words go to the bot again. */
function conversationChange(before: Chat | undefined, after: Chat): 'take' | 'free' | null {
  const holds = (chat: Chat) => chat.status !== 'closed' && !chat.cancelledByUser;
  if (before === undefined) return holds(after) ? 'take' : 'free';
  return holds(before) && !holds(after) ? 'free' : null;
}

type IndexChange = readonly ['add' | 'remove', string, number];

/** Which lists a chat leaves and which it enters. */
function indexChanges(desk: string, { before, after, layout }: CommitRequest): readonly IndexChange[] {
  const was = new Map(before === undefined ? [] : listsOf(desk, layout, before));
  const is = new Map(listsOf(desk, layout, after));
  const left = [...was.keys()].filter((key) => !is.has(key)).map((key) => ['remove', key, 0] as const);
  const entered = [...is].filter(([key, score]) => was.get(key) !== score);
  return [...left, ...entered.map(([key, score]) => ['add', key, score] as const)];
}

function listsOf(desk: string, layout: Layout, chat: Chat): readonly (readonly [string, number])[] {
  const keys = keysOf(desk);
  const lists: [string, number][] = [];
  if (chat.tickets.some(({ error }) => error !== undefined)) lists.push([keys.needsHand, chat.createdAt]);
  if (chat.tickets.some(({ state }) => state === 'creating')) lists.push([keys.creating, chat.createdAt]);
  if (chat.status === 'closed') return [...lists, [keys.closed, chat.closedAt ?? chat.createdAt]];
  lists.push([keys.open, chat.createdAt]);
  const user = provenUser(chat.user);
  if (user !== undefined) lists.push([keys.openOf(user), chat.createdAt]);
  // The conversation itself speaks of this chat no more.
  if (chat.cancelledByUser) lists.push([keys.openOf(inConversation(chat.conversation)), chat.createdAt]);
  if (chat.status === 'queued')
    lists.push(...waitingSets(desk, layout, chat).map((key): [string, number] => [key, turnOf(chat)]));
  for (const number of numbersOf(chat)) lists.push([keys.openWith(number), chat.createdAt]);
  if (chat.status === 'pending-transfer' && chat.transferTo !== undefined)
    lists.push([keys.transferred(chat.transferTo.id), chat.transfer?.at ?? chat.createdAt]);
  if (chat.assistance !== undefined) lists.push([keys.assistance, chat.assistance.at]);
  for (const { agent, state } of chat.invited ?? []) {
    if (state === 'invited') lists.push([keys.invites(agent.id), chat.assignedAt ?? chat.createdAt]);
    if (state === 'joined') lists.push([keys.joined(agent.id), chat.assignedAt ?? chat.createdAt]);
  }
  if (chat.status === 'assigned' && chat.owner !== undefined && chat.abandoning === undefined)
    lists.push([keys.mine(chat.owner.id), chat.assignedAt ?? chat.createdAt]);
  return lists;
}

/** By what a closed chat is found again: its day, and whose past it is. */
function foundBy(desk: string, chat: Chat, keyAt: (key: string) => number) {
  const keys = keysOf(desk);
  const { day, members, pasts, closedAt } = closedRow(chat);
  return {
    day,
    days: keyAt(keys.closedDays),
    on: keyAt(keys.closedOn(day)),
    members,
    pasts: pasts.map((whose) => keyAt(keys.past(whose))),
    closedAt,
  };
}

type PlaceChange = readonly ['add' | 'leave', Place, number];

/** Where a chat waits from now on, and where no more: with the time since when it does. */
function placeChanges(before: Chat | undefined, after: Chat): readonly PlaceChange[] {
  const waits = (chat: Chat | undefined, op: PlaceChange[0]): readonly PlaceChange[] =>
    chat?.status === 'queued'
      ? [[op, { queue: chat.queue, company: chat.company }, chat.waitingSince ?? chat.createdAt]]
      : [];
  return [...waits(before, 'leave'), ...waits(after, 'add')];
}

/** How fast the chat has moved up that an agent takes: where to remember it, and how many of those. */
function paceText(
  keys: ReturnType<typeof keysOf>,
  keyAt: (key: string) => number,
  before: Chat | undefined,
  after: Chat,
): readonly number[] | null {
  const pace = paceOf(before, after);
  return pace === undefined ? null : [keyAt(keys.paces(after.queue, after.company)), pace, REMEMBERED];
}

/** Whoever became the owner just now. */
const assignedTo = (before: Chat | undefined, after: Chat): string | null =>
  after.owner !== undefined && after.epoch !== before?.epoch ? after.owner.id : null;

/** A guard as the script reads it: its kind, the agent, keys of his, a number. */
function guardText(
  guard: Guard,
  keys: ReturnType<typeof keysOf>,
  keyAt: (key: string) => number,
): readonly (string | number)[] {
  if (guard.kind === 'conversation-free') return [guard.kind];
  const presence = [guard.kind, guard.agent, keyAt(keys.presence)];
  if (guard.kind === 'agent-online') return presence;
  if (guard.kind === 'agent-gone') return [...presence, guard.graceMs];
  return [...presence, guard.capacity, keyAt(keys.agent(guard.agent)), keyAt(keys.mine(guard.agent))];
}
/** The tickets of a chat that people know by a number, each once. */
const numbersOf = ({ tickets }: Chat): readonly TicketNumber[] => [
  ...new Map(
    tickets.flatMap(({ connector, displayId }) =>
      displayId === undefined ? [] : [[JSON.stringify([connector, displayId]), { connector, displayId }]],
    ),
  ).values(),
];
