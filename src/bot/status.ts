import type { Chat } from '../chat/chat.ts';
import type { HandoffState } from './ports.ts';

export interface StatusEvent {
  readonly type: 'event';
  readonly id: string;
  readonly name: 'handoff.status';
  readonly value: { readonly state: HandoffState; readonly chatId?: string; readonly agent?: string };
  readonly [member: string]: unknown;
}

/** Bot Framework's `handoff.status`. Its id is the same for the same turn of events, so a repeat is recognised. */
export const statusActivity = (chat: Chat, state: HandoffState, epoch: number): StatusEvent => ({
  type: 'event',
  id: `${chat.id}-${state}-${epoch}`,
  name: 'handoff.status',
  value: { state, chatId: chat.id, ...(chat.owner && { agent: chat.owner.screenName }) },
});

/** The same for a handoff that led to no chat; the activity is the one in whose turn it was wished for. */
export const failedActivity = (activityId: string): StatusEvent => ({
  type: 'event',
  id: `${activityId}-failed`,
  name: 'handoff.status',
  value: { state: 'failed' },
});

// Chat services for people have no place for an event; sending one there is an error.
const WITH_EVENTS = new Set(['directline', 'webchat', 'emulator', 'test']);

export const takesEvents = (channelId: string): boolean => WITH_EVENTS.has(channelId);
