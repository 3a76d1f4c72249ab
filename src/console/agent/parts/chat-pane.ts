import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { canAccept, invitation, whyNotOwner } from '../state/rights.ts';
import type { Chat, State } from '../state/state.ts';
import './chat-header.ts';
import './chat-log.ts';
import './composer.ts';
import { DeskElement } from './desk-element.ts';
import './inactive-banner.ts';

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
      .banner.calm {
        background: var(--db-accent-soft);
        color: var(--db-accent-text);
        border-bottom-color: var(--db-accent-line);
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
      @media (max-width: 480px) {
        .preview {
          flex-wrap: wrap;
          gap: 10px;
          padding: 12px 14px;
        }
        .preview p {
          flex-basis: 100%;
        }
        .preview wa-button {
          flex: 1;
        }
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
    return (
      state.chats[this.chatId] !== before.chats[this.chatId] ||
      state.running !== before.running ||
      state.watch.silent !== before.watch.silent ||
      state.me !== before.me
    );
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    if (!chat) return nothing;
    return html`
      <db-chat-header .desk=${this.desk} .chatId=${this.chatId}></db-chat-header>
      ${this.banners(chat)}
      <db-chat-log .desk=${this.desk} .chatId=${this.chatId}></db-chat-log>
      ${this.foot(chat)}
    `;
  }

  private banners(chat: Chat) {
    const { watch } = this.state;
    const how = whyNotOwner(this.state, chat);
    const open = chat.status !== 'closed';
    return html`
      ${chat.cancelledByUser && open ? html`<div class="banner" role="status">${icon('abandon')}<div>End user has cancelled chat. <span>End or abandon it to finish.</span></div></div>` : nothing}
      ${how ? html`<div class="banner calm" data-testid="beside-owner">${icon('info')}<span>${how}</span></div>` : nothing}
      ${watch.silent === chat.id && open ? html`<div class="banner calm" data-testid="silent">${icon('lock')}<span>You read silently: neither the user nor ${chat.agent?.screenName ?? 'the agent'} is told. The audit has it.</span></div>` : nothing}
      <db-inactive-banner .desk=${this.desk} .chatId=${chat.id}></db-inactive-banner>
    `;
  }

  /** Where one answers: the chat, the invitation into it, or the offer to take it. */
  private foot(chat: Chat) {
    const { running } = this.state;
    const asked = invitation(this.state, chat);
    if (asked) {
      const busy = running.has(`invitation ${chat.id}`);
      const what =
        asked.mode === 'participant' ? 'take part and write to the user' : 'read along as a monitor';
      return html`<div class="preview">
        <p><strong>Invitation</strong><bdi>${asked.by.screenName}</bdi> asks you to ${what}.</p>
        <wa-button appearance="outlined" ?disabled=${busy} @click=${() => this.answer(false)}>Decline</wa-button>
        <wa-button variant="brand" data-testid="accept" ?loading=${busy} @click=${() => this.answer(true)}>${icon('check')} Join</wa-button>
      </div>`;
    }
    if (!canAccept(this.state, chat))
      return html`<db-composer .desk=${this.desk} .chatId=${this.chatId}></db-composer>`;
    return html`<div class="preview">
      <p><strong>Preview</strong>${chat.status === 'queued' ? 'Nobody has this chat yet.' : 'This chat is offered to you.'} The user sees your name once you accept.</p>
      <wa-button
        variant="brand"
        data-testid="accept"
        ?loading=${running.has(`accept ${chat.id}`)}
        @click=${() => this.accept()}
        >${icon('check')} Accept</wa-button
      >
    </div>`;
  }

  /** Answers the invitation into this chat; who joins goes on in it. */
  async answer(join: boolean): Promise<void> {
    if (!(await this.desk.atOnce.answerInvite(this.chatId, join))) return;
    this.desk.showTab('mine');
    await this.updateComplete;
    await this.focusComposer();
  }

  /** Takes the chat and puts the cursor where the first words go. */
  async accept(): Promise<void> {
    if (!(await this.desk.atOnce.accept(this.chatId))) return;
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
