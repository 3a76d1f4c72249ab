import { CANNED_TEXTS } from './canned-texts.ts';
import { CHATS } from './chats.ts';
import { MOVES } from './moves.ts';
import type { Operation } from './operation.ts';
import { SESSIONS } from './sessions.ts';
import { SUPERVISING } from './supervising.ts';
import { TICKETS } from './tickets.ts';
import { USER_CHATS } from './user-chats.ts';

/** The agents' surface, one row an operation. A test holds it against the routes that are served. */
export const OPERATIONS: readonly Operation[] = [
  ...SESSIONS,
  ...CHATS,
  ...CANNED_TEXTS,
  ...MOVES,
  ...SUPERVISING,
  ...TICKETS,
  ...USER_CHATS,
];
