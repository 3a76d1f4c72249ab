/** `pending-transfer`: offered to a named agent, owned by nobody. */
export type ChatStatus = 'queued' | 'assigned' | 'pending-transfer' | 'closed';

/** How a chat ended. */
export type Disposition = 'resolved' | 'unresolved' | 'abandoned' | 'cancelled';

/** The kinds of ticket that connectors declare their types to be. */
export type TicketKind = 'incident' | 'work-order' | 'case' | 'request';

/** A record in an ITSM that belongs to this chat. */
export interface ChatTicket {
  /** 1, 2, 3 … within the chat. */
  readonly n: number;
  /** The connector instance that holds it. */
  readonly connector: string;
  readonly type: string;
  readonly kind: TicketKind;
  /** True where this chat created it; only then may an ending change its status. */
  readonly created: boolean;
  /** Nobody asked for it: the settings open one for every chat. */
  readonly byItself?: true;
  readonly state: 'creating' | 'created' | 'failed';
  /** The connector's own reference, opaque to us. */
  readonly externalId?: string;
  readonly displayId?: string;
  readonly url?: string;
  readonly status?: string;
  readonly statusReason?: string;
  /** Why the last write did not succeed: a sentence for a person. */
  readonly error?: string;
  /** A supervisor has decided that what failed is not tried again. */
  readonly givenUp?: true;
  /** The job whose write that was. */
  readonly failedJob?: string;
  /** The log as it stood when the ticket was asked for: entries up to this seq are in its description. */
  readonly describedUpTo: number;
  /** What the agent chose when asking for it: a template of the ITSM, and fields filled in by hand. */
  readonly wish?: TicketWish;
}

export interface TicketWish {
  readonly templateId?: string;
  /** ITSM field -> value. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A ticket to be resolved as the chat ends; `fields` are what the ITSM demands for that. */
export interface TicketResolve {
  readonly n: number;
  readonly fields?: Readonly<Record<string, string>>;
}

/** A knowledge article or an outage that an agent shared with the user or pinned to the ticket. */
export interface ChatLink {
  readonly kind: 'knowledge' | 'outage';
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  /** Tie the records in the ITSM too, beside naming the link in the work info. */
  readonly relate: boolean;
}

export interface ChatUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** Proven by the portal or the channel; an unproven user matches no customer. */
  readonly verified: boolean;
}

/** The agent who owns a chat, under the screen name that held when it was accepted. */
export interface Owner {
  readonly id: string;
  readonly screenName: string;
}

/** Where the user sits: enough to find the conversation again and to write to it. */
export interface ConversationRef {
  readonly channel: string;
  readonly id: string;
}

/** An offer to a named agent: whose the chat was, and since when it waits for him. */
export interface Transfer {
  readonly from: Owner;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** `participant`s write to the user too, `monitor`s read only. */
export type InviteMode = 'participant' | 'monitor';

/** An agent beside the owner: who was asked into the chat, or joined it unasked as supervisors may. */
export interface Invited {
  /** Under the screen name that held when he was asked, or joined. */
  readonly agent: Owner;
  readonly mode: InviteMode;
  readonly state: 'invited' | 'joined' | 'declined' | 'left';
  /** Who asked; himself where he joined unasked. */
  readonly by: Owner;
}

/** The owner asks a supervisor for help. */
export interface Assistance {
  readonly by: Owner;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text?: string;
}

/** An abandon under way: the tickets are being cancelled, then the chat closes. */
export interface Abandoning {
  readonly by: Owner;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Created tickets whose cancel has not been answered yet. */
  readonly waitingFor: readonly number[];
}

/** One user's live-chat request, from the handoff to its close. Times are epoch milliseconds. */
export interface Chat {
  readonly id: string;
  readonly status: ChatStatus;
  readonly disposition?: Disposition;
  readonly company: string;
  readonly queue: string;
  readonly topic?: string;
  /** Where the chat came from, for the agent: the channel's name. */
  readonly source: string;
  readonly subject: string;
  readonly user: ChatUser;
  readonly conversation: ConversationRef;
  readonly owner?: Owner;
  readonly transferTo?: Owner;
  /** While `transferTo` is set. */
  readonly transfer?: Transfer;
  /** 0 is usual, 9 the most urgent; a waiting chat of higher priority is taken first. */
  readonly priority?: number;
  readonly cancelledByUser: boolean;
  readonly abandoning?: Abandoning;
  /** One row an agent; never its owner. */
  readonly invited?: readonly Invited[];
  /** Asked for and not answered yet. */
  readonly assistance?: Assistance;
  readonly createdAt: number;
  /** Its turn counts from here; one that comes back to the front keeps its first. */
  readonly waitingSince?: number;
  /** When it came back to the front. */
  readonly requeuedAt?: number;
  /** Queues that it has left because nobody took it there; none of them loses it so again. */
  readonly overflowed?: readonly string[];
  /** When it last did, epoch milliseconds. */
  readonly overflowedAt?: number;
  readonly assignedAt?: number;
  /** The owner has written since he has the chat, as far as a deadline saw. */
  readonly answered?: true;
  /** He was reminded to, epoch milliseconds. */
  readonly answerWarnedAt?: number;
  /** The sign of life after which the user was asked whether he is still there, epoch milliseconds. */
  readonly idleWarnedFor?: number;
  /** The last sign of life that a deadline saw; between deadlines it lags behind. */
  readonly activeAt?: number;
  readonly closedAt?: number;
  /** What the agent wrote for the ticket's Resolution when ending. */
  readonly resolution?: string;
  /** Which tickets the end resolves, and with what. */
  readonly resolve?: readonly TicketResolve[];
  /** The group of the ITSM to which the end hands the created tickets that it does not resolve. */
  readonly handTo?: string;
  readonly tickets: readonly ChatTicket[];
  /** In the order they came; each goes to every ticket of the chat. */
  readonly links?: readonly ChatLink[];
  /** Counts commits. */
  readonly version: number;
  /** Counts changes of owner. */
  readonly epoch: number;
}

/** The queue of chats that name none. */
export const GENERAL = 'GENERAL';

export const isOpen = (chat: Chat): boolean => chat.status !== 'closed';
