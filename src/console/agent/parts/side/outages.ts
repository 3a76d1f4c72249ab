import { css, html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import { linked, whyNotHere, whyNotToUser } from '../../state/beside.ts';
import { notFetched } from '../../state/fetched.ts';
import { safeHref } from '../../state/links.ts';
import type { Outage } from '../../state/side.ts';
import type { Chat } from '../../state/state.ts';
import { dateTime } from '../../state/time.ts';
import { act } from './act.ts';
import { BesideChat } from './beside-chat.ts';
import { fetchState, fetchStateStyles } from './fetch-state.ts';
import { sideStyles } from './side-styles.ts';

/** Outages that hold now: told to the user or tied to the tickets with one click. */
export class Outages extends BesideChat {
  static override styles = [
    shared,
    sideStyles,
    ...fetchStateStyles,
    css`
      .what {
        display: flex;
        gap: 9px;
      }
      .what > .icon {
        margin-top: 1px;
        color: var(--db-warn);
        font-size: 15px;
      }
      .words {
        margin-top: 6px;
      }
    `,
  ];

  override updated(): void {
    const chat = this.chat;
    if (chat && this.state.side.tab === 'resources' && !this.state.side.outages[chat.id]) this.find(chat);
  }

  override render() {
    const chat = this.chat;
    if (!chat) return nothing;
    const outages = this.state.side.outages[chat.id] ?? notFetched;
    return html`
      <div class="head">
        <h3>Outages</h3>
        <button class="again" aria-label="Look for outages again" title="Look again" @click=${() => this.find(chat)}>${icon('retry')}</button>
      </div>
      ${fetchState(outages, 'the outages', () => this.find(chat))}
      ${outages.value?.length === 0 ? html`<p class="none">No outage is known.</p>` : nothing}
      <ul>
        ${outages.value?.map((outage) => this.outage(chat, outage))}
      </ul>
    `;
  }

  private find(chat: Chat): void {
    void this.desk.resources.findOutages(chat.id);
  }

  private outage(chat: Chat, outage: Outage) {
    const href = safeHref(outage.url);
    const { shown, tied } = linked(chat, 'outage', outage.id);
    const { running } = this.state;
    const does = (action: 'tell' | 'relate') => ({
      busy: running.has(`${action} ${outage.id} ${chat.id}`),
      run: () => void this.desk.resources.linkOutage(chat.id, outage.id, action),
    });
    return html`<li class="card" data-testid="outage">
      <div class="what">
        ${icon('outage')}
        <div>
          <div class="title">${href ? html`<a href=${href} target="_blank" rel="noopener noreferrer">${outage.title}</a>` : outage.title}</div>
          <div class="small">${outage.displayId}${outage.since > 0 ? ` · since ${dateTime(outage.since)}` : ''}</div>
        </div>
      </div>
      ${outage.text === '' ? nothing : html`<p class="words">${outage.text}</p>`}
      <div class="acts">
        ${act({
          words: shown ? 'Tell the user again' : 'Tell the user',
          to: `of “${outage.title}”`,
          sign: 'send',
          why: whyNotToUser(this.state, chat),
          ...does('tell'),
        })}
        ${act({
          words: tied ? 'Related' : 'Relate',
          to: `“${outage.title}” to the tickets`,
          ...(tied && { sign: 'check' }),
          why: tied ? 'It is related to the tickets already.' : whyNotHere(this.state, chat),
          ...does('relate'),
        })}
      </div>
    </li>`;
  }
}

customElements.define('db-outages', Outages);
