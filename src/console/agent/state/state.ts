import type { z } from 'zod';
import type * as views from '../../../api/views.ts';
import { type Alerts, usualAlerts } from '../arrivals/preferences.ts';
import type { Attachment, ChatFiles } from './enclosures.ts';
import { type Hand, noHand } from './hand.ts';
import { noSide, type Side } from './side.ts';
import type { Typists } from './typing.ts';
import { noOverview, type Watch } from './watch.ts';

export type Chat = views.ChatView;
/** Whether the user is there. */
export type Connection = Pick<Chat['user'], 'connected' | 'disconnectedAt'>;
export type Ticket = views.TicketView;
export type Agent = views.AgentView & Partial<views.MeView>;
export type Entry = z.infer<typeof views.EntryView>;
export type ChatPage = z.infer<typeof views.ChatList>;
export type Feed = views.FeedFrame;
/** An agent as colleagues see them: whether they are there, and how much they have. */
export type Colleague = views.AgentFigures;

/** What an agent says of themselves. */
export interface Availability {
  readonly available: boolean;
  readonly statusCode?: string;
  /** "Available for n". */
  readonly capacity?: number;
}

export type Mode = 'participant' | 'monitor';

/** To whom a chat can go. */
export interface Targets {
  readonly agents: readonly Colleague[];
  readonly queues: readonly string[];
}

/** Where a chat is to go: to an agent or into a queue. */
export interface Target {
  readonly agentId?: string;
  readonly queue?: string;
  readonly note?: string;
}

export type Moved = views.MovedChats['chats'][number];

/** The lists of the left pane, under the names the API gives them. */
export type ListName = 'mine' | 'queue' | 'transferred' | 'invites';

export interface List {
  readonly ids: readonly string[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: string | undefined;
  readonly loaded: boolean;
}

/** A line the agent has sent that has no number yet. `key` is its Idempotency-Key. */
export interface PendingLine {
  readonly key: string;
  readonly kind: 'message' | 'note';
  readonly text: string;
  readonly attachments?: readonly Attachment[];
  /** Epoch milliseconds. */
  readonly at: number;
  /** Why it was not sent; while absent it is on its way. */
  readonly error?: string;
}

/** What this window knows of one chat's log. */
export interface Log {
  /** By rising seq; may have gaps while a fetch is under way. */
  readonly entries: readonly Entry[];
  readonly pending: readonly PendingLine[];
  readonly loaded: boolean;
  /** Highest seq the agent has had before their eyes. */
  readonly seen: number;
  /** Redis may have lost some of it: what is fetched next takes the place of all of it. */
  readonly stale?: true;
}

/** What stands in a chat's composer, kept while the agent looks at another chat. */
export interface Draft {
  readonly mode: 'message' | 'note';
  readonly message: string;
  readonly note: string;
  /** What prepared texts have left open in the message, as it stands there: `{ticket}`. It is not sent so. */
  readonly gaps?: readonly string[];
}

/** A sentence for the agent: what was refused and why. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

export interface Session {
  readonly token: string;
  readonly agent: { readonly id: string; readonly name: string };
}

export interface State {
  readonly session?: Session | undefined;
  /** Why the sign-in form is shown again. */
  readonly signedOut?: string | undefined;
  readonly me?: Agent | undefined;
  readonly link: 'connecting' | 'live' | 'reconnecting';
  readonly tab: ListName;
  readonly selected?: string | undefined;
  /** A chat that stays on screen beside whichever is selected. */
  readonly beside?: string | undefined;
  readonly lists: Readonly<Record<ListName, List>>;
  readonly counts: Readonly<Record<ListName, number>>;
  /** Chats that came into a list after its first load: those given to the agent until they are opened, others until their list was seen. */
  readonly fresh: ReadonlySet<string>;
  readonly chats: Readonly<Record<string, Chat>>;
  readonly logs: Readonly<Record<string, Log>>;
  readonly drafts: Readonly<Record<string, Draft>>;
  readonly files: Readonly<Record<string, ChatFiles>>;
  /** Running commands, e.g. `accept chat-1`, so that a button answers at once and only once. */
  readonly running: ReadonlySet<string>;
  readonly notices: readonly Notice[];
  /** What the screen reader is told; a new object each time. */
  readonly announced: { readonly text: string };
  /** Whether this window is before the agent's eyes. */
  readonly visible: boolean;
  /** Room for one pane, for the list beside it, or for two chats beside each other. */
  readonly width: 'narrow' | 'usual' | 'wide';
  /** What the agent wants to hear and see of arrivals. */
  readonly alerts: Alerts;
  readonly side: Side;
  readonly hand: Hand;
  readonly watch: Watch;
  /** Chats in which somebody else is writing now. */
  readonly typing: Typists;
}

const noList: List = { ids: [], loaded: false };

export const noLog: Log = { entries: [], pending: [], loaded: false, seen: 0 };
export const noDraft: Draft = { mode: 'message', message: '', note: '' };

export const initial: State = {
  link: 'connecting',
  tab: 'queue',
  lists: { mine: noList, queue: noList, transferred: noList, invites: noList },
  counts: { mine: 0, queue: 0, transferred: 0, invites: 0 },
  fresh: new Set(),
  chats: {},
  logs: {},
  drafts: {},
  files: {},
  running: new Set(),
  notices: [],
  announced: { text: '' },
  visible: true,
  width: 'wide',
  alerts: usualAlerts,
  side: noSide,
  hand: noHand,
  watch: noOverview,
  typing: {},
};
