import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
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
}

export const agentOf = (chat: Chat): string => chat.agent?.screenName ?? 'its agent';

/** A move that needs words and nothing else. */
export abstract class WordsDialog extends ChatDialog {
  static override properties: PropertyDeclarations = {
    ...ChatDialog.properties,
    text: { state: true },
    blank: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles];

  protected abstract readonly asking: Asking;
  declare text: string;
  declare blank: boolean;

  constructor() {
    super();
    this.text = '';
    this.blank = false;
  }

  /** @param text trimmed; empty only where it may be */
  protected abstract send(text: string): Promise<void>;

  override render() {
    const { chat } = this;
    if (!chat) return nothing;
    const { title, lead, label, required, limit, button, danger } = this.asking;
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
          confirm: () => this.confirm(),
        })}
      `,
      html`
        ${this.cancel()}
        <wa-button variant=${danger ? 'danger' : 'brand'} ?loading=${this.busy !== undefined} @click=${this.confirm}>${button}</wa-button>
      `,
    );
  }

  private confirm(): void {
    const text = this.text.trim();
    this.blank = this.asking.required && text === '';
    if (this.blank) focusField(this.renderRoot);
    else void this.send(text);
  }
}
