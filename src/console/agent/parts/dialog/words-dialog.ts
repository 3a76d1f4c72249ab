import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
import type { Moves } from '../../desk/moves.ts';
import type { Chat } from '../../state/state.ts';
import { modalStyles } from '../modal.ts';
import { ChatDialog } from './chat-dialog.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fieldForm, fieldStyles, focusField } from './fields.ts';

interface Asking {
  readonly title: string;
  readonly lead: (chat: Chat) => string;
  readonly label: string;
  readonly required: boolean;
  /** The API's bound, in characters. */
  readonly limit: number;
  readonly button: string;
  readonly danger?: true;
  readonly call: (moves: Moves, chat: string, text: string, key: string) => Promise<void>;
}

const agentOf = (chat: Chat) => chat.agent?.screenName ?? 'its agent';

const ASKING = {
  assistance: {
    title: 'Ask for assistance',
    lead: () => 'Supervisors are told at once and can join. The user does not see this.',
    label: 'What is it about? (optional)',
    required: false,
    limit: 500,
    button: 'Ask a supervisor',
    call: (moves, ...wish) => moves.askForAssistance(...wish),
  },
  whisper: {
    title: 'Whisper',
    lead: (chat) => `An internal line to ${agentOf(chat)}. The user never sees it.`,
    label: 'Your words',
    required: true,
    limit: 8000,
    button: 'Whisper',
    call: (moves, ...wish) => moves.whisper(...wish),
  },
  'force-close': {
    title: 'Close the chat by force?',
    lead: (chat) =>
      `For chats that are stuck. The chat with ${chat.user.name} closes at once${chat.agent ? `, and ${agentOf(chat)} loses it` : ''}. Your reason stands in its log.`,
    label: 'Reason',
    required: true,
    limit: 500,
    button: 'Close by force',
    danger: true,
    call: (moves, ...wish) => moves.forceClose(...wish),
  },
} as const satisfies Record<string, Asking>;

export type WordsName = keyof typeof ASKING;

export const isWordsName = (name: string): name is WordsName => name in ASKING;

/** Moves that need words and nothing else. */
export class WordsDialog extends ChatDialog {
  static override properties: PropertyDeclarations = {
    ...ChatDialog.properties,
    name: { attribute: false },
    text: { state: true },
    blank: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles];

  declare name: WordsName;
  declare text: string;
  declare blank: boolean;

  constructor() {
    super();
    this.text = '';
    this.blank = false;
  }

  override render() {
    const { chat } = this;
    if (!chat) return nothing;
    const { title, lead, label, required, limit, button, danger }: Asking = ASKING[this.name];
    return this.frame(
      title,
      html`
        <p class="quiet">${lead(chat)}</p>
        ${fieldForm('w', [{ name: 'text', label, type: 'text', required, limit }], {
          values: { text: this.text },
          counted: this.text.length > limit - 500,
          blank: new Set(this.blank ? ['text'] : []),
          change: (_name, value) => {
            this.text = value;
            this.blank = false;
          },
          confirm: () => this.send(),
        })}
      `,
      html`
        ${this.cancel()}
        <wa-button variant=${danger ? 'danger' : 'brand'} ?loading=${this.busy !== undefined} @click=${this.send}>${button}</wa-button>
      `,
    );
  }

  private send(): void {
    const { required, call }: Asking = ASKING[this.name];
    const text = this.text.trim();
    this.blank = required && text === '';
    if (this.blank) focusField(this.renderRoot);
    else void this.attempt('send', () => call(this.desk.moves, this.chatId, text, this.keys.for(text)));
  }
}

customElements.define('db-words-dialog', WordsDialog);
