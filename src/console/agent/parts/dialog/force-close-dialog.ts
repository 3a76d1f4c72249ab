import { html } from 'lit';
import { moveWords } from '../../state/chat-moves.ts';
import type { Chat } from '../../state/state.ts';
import { type ChatRow, whenWatched } from './row.ts';
import { agentOf, WordsDialog } from './words-dialog.ts';

/** A supervisor closes what is stuck. */
export class ForceCloseDialog extends WordsDialog {
  protected override readonly asking = {
    title: 'Close the chat by force?',
    lead: (chat: Chat) =>
      `For chats that are stuck. The chat with ${chat.user.name} closes at once${chat.agent ? `, and ${agentOf(chat)} loses it` : ''}. Your reason stands in its log.`,
    label: 'Reason',
    required: true,
    limit: 500,
    button: 'Close by force',
    danger: true as const,
  };

  protected override send(reason: string): Promise<void> {
    return this.carryOut('forceClose', { reason });
  }
}

customElements.define('db-force-close-dialog', ForceCloseDialog);

export const FORCE_CLOSE: ChatRow = {
  name: 'force-close',
  label: moveWords('force-close'),
  danger: true,
  when: whenWatched('force-close'),
  element: (desk, chat) =>
    html`<db-force-close-dialog .desk=${desk} .chatId=${chat}></db-force-close-dialog>`,
};
