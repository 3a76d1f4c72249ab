import type { Chat, Invited, InviteMode } from '../../../src/chat/chat.ts';
import type { Opening } from '../../../src/handoff/commands.ts';

/** A chat as the model sees it: plain state, no copy of the rules. Times are epoch milliseconds. */
export interface ModelChat {
  /** Whether a ticket is opened as an agent accepts. */
  opens: boolean;
  owner: string | undefined;
  /** Offered to whom, whose it was, and since when. */
  offered: { to: string; from: string; at: number } | undefined;
  /** Everybody else who is, was or is to be in it. */
  beside: Map<string, { mode: InviteMode; state: Invited['state'] }>;
  assistance: boolean;
  queue: string;
  open: boolean;
  left: boolean;
  epoch: number;
  created: number;
  /** Its turn, and since when nobody has it. */
  waitingSince: number;
  queuedAt: number;
  assignedAt: number;
  abandonedAt: number;
  /** When somebody last wrote, and as far as a deadline knows of it; when an agent last wrote to the user. */
  wrote: number;
  active: number;
  spoke: number;
  answered: boolean;
  answerWarned: boolean;
  /** The sign of life, and the waits, of which people were told. */
  idleWarnedFor: number;
  warnedFor: number;
  breachedFor: number;
  abandoning: Set<number> | undefined;
  tickets: { state: 'creating' | 'created' | 'failed'; error: boolean }[];
}

export const modelChat = (now: number, opening?: Opening): ModelChat => ({
  opens: opening?.at === 'accept',
  owner: undefined,
  offered: undefined,
  beside: new Map(),
  assistance: false,
  queue: 'Network',
  open: true,
  left: false,
  epoch: 0,
  created: now,
  waitingSince: now,
  queuedAt: now,
  assignedAt: 0,
  abandonedAt: 0,
  wrote: 0,
  active: 0,
  spoke: 0,
  answered: false,
  answerWarned: false,
  idleWarnedFor: -1,
  warnedFor: -1,
  breachedFor: -1,
  abandoning: undefined,
  tickets: opening?.at === 'handoff' ? [{ state: 'creating', error: false }] : [],
});

/** Nobody has it, and it is offered to nobody. */
export const waits = (c: ModelChat): boolean => c.open && c.owner === undefined && !c.offered;

/** Where the chat is and who is in it, as the model has it. */
export const placeInModel = (c: ModelChat) => ({
  open: c.open,
  owner: c.owner,
  offered: c.offered?.to,
  left: c.left,
  epoch: c.epoch,
  queue: c.queue,
  waitingSince: waits(c) ? c.waitingSince : undefined,
  assistance: c.assistance,
  beside: [...c.beside].map(([id, { mode, state }]) => [id, mode, state].join(' ')).toSorted(),
});

/** The same as the chat itself has it. */
export const placeOf = (chat: Chat): ReturnType<typeof placeInModel> => ({
  open: chat.status !== 'closed',
  owner: chat.owner?.id,
  offered: chat.transferTo?.id,
  left: chat.cancelledByUser,
  epoch: chat.epoch,
  queue: chat.queue,
  waitingSince: chat.waitingSince,
  assistance: chat.assistance !== undefined,
  beside: (chat.invited ?? []).map(({ agent, mode, state }) => [agent.id, mode, state].join(' ')).toSorted(),
});
