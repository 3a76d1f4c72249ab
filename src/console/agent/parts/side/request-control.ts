import { css, html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { whyNotToUser } from '../../state/beside.ts';
import { safeHref } from '../../state/links.ts';
import type { CustomerAnswer } from '../../state/side.ts';
import type { Chat } from '../../state/state.ts';
import { DeskElement } from '../desk-element.ts';
import { act } from './act.ts';
import { BesideChat } from './beside-chat.ts';
import { fetchState, fetchStateStyles } from './fetch-state.ts';
import { sideStyles } from './side-styles.ts';

type Asset = CustomerAnswer['assets'][number];

/** Remote control of the user's device: noted in the chat first, then opened in a tab of its own. */
export class RequestControl extends BesideChat {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    blocked: { state: true },
  };
  static override styles = [
    shared,
    sideStyles,
    ...fetchStateStyles,
    css`
      .asset {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 10px;
      }
      .asset > .icon {
        color: var(--db-quiet);
        font-size: 15px;
      }
      .asset > div {
        flex: 1;
        min-width: 90px;
      }
      .blocked {
        margin-top: 10px;
        font-size: 13px;
      }
    `,
  ];

  /** Where the remote control is, while the browser refused to open a tab for it. */
  declare blocked: { readonly chat: string; readonly href: string } | undefined;

  override updated(): void {
    const { side } = this.state;
    const chat = this.chat;
    if (chat && side.tab === 'resources' && side.customers[chat.id] === undefined) this.find(chat);
  }

  override render() {
    const chat = this.chat;
    if (!chat) return nothing;
    const customer = this.state.side.customers[chat.id];
    const assets = customer?.value?.assets ?? [];
    return html`
      <div class="head"><h3>${this.state.me?.requestControl?.title ?? 'Request Control'}</h3></div>
      ${customer ? fetchState(customer, 'the devices', () => this.find(chat)) : nothing}
      ${
        assets.length > 0
          ? html`<ul>
              ${assets.map((asset) => this.device(chat, asset))}
            </ul>`
          : html`<p class="none">${customer?.loading ? nothing : 'No device of the user is known. The tool opens without one.'}</p>
              <div class="acts">${this.button(chat, undefined)}</div>`
      }
      ${
        this.blocked?.chat === chat.id
          ? html`<p class="blocked" role="status">
              The browser did not open a tab. <a href=${this.blocked.href} target="_blank" rel="noopener noreferrer">Open the remote control</a>
            </p>`
          : nothing
      }
    `;
  }

  private device(chat: Chat, asset: Asset) {
    return html`<li class="card asset">
      ${icon('device')}
      <div><div class="title">${asset.name}</div><div class="small">${asset.kind}</div></div>
      ${this.button(chat, asset)}
    </li>`;
  }

  private button(chat: Chat, asset: Asset | undefined) {
    return act({
      words: 'Request Control',
      to: asset ? `of ${asset.name}` : 'of the user’s device',
      busy: this.state.running.has(`control ${asset?.id ?? ''} ${chat.id}`),
      why: whyNotToUser(this.state, chat),
      run: () => void this.request(chat.id, asset?.id),
    });
  }

  private find(chat: Chat): void {
    void this.desk.resources.findCustomer(chat.id);
  }

  /** The tab is opened within the click, or the browser blocks it; it must not reach back to this page. */
  private async request(chat: string, asset: string | undefined): Promise<void> {
    this.blocked = undefined;
    const tab = window.open('about:blank', '_blank');
    if (tab) tab.opener = null;
    const href = safeHref(await this.desk.resources.requestControl(chat, asset));
    if (href === undefined) tab?.close();
    else if (tab) tab.location.replace(href);
    else this.blocked = { chat, href };
  }
}

customElements.define('db-request-control', RequestControl);
