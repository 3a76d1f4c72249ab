import type { TemplateResult } from 'lit';
import type { Refusal } from '../../api/refusal.ts';
import type { Desk } from '../../desk/desk.ts';
import { type ChatMove, movesFor } from '../../state/chat-moves.ts';
import { isMine } from '../../state/rights.ts';
import type { Chat, State } from '../../state/state.ts';
import { isSupervisor } from '../../state/supervisor.ts';

/** A dialog as it is opened. */
export interface DialogRow {
  readonly name: string;
  /** What people choose it by. */
  readonly label: string;
  /**
   * What is done at once, before anything is asked.
   * @param about the id of what the dialog is about: a chat's, an agent's
   * @returns `done` where nothing has to be asked, or the refusal that the dialog goes on from
   */
  readonly begin?: (desk: Desk, about: string) => Promise<'done' | Refusal | undefined>;
  /** Left out where `begin` does all. */
  readonly element?: (desk: Desk, about: string, refusal: Refusal | undefined) => TemplateResult;
}

/** What an agent can do with a chat. The header's menus, the keys and their help read these rows. */
export interface ChatRow extends DialogRow {
  /** Where the header offers it; left out where it does not. */
  readonly menu?: 'tickets' | 'chat' | 'button';
  readonly danger?: true;
  /** Whether it is offered to this agent now. */
  readonly when: (chat: Chat, state: State) => boolean;
  /** The label while it is shown and cannot be chosen. */
  readonly off?: (chat: Chat) => string | undefined;
  /** With Alt, by the place of the key, as in `KeyT`. */
  readonly key?: { readonly code: string; readonly help: string };
}

/** Offered to the chat's own agent. */
export const whenMine: ChatRow['when'] = (chat, state) => isMine(state, chat);

/** Offered to supervisors, as the overview has it. */
export const whenWatched =
  (move: ChatMove): ChatRow['when'] =>
  (chat, state) =>
    isSupervisor(state) && movesFor(state, chat).includes(move);
