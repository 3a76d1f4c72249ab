import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import type { HandRow } from '../../state/hand.ts';
import type { State } from '../../state/state.ts';
import { DeskElement } from '../desk-element.ts';
import { fetchState, fetchStateStyles } from '../side/fetch-state.ts';
import { viewStyles } from '../view-styles.ts';
import { handRow, handRowStyles } from './hand-row.ts';

/** Tickets whose last write failed or was not confirmed, of open and closed chats: try again, or leave them. */
export class HandView extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    asked: { state: true },
  };
  static override styles = [
    shared,
    ...fetchStateStyles,
    viewStyles,
    handRowStyles,
    css`
      .page {
        max-width: 1000px;
      }
      .failed,
      .bones {
        margin-bottom: 14px;
      }
      .well {
        display: grid;
        justify-items: center;
        gap: 4px;
        padding: 72px 24px;
        border: 1px dashed var(--db-line-strong);
        border-radius: 14px;
        text-align: center;
        color: var(--db-quiet);
      }
      .well > .icon {
        width: 34px;
        height: 34px;
        margin-bottom: 8px;
        color: var(--db-good);
      }
      .well strong {
        color: var(--db-text);
        font-weight: 600;
      }
      .more {
        margin-top: 14px;
        color: var(--db-quiet);
        text-align: center;
      }
      @media (max-width: 640px) {
        .page {
          padding: 18px 12px 32px;
        }
      }
    `,
  ];

  /** The row whose giving up waits for a yes. */
  declare asked: string | undefined;

  protected override concerns(state: State, before: State): boolean {
    return state.hand !== before.hand || state.running !== before.running;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override render() {
    const { page } = this.state.hand;
    const rows = page.value?.tickets ?? [];
    return html`<div class="page" @keydown=${this.onKey}>
      <div class="head">
        <div>
          <h2 tabindex="-1">Tickets that need a hand</h2>
          <p class="lead">The ITSM refused the last write of these, or has not confirmed it. Chats went on without it.</p>
        </div>
        <button class="quiet" aria-label="Refresh" title="Refresh" @click=${() => this.desk.supervising.refresh()}>${icon('retry')}</button>
        <button class="quiet" aria-label="Back to the chats" title="Back to the chats" @click=${() => this.desk.supervising.show(false)}>${icon('xmark')}</button>
      </div>
      ${fetchState(page, 'the tickets', () => this.desk.supervising.refresh())}
      <p class="sr" role="status">${page.value === undefined ? '' : `${rows.length} tickets need a hand.`}</p>
      ${
        page.value !== undefined && rows.length === 0
          ? html`<div class="well">${icon('end')}<strong>Nothing needs a hand</strong><span>Every ticket is as its chat left it.</span></div>`
          : nothing
      }
      <ul>
        ${repeat(rows, keyOf, (row) => this.row(row))}
      </ul>
      ${page.value?.next === undefined ? nothing : html`<p class="more">There are more; these are the first.</p>`}
    </div>`;
  }

  private row(row: HandRow) {
    const { chat, ticket } = row;
    const { running } = this.state;
    const key = keyOf(row);
    return handRow(row, {
      retrying: running.has(`retry ${ticket.n} ${chat.id}`),
      givingUp: running.has(`give up ${ticket.n} ${chat.id}`),
      asked: this.asked === key,
      retry: () => void this.desk.supervising.retry(chat.id, ticket.n),
      ask: (on) => void this.ask(on ? key : undefined, key),
      giveUp: () => void this.desk.supervising.giveUp(chat.id, ticket.n),
      open: () => this.open(chat.id),
    });
  }

  /** The focus follows the question and comes back from it. */
  private async ask(asked: string | undefined, key: string): Promise<void> {
    this.asked = asked;
    await this.updateComplete;
    const row = this.renderRoot.querySelector(`[data-row="${CSS.escape(key)}"]`);
    row?.querySelector<HTMLElement>(asked === undefined ? '.give-up' : '.keep')?.focus();
  }

  private open(chat: string): void {
    this.desk.supervising.show(false);
    this.desk.select(chat);
    this.dispatchEvent(new CustomEvent('db-opened', { bubbles: true, composed: true }));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    if (this.asked === undefined) this.desk.supervising.show(false);
    else void this.ask(undefined, this.asked);
  }
}

const keyOf = ({ chat, ticket }: HandRow): string => `${chat.id} ${ticket.n}`;

customElements.define('db-hand-view', HandView);
