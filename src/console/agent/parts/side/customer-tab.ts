import { css, html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { whyNotHere } from '../../state/beside.ts';
import { notFetched } from '../../state/fetched.ts';
import { safeHref } from '../../state/links.ts';
import type { CustomerAnswer } from '../../state/side.ts';
import type { Chat } from '../../state/state.ts';
import { initials } from '../person.ts';
import { act } from './act.ts';
import { BesideChat } from './beside-chat.ts';
import { fetchState, fetchStateStyles } from './fetch-state.ts';
import { sideStyles } from './side-styles.ts';

type Person = NonNullable<CustomerAnswer['customer']>;
type FoundTicket = CustomerAnswer['tickets'][number];

/** Who the user is in the ITSM, what he has open there, and which devices are his. Asked for when it is looked at. */
export class CustomerTab extends BesideChat {
  static override styles = [
    shared,
    sideStyles,
    ...fetchStateStyles,
    css`
      :host {
        padding: 16px;
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
      .person > div {
        flex: 1;
        min-width: 0;
      }
      .name {
        display: block;
        font-weight: 600;
        font-size: 15px;
        overflow-wrap: anywhere;
      }
      .vip {
        padding: 1px 9px;
        border-radius: 999px;
        background: var(--db-note);
        color: var(--db-note-text);
        box-shadow: inset 0 0 0 1px var(--db-note-line);
        font-size: var(--db-tiny);
        font-weight: 700;
        letter-spacing: 0.04em;
      }
      dl {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr);
        gap: 7px 10px;
        font-size: 13px;
      }
      dt {
        color: var(--db-quiet);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .ticket {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 10px;
        align-items: center;
      }
      .ticket .title,
      .ticket .small {
        grid-column: 1;
      }
      .ticket .title {
        font-weight: 450;
      }
      .ticket .act,
      .ticket .mark {
        grid-area: 1 / 2 / span 3;
        align-self: center;
      }
      .number {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      .asset {
        display: flex;
        align-items: center;
        gap: 10px;
      }
      .asset .icon {
        color: var(--db-quiet);
        font-size: 15px;
      }
      .unknown {
        display: grid;
        justify-items: center;
        gap: 4px;
        padding: 32px 12px 20px;
        text-align: center;
        color: var(--db-quiet);
      }
      .unknown > .icon {
        width: 30px;
        height: 30px;
        margin-bottom: 6px;
        color: var(--db-line-strong);
      }
      .unknown strong {
        color: var(--db-text);
        font-weight: 600;
      }
    `,
  ];

  override updated(): void {
    const { side } = this.state;
    const chat = this.chat;
    if (chat && side.tab === 'customer' && side.customers[chat.id] === undefined) this.find(chat);
  }

  override render() {
    const chat = this.chat;
    if (!chat) return html`<p class="none">The customer of the open chat appears here.</p>`;
    const fetched = this.state.side.customers[chat.id] ?? notFetched;
    const answer = fetched.value;
    return html`
      ${fetchState(fetched, 'the customer', () => this.find(chat))}
      ${answer === undefined ? nothing : answer.customer ? this.known(chat, answer, answer.customer) : this.unknown(chat, answer.why)}
    `;
  }

  private find(chat: Chat): void {
    void this.desk.resources.findCustomer(chat.id);
  }

  private unknown(chat: Chat, why = 'Nobody in the ITSM could be matched.') {
    return html`<div class="unknown" data-testid="unmatched">
      ${icon('user')}
      <strong>Not matched to a customer</strong>
      <span>${why}</span>
      <div class="acts">${act({ words: 'Look again', to: 'for the customer', sign: 'retry', busy: this.state.side.customers[chat.id]?.loading ?? false, why: undefined, run: () => this.find(chat) })}</div>
    </div>`;
  }

  private known(chat: Chat, { tickets, assets, missing }: CustomerAnswer, person: Person) {
    const why = whyNotHere(this.state, chat);
    return html`
      ${missing === undefined ? nothing : html`<p class="hint" role="status" data-testid="missing">${icon('info')}<span>${missing}</span></p>`}
      <section aria-label="Contact">
        <div class="head"><h3>Contact</h3>${this.again(chat)}</div>
        <div class="person">
          <span class="avatar" aria-hidden="true">${initials(`${person.firstName} ${person.lastName}`)}</span>
          <div><bdi class="name">${person.firstName} ${person.lastName}</bdi><span class="small">${person.login}</span></div>
          ${person.vip ? html`<span class="vip" title="Very important person">VIP</span>` : nothing}
        </div>
        <dl>
          ${line('Company', person.company)} ${line('Site', person.site)} ${line('E-mail', person.email)} ${line('Phone', person.phone)}
        </dl>
      </section>
      <section aria-label="Open tickets">
        <div class="head"><h3>Open tickets</h3></div>
        ${why !== undefined && tickets.length > 0 ? html`<p class="hint">${icon('info')}<span>${why}</span></p>` : nothing}
        ${tickets.length === 0 ? html`<p class="none">No open ticket.</p>` : html`<ul>${tickets.map((ticket) => this.ticket(chat, ticket, why))}</ul>`}
      </section>
      <section aria-label="Assets">
        <div class="head"><h3>Assets</h3></div>
        ${
          assets.length === 0
            ? html`<p class="none">No device is assigned to this customer.</p>`
            : html`<ul>
                ${assets.map((asset) => html`<li class="card asset">${icon('device')}<div><div class="title">${asset.name}</div><div class="small">${asset.kind}</div></div></li>`)}
              </ul>`
        }
      </section>
    `;
  }

  private again(chat: Chat) {
    return html`<button class="again" aria-label="Look the customer up again" title="Look up again" @click=${() => this.find(chat)}>${icon('retry')}</button>`;
  }

  private ticket(chat: Chat, { ref, title, status, statusReason }: FoundTicket, why: string | undefined) {
    const href = safeHref(ref.url);
    const here = chat.tickets.find(({ displayId }) => displayId === ref.displayId);
    return html`<li class="card ticket" data-testid="customer-ticket">
      <div>
        ${
          href
            ? html`<a class="number" href=${href} target="_blank" rel="noopener noreferrer">${ref.displayId}${icon('open')}</a>`
            : html`<span class="number">${ref.displayId}</span>`
        }
      </div>
      <div class="title">${title}</div>
      <div class="small">${[status, statusReason].filter(Boolean).join(' · ')}</div>
      ${
        here
          ? html`<span class="mark">${icon('check')}${here.created ? 'Of this chat' : 'Related'}</span>`
          : act({
              words: 'Relate',
              to: ref.displayId,
              busy: this.state.running.has(`relate ${ref.displayId} ${chat.id}`),
              why,
              run: () => void this.desk.resources.relate(chat.id, ref.displayId),
            })
      }
    </li>`;
  }
}

const line = (name: string, value: string) =>
  value === '' ? nothing : html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`;

customElements.define('db-customer-tab', CustomerTab);
