import type { Chat } from '../chat/chat.ts';
import type { HandoffState } from './ports.ts';

/** Bot Framework's `handoff.status`. Its id is the same for the same turn of events, so a repeat is recognised. */
export const statusActivity = (chat: Chat, state: HandoffState) => ({
  type: 'event',
  id: `${chat.id}-${state}-${chat.epoch}`,
  name: 'handoff.status',
  value: { state, chatId: chat.id, ...(chat.owner && { agent: chat.owner.screenName }) },
});

// Chat services for people have no place for an event; sending one there is an error.
const WITH_EVENTS = new Set(['directline', 'webchat', 'emulator', 'test']);

export const takesEvents = (channelId: string): boolean => WITH_EVENTS.has(channelId);
