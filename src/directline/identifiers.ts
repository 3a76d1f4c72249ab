import { randomBytes } from 'node:crypto';

const unguessable = () => randomBytes(16).toString('hex');

export const newConversationId = (): string => unguessable();

/** The prefix marks a user whom only a token can name (Direct Line's rule for ids of generated tokens). */
export const newUserId = (): string => `dl_${unguessable()}`;

export const newTicket = (): string => randomBytes(32).toString('base64url');

/** For activities that no log numbers. */
export const passingActivityId = (conversationId: string): string =>
  `${conversationId}|${randomBytes(9).toString('base64url')}`;

/** The name of a user who gave none. */
export const GUEST = 'Guest';
