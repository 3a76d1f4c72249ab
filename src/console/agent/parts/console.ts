import { html, nothing, type PropertyDeclarations } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { besideOf, keptPanes } from '../state/select.ts';
import './alerts-strip.ts';
import { DeskElement } from './desk-element.ts';
import './chat-list.ts';
import type { ChatList } from './chat-list.ts';
import './chat-pane.ts';
import './dialogs.ts';
import './hand/checks-banner.ts';
import './hand/hand-view.ts';
import './notices.ts';
import './shortcuts-dialog.ts';
import './side/side-panel.ts';
import './sign-in.ts';
import './top-bar.ts';
import './watch/watch-view.ts';
import { consoleStyles } from './console-styles.ts';
import { KeepFocus } from './keep-focus.ts';
import { Keys } from './keys.ts';
import type { Opening } from './open-dialog.ts';

/** The whole console: the sign-in form, or the three panes. */
export class Console extends DeskElement {
  static override properties: PropertyDeclarations = { ...DeskElement.properties, details: { state: true } };
  static override styles = [shared, consoleStyles];

  /** Whether the details cover the chat, where the window is too narrow for both. */
  declare details: boolean;

  constructor() {
    super();
    this.details = false;
    new Keys(this);
    new KeepFocus(this);
  }

  override render() {
    const { session, selected, announced } = this.state;
    const beside = besideOf(this.state);
    if (!session) return html`<db-sign-in .desk=${this.desk}></db-sign-in>`;
    const panes = keptPanes(this.state);
    const hand = this.state.hand.open;
    const watch = this.state.watch.open;
    const covered = hand || watch;
    const shown = new Set([beside, selected].filter((id) => id !== undefined && panes.includes(id)));
    return html`
      <div
        class="frame ${selected === undefined ? 'none' : 'one'} ${this.details ? 'details-open' : ''}"
        @db-dialog=${(event: CustomEvent<Opening>) => this.dialogs?.ask(event.detail)}
        @db-shortcuts=${this.showShortcuts}
        @db-details=${() => void this.toggleDetails()}
        @db-opened=${this.focusOpened}
      >
        <div class="bar">
          <db-top-bar role="banner" .desk=${this.desk}></db-top-bar>
          <db-checks-banner .desk=${this.desk}></db-checks-banner>
          <db-alerts-strip .desk=${this.desk}></db-alerts-strip>
        </div>
        ${hand ? html`<main class="over"><db-hand-view role="region" aria-label="Tickets that need a hand" .desk=${this.desk}></db-hand-view></main>` : nothing}
        ${watch ? html`<main class="over"><db-watch-view role="region" aria-label="The desk now" .desk=${this.desk}></db-watch-view></main>` : nothing}
        <db-chat-list role="navigation" aria-label="Chats" ?inert=${covered} .desk=${this.desk}></db-chat-list>
        <main class="panes" ?inert=${covered}>
          ${shown.size === 0 ? this.nothingOpen() : nothing}
          ${repeat(
            panes,
            (id) => id,
            (id) => html`<db-chat-pane
              .desk=${this.desk}
              .chatId=${id}
              ?inert=${!shown.has(id)}
              class=${shown.has(id) ? `shown ${id === beside ? 'beside' : ''}` : 'away'}
              aria-label=${`Chat with ${this.state.chats[id]?.user.name}`}
              role="region"
              data-chat=${id}
            ></db-chat-pane>`,
          )}
        </main>
        <db-side-panel
          role="complementary"
          aria-label="Beside the chat"
          ?inert=${covered}
          .desk=${this.desk}
          @keydown=${this.onSideKey}
        ></db-side-panel>
      </div>
      <db-dialogs .desk=${this.desk}></db-dialogs>
      <db-shortcuts-dialog></db-shortcuts-dialog>
      <db-notices .desk=${this.desk}></db-notices>
      <div class="sr" aria-live="polite">${announced.text}</div>
    `;
  }

  get dialogs() {
    return this.renderRoot.querySelector('db-dialogs');
  }

  get list() {
    return this.renderRoot.querySelector<ChatList>('db-chat-list');
  }

  /** The pane of the selected chat. */
  get pane() {
    const panes = [...this.renderRoot.querySelectorAll('db-chat-pane')];
    return panes.find((pane) => pane.chatId === this.state.selected);
  }

  showShortcuts(): void {
    const dialog = this.renderRoot.querySelector('db-shortcuts-dialog');
    if (dialog) dialog.open = true;
  }

  /** Into the chat that is open, or to the list where there is nothing to write or to press in it. */
  async focusWork(): Promise<void> {
    await this.pane?.focusComposer();
    if (document.activeElement === document.body) await this.list?.focusCurrent();
  }

  /** Matters where the pane is a drawer: the focus goes into it. */
  private async toggleDetails(): Promise<void> {
    this.details = !this.details;
    await this.updateComplete;
    if (this.details) this.renderRoot.querySelector('db-side-panel')?.focus();
    else await this.pane?.focusComposer();
  }

  private onSideKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.details) void this.toggleDetails();
  }

  private async focusOpened(): Promise<void> {
    await this.updateComplete;
    await this.pane?.focusComposer();
  }

  private nothingOpen() {
    if (this.state.counts.transferred > 0)
      return html`<div class="welcome">
        ${icon('chat')}
        <h2>A chat is offered to you</h2>
        <p>It is under Transferred. Accept it in time, or it goes back to the queue.</p>
        <p class="keys"><kbd>Alt</kbd> <kbd>3</kbd> Transferred <kbd>↑</kbd> <kbd>↓</kbd> walk <kbd>?</kbd> all shortcuts</p>
      </div>`;
    return html`<div class="welcome">
      ${icon('chat')}
      <h2>No chat is open</h2>
      <p>Pick one from the queue to preview it, then accept it to answer.</p>
      <p class="keys"><kbd>Alt</kbd> <kbd>2</kbd> Queue <kbd>↑</kbd> <kbd>↓</kbd> walk <kbd>?</kbd> all shortcuts</p>
    </div>`;
  }
}

customElements.define('db-console', Console);
