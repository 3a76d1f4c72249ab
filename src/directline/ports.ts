import type { FormField } from '../../config/form-schema.ts';
import type { Portal } from '../../config/identity-schema.ts';
import type { Settings } from '../../config/schema.ts';
import type { Chat, FormAnswer } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import type { Command, Limits } from '../handoff/commands.ts';
import type { Clock } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import type { DirectLineStore } from '../store/direct-line/index.ts';
import type { Files } from '../store/files/index.ts';
import type { FileRules } from '../store/files/take-file.ts';
import type { Connections, Store } from '../store/store.ts';

/** An activity of a Direct Line user as it is handed to the bot room: every member that says who he is comes from us. */
export interface UserActivity {
  readonly type: string;
  /** The same for every repeat: whoever has seen it may drop it. */
  readonly id: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly channelId: typeof CHANNEL;
  readonly serviceUrl: typeof SERVICE_URL;
  readonly conversation: { readonly id: string };
  readonly from: { readonly id: string; readonly name: string; readonly role: 'user' };
  readonly recipient: { readonly id: string; readonly name: string; readonly role: 'bot' };
  readonly channelData: { readonly deskbridge: DeskbridgeData; readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}

/** What the server knows of the user, beside his name; absent where he did not say. */
export interface DeskbridgeData {
  readonly email?: string;
  readonly company?: string;
  readonly region?: string;
  readonly topic?: string;
  readonly form?: readonly FormAnswer[];
  readonly vip?: boolean;
  readonly verified: boolean;
}

/** An activity for the user, from the bot, an agent or Deskbridge. */
export interface OutgoingActivity {
  readonly type: string;
  /** Repeat a send under the same id and it is dropped; without one every send is a new activity. */
  readonly id?: string;
  readonly [member: string]: unknown;
}

export const CHANNEL = 'directline';
/** Where replies to such an activity go: no address, because they stay in the process. */
export const SERVICE_URL = 'urn:deskbridge:directline';

/** What users may send beside words, and where it lies. */
export interface FilePorts {
  readonly store: Files;
  readonly limits: () => FileRules;
}

/** Users' chats, open and closed. */
export interface ChatPorts extends Pick<Store['chats'], 'ofUser' | 'readAll' | 'log'> {
  readonly limits: () => Limits;
  readonly texts: () => Settings['texts'];
  /** Where a chat stands in the queue, and how long it may take from there; undefined where it does not wait. */
  readonly placeOf: (chat: Chat) => Promise<{ readonly n: number; readonly minutes?: number } | undefined>;
  /** Keeps what a user thought of a chat that is over; gives why not. */
  readonly rate: (
    chat: string,
    rating: Omit<Extract<Command, { type: 'rate' }>, 'type'>,
  ) => Promise<Refusal | undefined>;
}

export interface DirectLinePorts {
  readonly desk: string;
  readonly store: DirectLineStore;
  /**
   * Hands a user's activity to the bot room. Resolves once it need not come again: stored, or the
   * bot's turn done. Rejects where the client must not be told that it arrived; a `Problem` is
   * passed on as it is. The same activity may come several times, also at once on two processes.
   */
  readonly receive: (activity: UserActivity) => Promise<void>;
  readonly files: FilePorts;
  /** What users are asked before a chat; nothing when left out. */
  readonly form?: () => readonly FormField[];
  readonly chats: ChatPorts;
  /** Where it is kept in which conversations a client listens. */
  readonly connections: Pick<Connections, 'stay' | 'leave'>;
  readonly clock: Clock;
  readonly log: Log;
  /** The server listens on loopback alone: sessions need no sign-in and the rate limit is 1,000 a second. */
  readonly loopback: boolean;
  /** Who the bot is to the user, and the author of activities that name none. */
  readonly bot: { readonly id: string; readonly name: string };
  /** Who vouches for users; without one none is verified. */
  readonly portal?: { readonly settings: () => Portal | undefined; readonly http: OutgoingHttp };
  /** Direct Line secrets, for servers that fetch tokens for their users; two during a rotation. */
  readonly secrets?: readonly string[];
  /** Origins of other sites whose pages may use this endpoint. */
  readonly trustedOrigins?: readonly string[];
  readonly limits?: Partial<DirectLineLimits>;
}

export interface DirectLineLimits {
  /** Activities kept in a conversation. */
  readonly keep: number;
  /** Days after its last activity until a conversation is forgotten. */
  readonly idleDays: number;
  /** Milliseconds the bot room has for one activity. */
  readonly receiveMs: number;
  /** Milliseconds between two keep-alives of a stream. */
  readonly keepAliveMs: number;
  /** Streams of one conversation on one process; one more closes the oldest. */
  readonly streams: number;
}

/** The channel tells a client after 15 s that the bot did not answer, and so do we. */
export const DEFAULT_LIMITS: DirectLineLimits = {
  keep: 2000,
  idleDays: 30,
  receiveMs: 15_000,
  keepAliveMs: 15_000,
  streams: 8,
};

/** What a conversation's log keeps, as the store takes it. */
export const logLimits = ({ keep, idleDays }: DirectLineLimits) => ({
  keep,
  ttlMs: idleDays * 24 * 3600 * 1000,
});
