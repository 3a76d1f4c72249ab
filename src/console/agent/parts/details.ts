import { css, html, nothing } from 'lit';
import { icon } from '../../look/icons.ts';
import { shared } from '../../look/shared-styles.ts';
import { isMine, myId } from '../state/rights.ts';
import type { Chat, State } from '../state/state.ts';
import { dateTime, fullTime } from '../state/time.ts';
import { connectionWords, sourceWords } from '../state/words.ts';
import { DeskElement } from './desk-element.ts';
import { INCIDENT, TEMPLATE, WORK_ORDER } from './dialog/create-rows.ts';
import { RELATE } from './dialog/relate-dialog.ts';
import type { ChatRow } from './dialog/row.ts';
import { earlierTickets, earlierTicketsStyles } from './earlier-tickets.ts';
import { openDialog } from './open-dialog.ts';
import { initials } from './person.ts';
import { ticketCard, ticketCardStyles } from './ticket-card.ts';
import { Ticking } from './ticking.ts';

/** The right pane: what is known about the user, and the chat's tickets. */
export class Details extends DeskElement {
  static override styles = [
    shared,
    ticketCardStyles,
    earlierTicketsStyles,
    css`
      :host {
        overflow-y: auto;
        background: var(--db-surface-2);
        border-left: 1px solid var(--db-line);
        padding: 16px;
      }
      section + section {
        margin-top: 22px;
        padding-top: 18px;
        border-top: 1px solid var(--db-line);
      }
      h3 {
        margin-bottom: 10px;
        color: var(--db-quiet);
        font-size: 12px;
        font-weight: 600;
      }
      .person {
        display: flex;
        align-items: center;
        gap: 12px;
        margin-bottom: 14px;
      }
      .avatar {
        flex: none;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        display: grid;
        place-items: center;
        background: var(--db-accent-soft);
        color: var(--db-accent-text);
        font-weight: 650;
      }
      .person bdi {
        display: block;
        font-weight: 600;
        font-size: 15px;
        overflow-wrap: anywhere;
      }
      .proof {
        color: var(--db-quiet);
        font-size: var(--db-small);
      }
      .proof.yes {
        color: var(--db-good);
      }
      dl {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr);
        gap: 7px 10px;
        font-size: 13px;
      }
      dt {
        color: var(--db-quiet);
        overflow-wrap: anywhere;
      }
      dd {
        overflow-wrap: anywhere;
      }
      .line {
        display: inline-flex;
        align-items: center;
        gap: 6px;
      }
      .line::before {
        content: '';
        width: 7px;
        height: 7px;
        border-radius: 50%;
        background: var(--db-line-strong);
      }
      .line.yes::before {
        background: light-dark(#22a565, #4cc98a);
      }
      .line.unknown::before {
        display: none;
      }
      .create {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(150px, 1fr));
        gap: 8px;
        margin-top: 10px;
      }
      .none {
        color: var(--db-quiet);
        font-size: 13px;
      }
      .empty {
        color: var(--db-faint);
        padding: 24px 8px;
        text-align: center;
      }
      .mores {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 4px;
        margin: 8px -8px 0;
      }
      .more {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        padding: 5px 8px;
        border: 0;
        border-radius: 7px;
        background: none;
        color: var(--db-accent-text);
        font: inherit;
        font-size: 13px;
        font-weight: 550;
        cursor: pointer;
      }
      .more:hover {
        background: var(--db-hover);
      }
      wa-button::part(base) {
        width: 100%;
        padding-inline: 8px;
      }
    `,
  ];

  constructor() {
    super();
    new Ticking(this);
  }

  protected override concerns(state: State, before: State): boolean {
    return (
      state.selected !== before.selected || state.chats !== before.chats || state.running !== before.running
    );
  }

  override render() {
    const { selected, chats } = this.state;
    const chat = selected === undefined ? undefined : chats[selected];
    if (!chat) return html`<p class="empty">Details of the open chat appear here.</p>`;
    return html`${this.customer(chat)}${this.context(chat)}${this.tickets(chat)}`;
  }

