import type { OperationName } from '../paths.ts';
import { ENDING } from './ending.ts';
import { LOOKING_UP } from './looking-up.ts';
import { ME } from './me.ts';
import { MOVES } from './moves.ts';
import { OFFICE } from './office.ts';
import type { Operation } from './operation.ts';
import { READING } from './reading.ts';
import { OIDC, SESSIONS } from './sessions.ts';
import { SUPERVISING } from './supervising.ts';
import { TALK } from './talk.ts';
import { LINKS, TICKETS } from './tickets.ts';
import { USER_CHATS } from './user-chats.ts';

/** Every name of `paths.ts` has its row. */
const ALL = {
  ...SESSIONS,
  ...OIDC,
  ...ME,
  ...READING,
  ...TALK,
  ...MOVES,
  ...ENDING,
  ...TICKETS,
  ...LINKS,
  ...LOOKING_UP,
  ...SUPERVISING,
  ...OFFICE,
  ...USER_CHATS,
} satisfies Record<OperationName, Operation>;

/** The rows by name, as types: the console's client reads requests and answers from them. */
export type Operations = typeof ALL;

/** The HTTP surface of agents and users, one row an operation. */
export const OPERATIONS: readonly Operation[] = Object.values(ALL);
