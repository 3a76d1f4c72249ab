import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { canAccept } from '../state/rights.ts';
import type { State } from '../state/state.ts';
import './chat-header.ts';
import './chat-log.ts';
import './composer.ts';
import { DeskElement } from './desk-element.ts';

/** One chat: its header, its log and the place to write. Lives on while another chat is looked at. */
export class ChatPane extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
  };
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        background: var(--db-surface);
      }
      db-chat-log {
        flex: 1;
        min-height: 0;
      }
      .banner {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 10px 20px;
        background: var(--db-bad-soft);
        color: var(--db-bad);
        border-bottom: 1px solid var(--db-bad-line);
        font-weight: 600;
      }
      .banner span {
        font-weight: 400;
      }
      .preview {
        display: flex;
        align-items: center;
        gap: 16px;
        padding: 14px 20px;
        border-top: 1px solid var(--db-line);
        background: var(--db-surface-2);
      }
      .preview p {
        flex: 1;
        color: var(--db-quiet);
      }
      .preview strong {
        display: block;
        color: var(--db-text);
        font-weight: 600;
      }
    `,
  ];

  declare chatId: string;

  protected override concerns(state: State, before: State): boolean {
    return state.chats[this.chatId] !== before.chats[this.chatId] || state.running !== before.running;
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    if (!chat) return nothing;
    return html`
      <db-chat-header .desk=${this.desk} .chatId=${this.chatId}></db-chat-header>
      ${
        chat.cancelledByUser && chat.status !== 'closed'
          ? html`<div class="banner" role="status">${icon('abandon')}<div>End user has cancelled chat. <span>End or abandon it to finish.</span></div></div>`
          : nothing
      }
      <db-chat-log .desk=${this.desk} .chatId=${this.chatId}></db-chat-log>
      ${
        canAccept(this.state, chat)
          ? html`<div class="preview">
              <p><strong>Preview</strong>Nobody has this chat yet. The user sees your name once you accept.</p>
              <wa-button
                variant="brand"
                data-testid="accept"
                ?loading=${this.state.running.has(`accept ${chat.id}`)}
                @click=${() => this.accept()}
                >${icon('check')} Accept</wa-button
              >
            </div>`
          : html`<db-composer .desk=${this.desk} .chatId=${this.chatId}></db-composer>`
      }
    `;
  }

  /** Takes the chat and puts the cursor where the first words go. */
  async accept(): Promise<void> {
    if (!(await this.desk.accept(this.chatId))) return;
    this.desk.showTab('mine');
    await this.updateComplete;
    await this.focusComposer();
  }

  /** Goes to the composer in this mode. */
  async write(mode: 'message' | 'note'): Promise<void> {
    await this.renderRoot.querySelector('db-composer')?.setMode(mode);
  }

  /** Puts the cursor into the composer, or on Accept where the chat is only looked at. */
  async focusComposer(): Promise<void> {
    const composer = this.renderRoot.querySelector('db-composer');
    await composer?.updateComplete;
    composer?.focus();
    if (!composer) this.renderRoot.querySelector<HTMLElement>('[data-testid=accept]')?.focus();
  }
}

customElements.define('db-chat-pane', ChatPane);

declare global {
  interface HTMLElementTagNameMap {
    'db-chat-pane': ChatPane;
  }
}
