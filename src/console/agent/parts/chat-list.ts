import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { tabsOf, unread } from '../state/select.ts';
import type { ListName } from '../state/state.ts';
import { anyInactive } from '../state/waiting.ts';
import { chatItem, chatItemStyles } from './chat-item.ts';
import { DeskElement } from './desk-element.ts';
import { moveFocus } from './move-focus.ts';
import { slaMarkStyles } from './sla-mark-styles.ts';
import { Ticking } from './ticking.ts';

const TITLE: Record<ListName, string> = {
  mine: 'My Chats',
  queue: 'Queue',
  transferred: 'Transferred',
  invites: 'Invites',
};

const EMPTY: Record<ListName, readonly [string, string]> = {
  mine: ['No chats yet', 'Chats you accept are listed here.'],
  queue: ['Nobody is waiting', 'New chats appear here by themselves.'],
  transferred: ['Nothing transferred', 'Chats that colleagues hand to you appear here.'],
  invites: ['No invitations', 'Colleagues who ask you into their chats appear here.'],
};

/** The left pane: the tabs and the list of the one that is open. */
export class ChatList extends DeskElement {
  static override styles = [
    shared,
    chatItemStyles,
    slaMarkStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--db-surface-2);
        border-right: 1px solid var(--db-line);
      }
      [role='tablist'] {
        display: flex;
        flex-wrap: wrap;
        padding: 8px 8px 0;
        border-bottom: 1px solid var(--db-line);
      }
      [role='tab'] {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 8px 8px 10px;
        border: 0;
        border-bottom: 2px solid transparent;
        background: none;
        color: var(--db-quiet);
        font: inherit;
        font-size: 13px;
        font-weight: 550;
        white-space: nowrap;
        cursor: pointer;
      }
      [role='tab']:hover {
        color: var(--db-text);
      }
      [role='tab'][aria-selected='true'] {
        color: var(--db-accent-text);
        border-bottom-color: var(--db-accent);
      }
      [role='tab']:focus-visible {
        outline-offset: -3px;
        border-radius: 8px;
      }
      .dot {
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--db-accent);
      }
      .dot.left {
        background: light-dark(#d98a1b, #e0a44a);
      }
      [role='tabpanel'] {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 8px;
      }
      .empty {
        display: grid;
        justify-items: center;
        gap: 4px;
        padding: 56px 24px;
        text-align: center;
        color: var(--db-quiet);
      }
      .empty .icon {
        width: 32px;
        height: 32px;
        margin-bottom: 8px;
        color: var(--db-line-strong);
      }
      .empty strong {
        color: var(--db-text);
        font-weight: 600;
      }
      .more {
        width: 100%;
        padding: 10px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: var(--db-accent-text);
        font: inherit;
        cursor: pointer;
      }
      .more:hover {
        background: var(--db-hover);
      }
    `,
  ];

  constructor() {
    super();
    new Ticking(this);
  }

  override render() {
    const { tab } = this.state;
    return html`
      <div role="tablist" aria-label="Chats" @keydown=${this.onTabKey}>
        ${tabsOf(this.state).map((name) => this.tabButton(name))}
      </div>
      <div role="tabpanel" id="panel" aria-label=${TITLE[tab]} @keydown=${(event: KeyboardEvent) => moveFocus(event, '.item', 'column')}>
        ${this.list(tab)}
      </div>
    `;
  }

  /** Left and right walk along the tabs, down goes into the list of the one that is open. */
  private onTabKey(event: KeyboardEvent): void {
    moveFocus(event, '[role=tab]', 'row');
    if (event.key !== 'ArrowDown' || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void this.focusCurrent();
  }

  /** Goes to the item that the keyboard walks from, or to the tab where there is none. */
  async focusCurrent(): Promise<void> {
    await this.updateComplete;
    const find = (selector: string) => this.renderRoot.querySelector<HTMLElement>(selector);
    (find('.item[tabindex="0"]') ?? find('[role=tab][aria-selected=true]'))?.focus();
  }

  private tabButton(name: ListName) {
    const { tab, counts, lists, fresh } = this.state;
    const selected = tab === name;
    const count = name === 'mine' ? '' : ` (${counts[name]})`;
    const news = lists[name].ids.some((id) => fresh.has(id) || unread(this.state, id) > 0);
    const left = name === 'mine' && anyInactive(this.state, Date.now());
    return html`<button
      role="tab"
      aria-selected=${selected}
      aria-controls="panel"
      tabindex=${selected ? 0 : -1}
      data-testid=${`tab-${name}`}
      @click=${() => this.desk.showTab(name)}
      @focus=${() => this.desk.showTab(name)}
    >${TITLE[name]}${count}${news ? html`<span class="dot"></span><span class="sr">, new</span>` : nothing}${left ? html`<span class="dot left"></span><span class="sr">, a user waits for an answer</span>` : nothing}</button>`;
  }

  private list(name: ListName) {
    const { lists, chats, selected } = this.state;
    const list = lists[name];
    const shown = list.ids.flatMap((id) => chats[id] ?? []);
    if (list.loaded && shown.length === 0) {
      const [title, hint] = EMPTY[name];
      return html`<div class="empty">${icon(name === 'mine' ? 'chat' : 'inbox')}<strong>${title}</strong><span>${hint}</span></div>`;
    }
    // One item is in the tab order; the arrow keys walk from there.
    const entry = shown.some((chat) => chat.id === selected) ? selected : shown[0]?.id;
    return html`
      <ul aria-label=${TITLE[name]}>
        ${repeat(
          shown,
          (chat) => chat.id,
          (chat) => chatItem(this.state, chat, chat.id === entry, () => this.open(chat.id)),
        )}
      </ul>
      ${
        list.next === undefined
          ? nothing
          : html`<button class="more" @click=${() => this.desk.more(name)}>Show more</button>`
      }
    `;
  }

  private open(id: string): void {
    this.desk.select(id);
    this.dispatchEvent(new CustomEvent('db-opened', { bubbles: true, composed: true }));
  }
}

customElements.define('db-chat-list', ChatList);
