import type { Bond, Operation } from '../api/operations/operation.ts';
import type { Chat } from '../chat/chat.ts';
import type { Executed, Once } from '../store/store.ts';
import { carriedOut } from './refusals.ts';
import type { Call } from './serve.ts';

/** As much of a request as it takes to carry out a command on its chat. */
export type OnChat = Pick<Call<Operation & { who: 'staff'; chat: Bond }>, 'chat' | 'once' | 'by' | 'find'>;

/** What became of a command, and the chat as it is then. */
export interface Carried {
  readonly chat: Chat;
  readonly executed: Extract<Executed, { kind: 'done' | 'repeat' }>;
}

/** Carries out what a handler makes of a request. @throws Problem with which the rules refuse it */
export const createCarryOut =
  <Command>(execute: (chat: string, command: Command, once?: Once) => Promise<Executed>) =>
  async ({ chat: { id }, once, find }: OnChat, command: Command): Promise<Carried> => {
    const executed = await execute(id, command, once);
    carriedOut(executed);
    return { chat: executed.kind === 'done' ? executed.chat : await find(id), executed };
  };
