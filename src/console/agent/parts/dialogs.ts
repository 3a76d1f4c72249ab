import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../look/shared-styles.ts';
import type { Chat } from '../state/state.ts';
import { kindWords, listWords, ownTickets, resolvedStatus, ticketName } from '../state/words.ts';
import { DeskElement } from './desk-element.ts';
import { closeAround, modal, modalStyles } from './modal.ts';
import type { DialogWish } from './open-dialog.ts';

/** The questions asked before something that cannot be taken back. Each names its effect. */
export class Dialogs extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    wish: { state: true },
    resolution: { state: true },
  };
  static override styles = [
    shared,
    modalStyles,
    css`
      p {
        line-height: 1.5;
      }
      p + p,
      .effects,
      wa-textarea {
        margin-top: 12px;
      }
      .effects {
        padding: 10px 14px;
        border-radius: 8px;
        background: var(--db-surface-2);
        border: 1px solid var(--db-line);
        list-style: none;
      }
      .effects li + li {
        margin-top: 4px;
      }
    `,
  ];

  declare wish: DialogWish | undefined;
  declare resolution: string;

  constructor() {
    super();
    this.resolution = '';
  }

  /** Opens the question, or does the thing at once where there is nothing to ask. */
  async ask(wish: DialogWish): Promise<void> {
    const chat = this.state.chats[wish.chat];
    if (!chat) return;
    if (wish.name === 'incident' || wish.name === 'work-order') {
      const same = chat.tickets.filter((ticket) => ticket.created && ticket.kind === wish.name);
      const failed = same.find((ticket) => ticket.state === 'failed');
      if (same.length === 0) return this.desk.createTicket(wish.chat, wish.name, false);
      if (failed) return this.desk.retryTicket(wish.chat, failed.n);
    }
    this.resolution = `Resolved with ${chat.user.name} in live chat: ${chat.subject || 'no subject'}`;
    this.wish = wish;
  }

  override render() {
    const chat = this.wish && this.state.chats[this.wish.chat];
    if (!this.wish || !chat) return nothing;
    switch (this.wish.name) {
      case 'end':
        return ownTickets(chat).length > 0 ? this.endWithTicket(chat) : this.endPlain(chat);
      case 'abandon':
        return this.abandon(chat);
      default:
        return this.another(chat, this.wish.name);
    }
  }

  private endWithTicket(chat: Chat) {
    const tickets = ownTickets(chat);
    const many = tickets.length > 1;
    return this.frame(
      many ? 'Resolve the tickets?' : 'Resolve the ticket?',
      html`
        <p>The chat with <bdi>${chat.user.name}</bdi> ends and the user is told. With <strong>Yes</strong>:</p>
        <ul class="effects">
          ${tickets.map((ticket) => html`<li><strong>${ticketName(ticket)}</strong> will be set to ${resolvedStatus(ticket.kind)}</li>`)}
        </ul>
        <wa-textarea
          label="Resolution"
          rows="3"
          maxlength="8000"
          .value=${this.resolution}
          @input=${(event: Event) => {
            this.resolution = (event.target as HTMLTextAreaElement).value;
          }}
        ></wa-textarea>
      `,
      html`
        ${this.cancel('Cancel')}
        <wa-button appearance="outlined" @click=${() => this.end(chat.id, false)}>No, end only</wa-button>
        <wa-button variant="brand" autofocus @click=${() => this.end(chat.id, true)}>Yes, resolve and end</wa-button>
      `,
    );
  }

  private endPlain(chat: Chat) {
    return this.frame(
      'End the chat?',
      html`<p>The chat with <bdi>${chat.user.name}</bdi> ends and the user is told. It has no ticket.</p>`,
      html`
        ${this.cancel('No')}
        <wa-button variant="brand" autofocus @click=${() => this.end(chat.id, false)}>Yes, end the chat</wa-button>
      `,
    );
  }

  private abandon(chat: Chat) {
    const names = ownTickets(chat).map(ticketName);
    return this.frame(
      'Abandon the chat?',
      html`
        <p>Abandon is for users who have left. The chat with <bdi>${chat.user.name}</bdi> closes as abandoned.</p>
        <ul class="effects">
          <li>
            ${
              names.length === 0
                ? 'It has no ticket, so nothing changes in the ITSM.'
                : html`<strong>${listWords(names)}</strong> will be set to Cancelled first`
            }
          </li>
        </ul>
      `,
      html`
        ${this.cancel('Cancel')}
        <wa-button variant="danger" autofocus @click=${() => this.confirm(() => this.desk.abandon(chat.id))}>Abandon</wa-button>
      `,
    );
  }

  private another(chat: Chat, kind: 'incident' | 'work-order') {
    const there = ownTickets(chat).filter((ticket) => ticket.kind === kind);
    const word = kindWords(kind).toLowerCase();
    return this.frame(
      `Create another ${word}?`,
      html`<p>This chat already has <strong>${listWords(there.map(ticketName))}</strong>. Another ${word} will be created beside it.</p>`,
      html`
        ${this.cancel('Cancel')}
        <wa-button variant="brand" autofocus @click=${() => this.confirm(() => this.desk.createTicket(chat.id, kind, true))}>Create another</wa-button>
      `,
    );
  }

  private frame(label: string, content: unknown, buttons: unknown) {
    return modal(label, content, buttons, () => {
      this.wish = undefined;
    });
  }

  private cancel(word: string) {
    return html`<wa-button appearance="plain" @click=${closeAround}>${word}</wa-button>`;
  }

  private end(id: string, resolve: boolean): void {
    const resolution = this.resolution.trim();
    this.confirm(() =>
      this.desk.end(id, { resolveTicket: resolve, ...(resolve && resolution !== '' && { resolution }) }),
    );
  }

  private confirm(wish: () => Promise<void>): void {
    this.renderRoot.querySelector('dialog')?.close();
    void wish();
  }
}

customElements.define('db-dialogs', Dialogs);

declare global {
  interface HTMLElementTagNameMap {
    'db-dialogs': Dialogs;
  }
}
