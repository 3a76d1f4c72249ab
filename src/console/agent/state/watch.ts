import type * as views from '../../../api/views.ts';
import { type Fetched, type Fetching, fetched, notFetched } from './fetched.ts';

type Chat = views.ChatView;

/** The desk as supervisors see it. */
export interface Overview {
  readonly figures: views.DeskFigures;
  readonly agents: readonly views.AgentFigures[];
  /** Open chats: those that ask for assistance first, then those that wait, the longest first. */
  readonly chats: readonly Chat[];
  /** There are more than these. */
  readonly more: boolean;
}

/** What a supervisor looks after while others work. */
export interface Watch {
  readonly open: boolean;
  readonly overview: Fetched<Overview>;
  /** Chats whose owners ask for assistance, the longest first. */
  readonly calls: readonly Chat[];
  /** The chat that is read silently. */
  readonly silent?: string | undefined;
}

export const noOverview: Watch = { open: false, overview: notFetched, calls: [] };

export type WatchAction =
  | { readonly type: 'watch-open'; readonly open: boolean }
  | { readonly type: 'overview'; readonly news: Fetching<Overview> }
  | { readonly type: 'calls'; readonly chats: readonly Chat[] }
  | { readonly type: 'silent'; readonly chat: string };

export function reduceWatch(watch: Watch, action: WatchAction): Watch {
  switch (action.type) {
    case 'watch-open':
      return { ...watch, open: action.open };
    case 'overview':
      return { ...watch, overview: fetched(watch.overview, action.news) };
    case 'calls':
      return { ...watch, calls: action.chats };
    case 'silent':
      return { ...watch, silent: action.chat };
  }
}

/** What asks for a supervisor comes first, then what nobody has yet, the longest wait first; then the rest by age. */
export const byUrgency = (chats: readonly Chat[]): readonly Chat[] =>
  chats.toSorted((a, b) => rank(a) - rank(b) || since(a) - since(b));

const rank = ({ assistance, status }: Chat): number => (assistance ? 0 : status === 'assigned' ? 2 : 1);

const since = (chat: Chat): number => Date.parse(chat.assistance?.at ?? chat.waitingSince ?? chat.createdAt);
