import { css, html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { linksOf, whyNotHere } from '../../state/beside.ts';
import { safeHref } from '../../state/links.ts';
import type { Chat } from '../../state/state.ts';
import { BesideChat } from './beside-chat.ts';
import './knowledge.ts';
import './outages.ts';
import './request-control.ts';
import { sideStyles } from './side-styles.ts';

/** What may help the user: articles, known outages, his device; and what of it the chat has already. */
export class ResourcesTab extends BesideChat {
  static override styles = [
    shared,
    sideStyles,
    css`
      :host {
        padding: 16px;
      }
      .link {
        display: flex;
        gap: 9px;
        align-items: baseline;
        padding: 5px 0;
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      .link > .icon {
        color: var(--db-quiet);
        translate: 0 2px;
      }
      .link > div {
        flex: 1;
        min-width: 0;
      }
    `,
  ];

  override render() {
    const chat = this.chat;
    if (!chat) return html`<p class="none">Knowledge and outages for the open chat appear here.</p>`;
    const why = whyNotHere(this.state, chat);
    return html`
      ${why === undefined ? nothing : html`<p class="hint">${icon('info')}<span>${why}</span></p>`}
      ${this.inThisChat(chat)}
      <section aria-label="Knowledge"><db-knowledge .desk=${this.desk}></db-knowledge></section>
      <section aria-label="Outages"><db-outages .desk=${this.desk}></db-outages></section>
      ${
        this.state.me?.may?.requestControl
          ? html`<section aria-label="Request Control"><db-request-control .desk=${this.desk}></db-request-control></section>`
          : nothing
      }
    `;
  }

  private inThisChat(chat: Chat) {
    const links = linksOf(chat);
    if (links.length === 0) return nothing;
    return html`<section aria-label="In this chat">
      <div class="head"><h3>In this chat</h3></div>
      <ul>
        ${links.map(({ link, shown, tied }) => {
          const href = safeHref(link.url);
          const article = link.kind === 'knowledge';
          return html`<li class="link" data-testid="chat-link">
            ${icon(article ? 'book' : 'outage')}
            <div>
              ${href ? html`<a href=${href} target="_blank" rel="noopener noreferrer">${link.title}</a>` : link.title}
              <span class="marks">
                ${shown ? html`<span class="mark">${article ? 'Shared' : 'Told'}</span>` : nothing}
                ${tied ? html`<span class="mark">${article ? 'Pinned' : 'Related'}</span>` : nothing}
              </span>
            </div>
          </li>`;
        })}
      </ul>
    </section>`;
  }
}

customElements.define('db-resources-tab', ResourcesTab);
