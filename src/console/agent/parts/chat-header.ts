import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/divider/divider.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { peopleIn } from '../state/log.ts';
import { joined } from '../state/rights.ts';
import type { Chat, State } from '../state/state.ts';
import { connectionWords, statusWords } from '../state/words.ts';
import { DeskElement } from './desk-element.ts';
import { DIALOGS } from './dialog/list.ts';
import type { ChatRow } from './dialog/row.ts';
import { openDialog } from './open-dialog.ts';
import './people.ts';
import { slaMark } from './sla-mark.ts';
import { slaMarkStyles } from './sla-mark-styles.ts';
import { Ticking } from './ticking.ts';

/** Who the chat is with, how it stands, and what the agent can do with it. */
export class ChatHeader extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    chatId: { attribute: false },
  };
  static override styles = [
    shared,
    slaMarkStyles,
    css`
      :host {
        container-type: inline-size;
        border-bottom: 1px solid var(--db-line);
      }
      header {
        display: flex;
        align-items: center;
        gap: 12px;
        padding: 10px 16px 10px 20px;
        min-height: 62px;
      }
      .who {
        flex: 1;
        min-width: 0;
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 8px;
        font-size: 16px;
        line-height: 1.3;
        font-weight: 650;
        letter-spacing: -0.005em;
      }
      h2 bdi,
      .meta {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .meta {
        color: var(--db-quiet);
        font-size: 13px;
      }
      .meta > * + *::before {
        content: '·';
        padding: 0 6px;
        color: var(--db-faint);
      }
      .connection.yes {
        color: var(--db-good);
      }
      .connection.no {
        color: var(--db-warn);
      }
      .badge {
        flex: none;
        padding: 1px 9px;
        border-radius: 999px;
        font-size: 12px;
        font-weight: 600;
        letter-spacing: 0;
        background: var(--db-hover);
        color: var(--db-quiet);
      }
      .badge.assigned {
        background: var(--db-good-soft);
        color: var(--db-good);
      }
      .badge.queued,
      .badge.pending-transfer {
        background: var(--db-warn-soft);
        color: var(--db-warn);
      }
      .actions {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .quiet {
        display: grid;
        place-items: center;
        width: 34px;
        height: 34px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: var(--db-quiet);
        font-size: 15px;
        cursor: pointer;
      }
      .quiet:hover,
      .quiet[aria-pressed='true'] {
        background: var(--db-hover);
        color: var(--db-text);
      }
      .back {
        display: none;
      }
      @container (max-width: 560px) {
        header {
          flex-wrap: wrap;
          gap: 8px 12px;
        }
        .who {
          flex-basis: calc(100% - 60px);
        }
      }
      @media (max-width: 760px) {
        .back {
          display: grid;
        }
        header {
          padding-left: 8px;
          gap: 4px;
        }
      }
      @media (max-width: 1400px) {
        .beside {
          display: none;
        }
      }
      @media (min-width: 1101px) {
        .details {
          display: none;
        }
      }
    `,
  ];

  declare chatId: string;

  constructor() {
    super();
    new Ticking(this);
  }

  protected override concerns(state: State, before: State): boolean {
    return (
      state.chats[this.chatId] !== before.chats[this.chatId] ||
      state.logs[this.chatId] !== before.logs[this.chatId] ||
      state.running !== before.running ||
      state.beside !== before.beside ||
      state.me !== before.me
    );
  }

  override render() {
    const chat = this.state.chats[this.chatId];
    if (!chat) return nothing;
    const kept = this.state.beside === chat.id;
    return html`<header>
      <button class="quiet back" aria-label="Back to the list" @click=${() => this.desk.select(undefined)}>${icon('chevron-left')}</button>
      <div class="who">
        <h2><bdi>${chat.user.name}</bdi>${this.group(chat)}<span class="badge ${chat.status}" data-testid="status">${statusWords(chat)}</span>${slaMark(chat, Date.now())}</h2>
        <div class="meta">
          ${this.connection(chat)}<bdi>${chat.subject || 'No subject'}</bdi><span>${chat.queue}</span>${chat.company ? html`<bdi>${chat.company}</bdi>` : nothing}
        </div>
      </div>
      <div class="actions">
        <db-people .desk=${this.desk} .chatId=${chat.id}></db-people>
        ${this.actions(chat)}
        ${
          joined(this.state, chat)
            ? html`<wa-button size="s" appearance="outlined" data-testid="leave" ?loading=${this.state.running.has(`leave ${chat.id}`)} @click=${() => this.desk.atOnce.leave(chat.id)}>Leave</wa-button>`
            : nothing
        }
        <button
          class="quiet beside"
          aria-pressed=${kept}
          aria-label=${kept ? 'Stop keeping this chat beside' : 'Keep this chat beside'}
          title=${kept ? 'Stop keeping this chat beside' : 'Keep this chat beside the next one'}
          @click=${() => this.toggleBeside(kept)}
        >${icon('columns')}</button>
        <button class="quiet details" aria-label="Details" title="Details" @click=${this.showDetails}>${icon('details')}</button>
      </div>
    </header>`;
  }

  /** Where the channel does not tell, nothing stands there. */
  private connection({ status, user }: Chat) {
    const words = status === 'closed' ? undefined : connectionWords(user, Date.now());
    return words === undefined
      ? nothing
      : html`<span class="connection ${user.connected}" data-testid="header-connection">${words}</span>`;
  }

  /** Whoever writes here stands at each line; how many have, stands here. */
  private group(chat: Chat) {
    const people = peopleIn(this.state.logs[chat.id]?.entries ?? [], chat.user.id);
    if (!chat.group && people < 2) return nothing;
    return html`<span class="badge" data-testid="group">${people < 2 ? 'Group' : `Group, ${people} people`}</span>`;
  }

  /** The menu of what this agent can do with the chat, and what has a button of its own. */
  private actions(chat: Chat) {
    const offered = (menu: ChatRow['menu']) =>
      DIALOGS.filter((row) => row.menu === menu && row.when(chat, this.state));
    const [tickets, moves, buttons] = [offered('tickets'), offered('chat'), offered('button')];
    const busy = moves.some(({ name, element }) => !element && this.state.running.has(`${name} ${chat.id}`));
    return html`
      ${
        tickets.length + moves.length === 0
          ? nothing
          : html`<wa-dropdown placement="bottom-end" @wa-select=${this.choose}>
              <wa-button slot="trigger" appearance="outlined" size="s" with-caret ?loading=${busy}>Chat Actions</wa-button>
              ${tickets.map((row) => item(row, chat))}
              ${tickets.length > 0 && moves.length > 0 ? html`<wa-divider></wa-divider>` : nothing}
              ${moves.map((row) => item(row, chat))}
            </wa-dropdown>`
      }
      ${buttons.map((row) => html`<wa-button variant="brand" size="s" @click=${() => openDialog(this, row, chat.id)}>${row.label}</wa-button>`)}
    `;
  }

  private choose({ detail }: CustomEvent<{ item: { value: string } }>): void {
    const row = DIALOGS.find(({ name }) => name === detail.item.value);
    if (row) openDialog(this, row, this.chatId);
  }

  private toggleBeside(kept: boolean): void {
    this.desk.keepBeside(kept ? undefined : this.chatId);
  }

  private showDetails(): void {
    this.dispatchEvent(new CustomEvent('db-details', { bubbles: true, composed: true }));
  }
}

const item = ({ name, label, danger, off }: ChatRow, chat: Chat) =>
  html`<wa-dropdown-item value=${name} variant=${danger ? 'danger' : nothing} ?disabled=${off?.(chat) !== undefined}>${off?.(chat) ?? label}</wa-dropdown-item>`;

customElements.define('db-chat-header', ChatHeader);