  private customer(chat: Chat) {
    const { user } = chat;
    return html`<section aria-label="Customer Information">
      <h3>Customer Information</h3>
      <div class="person">
        <span class="avatar" aria-hidden="true">${initials(user.name)}</span>
        <div>
          <bdi>${user.name}</bdi>
          <span class="proof ${user.verified ? 'yes' : ''}">${user.verified ? 'Verified' : 'Identity not verified'}</span>
        </div>
      </div>
      <dl>
        ${user.email ? html`<dt>E-mail</dt><dd>${user.email}</dd>` : nothing}
        ${chat.company ? html`<dt>Company</dt><dd><bdi>${chat.company}</bdi></dd>` : nothing}
        <dt>Queue</dt><dd>${chat.queue}</dd>
        ${chat.topic ? html`<dt>Topic</dt><dd>${chat.topic}</dd>` : nothing}
        <dt>Source</dt><dd>${sourceWords(chat.source)}</dd>
        <dt>Started</dt><dd title=${fullTime(chat.createdAt)}>${dateTime(chat.createdAt)}</dd>
        ${this.presence(chat)}
        ${chat.agent ? html`<dt>Agent</dt><dd><bdi>${chat.agent.screenName}</bdi></dd>` : nothing}
      </dl>
    </section>`;
  }

  /** What the virtual agent sent along with the handoff. */
  private context({ context = [] }: Chat) {
    if (context.length === 0) return nothing;
    return html`<section aria-label="From the virtual agent">
      <h3>From the virtual agent</h3>
      <dl>${context.map(({ label, value }) => html`<dt><bdi>${label}</bdi></dt><dd><bdi>${value}</bdi></dd>`)}</dl>
    </section>`;
  }

  /** Nobody waits in a closed chat. */
  private presence({ status, user }: Chat) {
    if (status === 'closed') return nothing;
    const words = connectionWords(user, Date.now()) ?? 'Not known';
    return html`<dt>User is</dt><dd><span class="line ${user.connected}" data-testid="connection">${words}</span></dd>`;
  }

  private tickets(chat: Chat) {
    const mine = isMine(this.state, chat);
    const { running } = this.state;
    return html`<section aria-label="Tickets">
      <h3>Tickets</h3>
      ${chat.tickets.length === 0 ? html`<p class="none">No ticket belongs to this chat yet.</p>` : nothing}
      <ul>
        ${chat.tickets.map((ticket) =>
          ticketCard(ticket, {
            retry:
              chat.agent?.id === myId(this.state) && !ticket.givenUp
                ? () => this.desk.atOnce.retryTicket(chat.id, ticket.n)
                : undefined,
            busy: running.has(`retry ${ticket.n} ${chat.id}`),
          }),
        )}
      </ul>
      ${this.earlier(chat, mine)}
      ${mine ? this.create(chat) : nothing}
    </section>`;
  }

  private earlier(chat: Chat, mine: boolean) {
    if (chat.earlier === undefined) return nothing;
    return earlierTickets(chat.earlier, {
      goOn: mine ? (ticket) => void this.desk.atOnce.goOnWith(chat.id, ticket) : undefined,
      busy: ({ displayId }) => this.state.running.has(`reopen ${displayId} ${chat.id}`),
    });
  }

  private create(chat: Chat) {
    const button = (row: ChatRow) =>
      html`<wa-button size="s" appearance="outlined" ?loading=${this.state.running.has(`ticket ${row.name} ${chat.id}`)} @click=${() => openDialog(this, row, chat.id)}>${row.label}</wa-button>`;
    const more = (row: ChatRow, sign: string, words: string) =>
      html`<button class="more" @click=${() => openDialog(this, row, chat.id)}>${icon(sign)}${words}</button>`;
    return html`
      <div class="create">${button(INCIDENT)}${button(WORK_ORDER)}</div>
      <div class="mores">
        ${TEMPLATE.when(chat, this.state) ? more(TEMPLATE, 'template', 'From a template') : nothing}
        ${more(RELATE, 'link', 'Relate a ticket')}
      </div>
    `;
  }
}

customElements.define('db-details', Details);
