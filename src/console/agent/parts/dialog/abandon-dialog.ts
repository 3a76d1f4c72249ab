import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { type EndRow, statusPair } from '../../state/ending.ts';
import { capital, ticketName } from '../../state/words.ts';
import { modalStyles } from '../modal.ts';
import { dialogStyles } from './dialog-styles.ts';
import { EndingDialog } from './ending-dialog.ts';
import { type ChatRow, whenMine } from './row.ts';

/** Abandon: names what becomes of each ticket before it happens. */
export class AbandonDialog extends EndingDialog {
  static override styles = [shared, modalStyles, dialogStyles];

  override render() {
    const { chat } = this;
    if (!chat) return nothing;
    return this.frame(
      'Abandon the chat?',
      html`
        <p>Abandon is for users who have left. The chat with <bdi>${chat.user.name}</bdi> closes as abandoned.${this.tickets.length > 0 ? ' Its tickets come first:' : nothing}</p>
        ${this.loading ? this.asking() : this.effects()}
      `,
      html`
        ${this.cancel()}
        <wa-button variant="danger" autofocus ?loading=${this.loading || this.busy === 'abandon'} @click=${this.abandon}>Abandon</wa-button>
      `,
    );
  }

  private effects() {
    if (this.tickets.length === 0)
      return html`<p class="quiet">It has no ticket, so nothing changes in the ITSM.</p>`;
    const rows = this.rows ?? [];
    if (rows.length + this.creating.length === 0) return nothing;
    return html`<ul class="rows">
      ${rows.map((row) => this.row(row))}
      ${this.creating.map(
        (ticket) => html`<li class="row head">
          ${icon('ticket')}<span class="name">${capital(ticketName(ticket))}</span>
          <span class="effect will">will be cancelled as soon as it has its number</span>
        </li>`,
      )}
    </ul>`;
  }

  private row({ kind, displayId, created, cancel }: EndRow) {
    return html`<li class="row head" data-testid="ending">
      ${icon(kind === 'work-order' ? 'wrench' : 'ticket')}
      <span class="name">${displayId}${created ? nothing : html`<span class="tag">Related</span>`}</span>
      ${
        created && cancel
          ? html`<span class="effect will">will be ${statusPair(cancel)}</span>`
          : html`<span class="effect">keeps its status</span>`
      }
    </li>`;
  }

  private abandon(): void {
    if (!this.loading) void this.carryOut('abandon', undefined);
  }
}

customElements.define('db-abandon-dialog', AbandonDialog);

export const ABANDON: ChatRow = {
  name: 'abandon',
  label: 'Abandon',
  menu: 'chat',
  danger: true,
  when: whenMine,
  element: (desk, chat) => html`<db-abandon-dialog .desk=${desk} .chatId=${chat}></db-abandon-dialog>`,
};
