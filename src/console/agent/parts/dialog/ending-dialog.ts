import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { html, type PropertyDeclarations } from 'lit';
import { icon } from '../../../look/icons.ts';
import { sentence } from '../../api/refusal.ts';
import type { EndRow } from '../../state/ending.ts';
import type { Ticket } from '../../state/state.ts';
import { ownTickets } from '../../state/words.ts';
import { ChatDialog } from './chat-dialog.ts';

/** A dialog that ends a chat: it asks first what that does to each ticket. */
export abstract class EndingDialog extends ChatDialog {
  static override properties: PropertyDeclarations = { ...ChatDialog.properties, rows: { state: true } };

  /** Absent until the server has said. */
  declare rows: readonly EndRow[] | undefined;
  private asked: string | undefined;

  /** Tickets that exist, or are about to. */
  protected get tickets(): readonly Ticket[] {
    return this.chat?.tickets.filter(({ state }) => state !== 'failed') ?? [];
  }

  /** Created ones that the server has said nothing of: their number is on its way, or has just come. */
  protected get creating(): readonly Ticket[] {
    const { chat, rows } = this;
    const unknown = ({ n, displayId }: Ticket) =>
      rows === undefined ? displayId === undefined : rows.every((row) => row.n !== n);
    return chat ? ownTickets(chat).filter(unknown) : [];
  }

  protected get loading(): boolean {
    return this.tickets.length > 0 && this.rows === undefined && this.error === undefined;
  }

  /** Asks again as soon as a ticket has got its number. */
  protected override willUpdate(): void {
    const numbers = this.tickets.map(({ n, displayId }) => `${n} ${displayId}`).join();
    if (numbers === this.asked) return;
    this.asked = numbers;
    if (numbers !== '') void this.load();
  }

  protected async load(): Promise<void> {
    const { asked } = this;
    this.error = undefined;
    try {
      const { tickets: rows } = await this.desk.api.endForm({ id: this.chatId });
      if (asked === this.asked) this.rows = rows;
    } catch (error) {
      if (asked === this.asked) this.error = error;
    }
  }

  /** Where it is the question that failed, it can be asked again. */
  protected override trouble() {
    if (this.error === undefined || this.rows !== undefined) return super.trouble();
    return html`<div class="trouble" role="alert">
      ${icon('warning')}
      <p>What this does to the tickets could not be read. ${sentence(this.error)}</p>
      <wa-button size="s" appearance="outlined" @click=${this.load}>Try again</wa-button>
    </div>`;
  }

  protected asking() {
    return html`<p class="asking"><wa-spinner></wa-spinner>Asking what this does to the tickets…</p>`;
  }
}
