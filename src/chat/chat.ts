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
  /** An earlier chat of the same user has created it, under that number. `reopen`: it is to be taken back first. */
  readonly continues?: { readonly id: string; readonly n: number; readonly reopen?: true };
  /** Tickets of earlier chats of the same user, which this one names. */
  readonly follows?: readonly FollowedTicket[];
}

/** A ticket of before, as a later one names it. */
export interface FollowedTicket {
  readonly connector: string;
  readonly type: string;
  readonly externalId: string;
  readonly displayId: string;
  readonly url?: string;
}

/** A ticket that an earlier chat of the same user has created. */
export interface EarlierTicket {
  readonly chat: string;
  /** Its number within that chat. */
  readonly n: number;
  readonly connector: string;
  readonly type: string;
  readonly kind: TicketKind;
  readonly externalId?: string;
  readonly displayId?: string;
  readonly url?: string;
  readonly status?: string;
  readonly statusReason?: string;
  /** When that chat was closed, epoch milliseconds. */
  readonly closedAt: number;
  /** Lines of that chat's log that stand in the log of this one: the ticket has them. */
  readonly logged: number;
  /** Absent until the ITSM has told. `over`: finished, and not to be reopened. `unknown`: it lets nobody read it. */
  readonly standing?: 'open' | 'reopenable' | 'over' | 'unknown';
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
  /** The connector instance whose record it is. Chats that were stored before links had one do not tell. */
  readonly connector?: string;
  readonly id: string;
  readonly title: string;
  readonly url?: string;
  /** Tie the records in the ITSM too, beside naming the link in the work info: in the tickets of the same connector. */
  readonly relate: boolean;
}

export interface ChatUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** Proven by the portal or the channel; an unproven user matches no customer. */
  readonly verified: boolean;
}

/** What a user filled in before the chat; `label` is what he was asked. */
export interface FormAnswer {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

/** Something that the virtual agent knows of a chat, under the name that it gave it: `device.id`. */
export interface ContextRow {
  readonly label: string;
  readonly value: string;
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

/** What a user thought of a chat, said after its end. */
export interface Rating {
  /** 1 is poor, 5 is very good. */
  readonly score: number;
  readonly comment?: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The channel does not take what is written to the user. */
export interface Undelivered {
  /** When the oldest of these lines was written, as far as is known, epoch milliseconds. */
  readonly since: number;
  /** The last line that was held up. */
  readonly upTo: number;
}

/** Lines that did not reach the user in time, and the ticket that got them. */
export interface UndeliveredNote {
  readonly seqs: readonly number[];
  /** Its number within the chat; absent where there was none. */
  readonly ticket?: number;
}

/** What a user was told of his place in the queue. */
export interface ToldPlace {
  /** 1 for whoever is next. */
  readonly n: number;
  /** How long it may take from there, where that could be said. */
  readonly minutes?: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The first that he was told in this queue: how fast it moves is measured from there. */
  readonly first: { readonly n: number; readonly at: number };
}

/** One user's live-chat request, from the handoff to its close. Times are epoch milliseconds. */
export interface Chat {
  readonly id: string;
  readonly status: ChatStatus;
  readonly disposition?: Disposition;
  readonly company: string;
  /** The user's, where he named one. */
  readonly region?: string;
  readonly queue: string;
  readonly topic?: string;
  /** Where the chat came from, for the agent: the channel's name. */
  readonly source: string;
  readonly subject: string;
  readonly form?: readonly FormAnswer[];
  /** What came with the handoff beside what decides where it leads. */
  readonly context?: readonly ContextRow[];
  readonly user: ChatUser;
  /** Others may be in the conversation too; each line says who wrote it. */
  readonly group?: true;
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
  /** Its turn counts from here; one that comes back keeps its first. */
  readonly waitingSince?: number;
  /** While it waits, once its user was told. */
  readonly place?: ToldPlace;
  /** When it came back to a queue. */
  readonly requeuedAt?: number;
  /** Its agent did not let go of it: while it waits, it stands before all others, whatever their priority. */
  readonly atFront?: true;
  /** Queues that it has left because nobody took it there; none of them loses it so again. */
  readonly overflowed?: readonly string[];
  /** When it last came into another queue by itself, epoch milliseconds. */
  readonly overflowedAt?: number;
  /** The last wait, by when it began, of which agents were told that its target is near, or missed. */
  readonly slaWarnedFor?: number;
  readonly slaBreachedFor?: number;
  readonly assignedAt?: number;
  /** When it first was anybody's. */
  readonly firstAcceptedAt?: number;
  /** How often an agent handed it on; absent for never. */
  readonly transfers?: number;
  /** The owner has written since he has the chat, as far as a deadline saw. */
  readonly answered?: true;
  /** He was reminded to, epoch milliseconds. */
  readonly answerWarnedAt?: number;
  /** The sign of life after which the user was asked whether he is still there, epoch milliseconds. */
  readonly idleWarnedFor?: number;
  /** The last sign of life that a deadline saw; between deadlines it lags behind. */
  readonly activeAt?: number;
  readonly closedAt?: number;
  /** The closed chat with which its user goes on in this one. */
  readonly reopens?: string;
  /** Tickets of earlier chats of the same user that are not this chat's, or not yet. */
  readonly earlier?: readonly EarlierTicket[];
  readonly rating?: Rating;
  /** What the agent wrote for the ticket's Resolution when ending. */
  readonly resolution?: string;
  /** Which tickets the end resolves, and with what. */
  readonly resolve?: readonly TicketResolve[];
  /** The group of the ITSM to which the end hands the created tickets that it does not resolve. */
  readonly handTo?: string;
  readonly tickets: readonly ChatTicket[];
  /** In the order they came; each goes to every ticket of the chat. */
  readonly links?: readonly ChatLink[];
  /** While lines are held up. */
  readonly undelivered?: Undelivered;
  /** In the order they were written; no line is in two of them. */
  readonly undeliveredNotes?: readonly UndeliveredNote[];
  /** Counts commits. */
  readonly version: number;
  /** Counts changes of owner. */
  readonly epoch: number;
}

/** The queue of chats that name none. */
export const GENERAL = 'GENERAL';

export const isOpen = (chat: Chat): boolean => chat.status !== 'closed';

/**
 * Agents whose own a chat is, by id: its owner, whoever has joined them, and whom it is offered to or who is invited.
 * Of a closed chat it is the owner.
 */
export const agentsIn = ({ owner, transferTo, invited = [] }: Chat): readonly string[] => {
  const beside = invited.filter(({ state }) => state === 'joined' || state === 'invited');
  return [owner, transferTo, ...beside.map(({ agent }) => agent)].flatMap((one) => (one ? [one.id] : []));
};
