import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
import type { FormField } from '../../state/ending.ts';
import { modalStyles } from '../modal.ts';
import { ChatDialog } from './chat-dialog.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fieldForm, fieldStyles, focusField } from './fields.ts';
import { type ChatRow, whenMine } from './row.ts';

const NUMBER: FormField = {
  name: 'number',
  label: 'Ticket number',
  type: 'text',
  required: true,
  limit: 100,
};

/** Ties a ticket that exists in the ITSM to the chat, by its number. */
export class RelateDialog extends ChatDialog {
  static override properties: PropertyDeclarations = {
    ...ChatDialog.properties,
    number: { state: true },
    blank: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles];

  declare number: string;
  declare blank: boolean;

  constructor() {
    super();
    this.number = '';
    this.blank = false;
  }

  override render() {
    if (!this.chat) return nothing;
    return this.frame(
      'Relate a ticket',
      html`
        <p class="quiet">The ticket gets this chat's transcript when the chat ends. Its status stays as it is unless you tick it then.</p>
        ${fieldForm('r', [NUMBER], {
          values: { number: this.number },
          counted: false,
          blank: new Set(this.blank ? ['number'] : []),
          change: (_name, value) => {
            this.number = value;
            this.blank = false;
          },
          confirm: () => this.relate(),
        })}
      `,
      html`
        ${this.cancel()}
        <wa-button variant="brand" ?loading=${this.busy !== undefined} @click=${this.relate}>Relate</wa-button>
      `,
    );
  }

  private relate(): void {
    const displayId = this.number.trim();
    this.blank = displayId === '';
    if (this.blank) focusField(this.renderRoot);
    else void this.carryOut('relateTicket', { displayId });
  }
}

customElements.define('db-relate-dialog', RelateDialog);

export const RELATE: ChatRow = {
  name: 'relate',
  label: 'Relate a Ticket',
  menu: 'tickets',
  when: whenMine,
  element: (desk, chat) => html`<db-relate-dialog .desk=${desk} .chatId=${chat}></db-relate-dialog>`,
};
