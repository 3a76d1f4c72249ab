import { html } from 'lit';
import { moveWords } from '../../state/chat-moves.ts';
import type { Chat } from '../../state/state.ts';
import { type ChatRow, whenWatched } from './row.ts';
import { agentOf, WordsDialog } from './words-dialog.ts';

/** A supervisor writes to the agent of a chat. */
export class WhisperDialog extends WordsDialog {
  protected override readonly asking = {
    title: 'Whisper',
    lead: (chat: Chat) => `An internal line to ${agentOf(chat)}. The user never sees it.`,
    label: 'Your words',
    required: true,
    limit: 8000,
    button: 'Whisper',
  };

  protected override send(text: string): Promise<void> {
    return this.carryOut('whisper', { text });
  }
}

customElements.define('db-whisper-dialog', WhisperDialog);

export const WHISPER: ChatRow = {
  name: 'whisper',
  label: moveWords('whisper'),
  when: whenWatched('whisper'),
  element: (desk, chat) => html`<db-whisper-dialog .desk=${desk} .chatId=${chat}></db-whisper-dialog>`,
};
