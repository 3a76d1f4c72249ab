import type { ChatView, EntryView } from '../../../../src/api/views.ts';
import type { Evidence } from '../evidence.ts';
import type { Ask, Goal, Result, Row } from '../history.ts';

/** A request with all its tries. */
export interface Wish extends Omit<Ask, 'result' | 'from'> {
  readonly who: string;
  /** `ok` where one try was acknowledged; else `unknown` where one try may have done it. */
  readonly result: Result;
  /** The first try, on the monotonic clock. */
  readonly from: number;
  /** When its end was known, epoch milliseconds. */
  readonly knownAt: number;
}

/** A story as its people told it, and what stands of it. */
export interface Tale {
  readonly key: string;
  readonly user: string;
  readonly way: 'direct-line' | 'channel';
  readonly conversation: string;
  readonly goal: Goal;
  readonly ended: boolean;
  readonly gaveUp?: string;
  /** In the order in which they were first tried. */
  readonly wishes: readonly Wish[];
  readonly chats: readonly { readonly chat: ChatView; readonly entries: readonly EntryView[] }[];
}

export type Tales = readonly Tale[];

type Story = Extract<Row, { op: 'story' }>;

/** Every story of the history with its wishes and its chats. */
export function talesOf({ rows, final }: Evidence): Tales {
  const wishes = Map.groupBy(wishesOf(rows), ({ story }) => story);
  const told = new Map(rows.flatMap((row) => (row.op === 'told' ? [[row.key, row] as const] : [])));
  const chats = Map.groupBy(final.chats, ({ chat }) => chat.user.id);
  return rows
    .filter((row): row is Story => row.op === 'story')
    .map(({ key, user, way, conversation, goal }) => {
      const gaveUp = told.get(key)?.gaveUp;
      return {
        key,
        user,
        way,
        conversation,
        goal,
        ended: told.has(key),
        ...(gaveUp !== undefined && { gaveUp }),
        wishes: wishes.get(key) ?? [],
        chats: chats.get(user) ?? [],
      };
    });
}

function wishesOf(rows: readonly Row[]): readonly Wish[] {
  const asks = rows.filter((row): row is Row & Ask => 'result' in row);
  return [...Map.groupBy(asks, ({ who, op, key }) => JSON.stringify([who, op, key])).values()]
    .map((tries) => {
      const ok = tries.find(({ result }) => result === 'ok');
      const last = ok ?? tries.findLast(({ result }) => result === 'unknown') ?? tries.at(-1);
      if (last === undefined) throw new Error('a wish without a try');
      const { t: _t, at, from: _from, ...rest } = last;
      return { ...rest, from: Math.min(...tries.map(({ from }) => from)), knownAt: at };
    })
    .toSorted((a, b) => a.from - b.from);
}

export const wishesTo = ({ wishes }: Tale, ...ops: readonly Ask['op'][]): readonly Wish[] =>
  wishes.filter(({ op }) => ops.includes(op));

/** All words of the user, those among them with which they left. */
export const saidIn = (tale: Tale): readonly Wish[] =>
  wishesTo(tale, 'say', 'cancel').filter(({ text }) => text !== undefined);

const CLOSING = new Set([
  'chat-cancelled',
  'chat-ended',
  'chat-abandoned',
  'chat-timed-out',
  'user-unreachable',
]);

/** From when on the user's words are the virtual agent's again, epoch milliseconds. */
export const leftAt = ({ chats }: Tale): number =>
  Math.min(
    ...chats.flatMap(({ entries }) =>
      entries.filter(({ code = '' }) => CLOSING.has(code)).map(({ at }) => Date.parse(at)),
    ),
  );

/** What stands in every text of a story that is no one else's. */
export const markOf = (story: string): string => `[${story}]`;

/** Texts that occur once in all the run: only they can be counted in a ticket. */
export const isMarked = (text: string): boolean => /\[[\w-]+\.[uan]\d+\]/.test(text);
