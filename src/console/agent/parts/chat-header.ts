import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/divider/divider.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { peopleIn } from '../state/log.ts';
import { isMine, joined } from '../state/rights.ts';
import type { Chat, State } from '../state/state.ts';
import { connectionWords, statusWords, templateKinds } from '../state/words.ts';
import { DeskElement } from './desk-element.ts';
import { type ChatDialogName, openDialog } from './open-dialog.ts';
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
        ${isMine(this.state, chat) ? this.ownerActions(chat) : nothing}
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

  private ownerActions(chat: Chat) {
    const busy = this.state.running.has(`release ${chat.id}`);
    return html`
      <wa-dropdown placement="bottom-end" @wa-select=${(event: CustomEvent<{ item: { value: string } }>) => this.choose(event.detail.item.value)}>
        <wa-button slot="trigger" appearance="outlined" size="s" with-caret ?loading=${busy}>Chat Actions</wa-button>
        <wa-dropdown-item value="incident">Create Incident</wa-dropdown-item>
        <wa-dropdown-item value="work-order">Create Work Order</wa-dropdown-item>
        ${templateKinds(chat).length > 0 ? html`<wa-dropdown-item value="template">Create from a Template</wa-dropdown-item>` : nothing}
        <wa-dropdown-item value="relate">Relate a Ticket</wa-dropdown-item>
        <wa-divider></wa-divider>
        <wa-dropdown-item value="transfer">Transfer</wa-dropdown-item>
        <wa-dropdown-item value="invite">Invite a Colleague</wa-dropdown-item>
        <wa-dropdown-item value="assistance" ?disabled=${chat.assistance !== undefined}>${chat.assistance === undefined ? 'Ask for Assistance' : 'Assistance asked for'}</wa-dropdown-item>
        <wa-dropdown-item value="release">Release</wa-dropdown-item>
        <wa-dropdown-item value="abandon" variant="danger">Abandon</wa-dropdown-item>
      </wa-dropdown>
      <wa-button variant="brand" size="s" @click=${() => this.choose('end')}>End Chat</wa-button>
    `;
  }

  private choose(what: string): void {
    if (what === 'release') void this.desk.atOnce.release(this.chatId);
    else openDialog(this, what as ChatDialogName, this.chatId);
  }

  private toggleBeside(kept: boolean): void {
    this.desk.keepBeside(kept ? undefined : this.chatId);
  }

  private showDetails(): void {
    this.dispatchEvent(new CustomEvent('db-details', { bubbles: true, composed: true }));
  }
}

customElements.define('db-chat-header', ChatHeader);
