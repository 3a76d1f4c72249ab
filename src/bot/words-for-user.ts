import type { Entry, EventCode } from '../chat/entry.ts';

// An event's text is the agents'; where it speaks of the user, the user is told in the second person.
const TO_THE_USER: { readonly [C in EventCode]?: string } = {
  'chat-cancelled': 'You have left the live chat.',
};

/** A public line as its user reads it. */
export const wordsFor = ({ code, text }: Entry): string => (code && TO_THE_USER[code]) ?? text;
