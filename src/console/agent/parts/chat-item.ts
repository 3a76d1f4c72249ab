import { css, html, nothing, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { icon } from '../../look/icons.ts';
import { canAccept, invitation, joined } from '../state/rights.ts';
import { unread } from '../state/select.ts';
import { slaOf } from '../state/sla.ts';
import type { Chat, State } from '../state/state.ts';
import { clockTime, fullTime, waited, waitsLong } from '../state/time.ts';
import { inactiveSince } from '../state/waiting.ts';
import { connectionWords, modeWords, sourceWords } from '../state/words.ts';
import { initials } from './person.ts';
import { slaMark } from './sla-mark.ts';

/** One chat in a list: who, about what, from where, and since when it waits. */
export function chatItem(state: State, chat: Chat, inTabOrder: boolean, open: () => void): TemplateResult {
  const lines = unread(state, chat.id);
  const fresh = state.fresh.has(chat.id);
  const selected = state.selected === chat.id;
  return html`<li>
    <button
      class=${classMap({ item: true, selected, unread: lines > 0 || fresh })}
      aria-current=${selected ? 'true' : nothing}
      tabindex=${inTabOrder ? 0 : -1}
      data-testid="chat-item"
      data-chat=${chat.id}
      @click=${open}
    >
      <span class=${classMap({ avatar: true, there: chat.user.connected === 'yes' })} aria-hidden="true">${initials(chat.user.name)}</span>
      <span class="top">
        <bdi class="who">${chat.user.name}</bdi>
        ${time(chat)}
      </span>
      <bdi class="subject">${chat.subject || 'No subject'}</bdi>
      <span class="meta">
        ${chat.company ? html`<bdi>${chat.company}</bdi>` : nothing}<span>${chat.queue}</span><span>${sourceWords(chat.source)}</span>
      </span>
      <span class="count-place">
        ${fresh && lines === 0 ? html`<span class="count">New</span>` : nothing}
        ${lines > 0 ? html`<span class="count" aria-label=${`${lines} unread`}>${lines}</span>` : nothing}
      </span>
      <span class="marks">${marks(state, chat)}</span>
    </button>
  </li>`;
}

function marks(state: State, chat: Chat) {
  const now = Date.now();
  const inactive = inactiveSince(state, chat, now);
  const inside = joined(state, chat);
  const asked = invitation(state, chat);
  return html`
    ${slaMark(chat, now)}
    ${chat.cancelledByUser ? html`<span class="mark bad">Cancelled by user</span>` : nothing}
    ${isAway(chat) ? html`<span class="mark away" data-testid="away-mark">${connectionWords(chat.user, now)}</span>` : nothing}
    ${inactive === undefined ? nothing : html`<span class="mark warn" data-testid="inactive-mark">No answer for ${waited(inactive, now)}</span>`}
    ${chat.status === 'pending-transfer' && canAccept(state, chat) ? html`<span class="mark">Offered to you</span>` : nothing}
    ${inside ? html`<span class="mark">${modeWords(inside.mode)} · ${chat.agent?.screenName}</span>` : nothing}
    ${asked ? html`<span class="mark">${modeWords(asked.mode)} · asked by ${asked.by.screenName}</span>` : nothing}
  `;
}

/** Whoever has left for good is said to have. */
const isAway = ({ status, cancelledByUser, user }: Chat): boolean =>
  status !== 'closed' && !cancelledByUser && user.connected === 'no';

function time(chat: Chat) {
  if (chat.status === 'assigned' || chat.waitingSince === undefined) {
    return html`<time datetime=${chat.createdAt} title=${fullTime(chat.createdAt)}>${clockTime(chat.createdAt)}</time>`;
  }
  const now = Date.now();
  const target = slaOf(chat, now);
  const mark = target?.state ?? (waitsLong(chat.waitingSince, now) ? 'warned' : 'good');
  return html`<time
    class="waiting ${mark}"
    datetime=${chat.waitingSince}
    title=${`Waiting since ${fullTime(chat.waitingSince)}${target === undefined ? '' : `, ${target.words}`}`}
    >${icon('clock')}<span class="sr">waiting </span>${waited(chat.waitingSince, now)}</time
  >`;
}

export const chatItemStyles = css`
  .item {
    width: 100%;
    display: grid;
    grid-template-columns: 46px minmax(0, 1fr) auto;
    row-gap: 1px;
    align-items: center;
    padding: 9px 10px;
    margin-bottom: 2px;
    border: 1px solid transparent;
    border-radius: 10px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: left;
    cursor: pointer;
  }
  .item:hover {
    background: var(--db-hover);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .item.selected {
    background: var(--db-surface);
    border-color: var(--db-accent-line);
    box-shadow: var(--db-shadow);
  }
  .avatar {
    grid-row: 1 / span 4;
    align-self: start;
    margin-top: 2px;
    width: 36px;
    height: 36px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--db-accent-soft);
    color: var(--db-accent-text);
    font-size: 12.5px;
    font-weight: 650;
  }
  .avatar.there {
    position: relative;
  }
  .avatar.there::after {
    content: '';
    position: absolute;
    right: -1px;
    bottom: -1px;
    width: 9px;
    height: 9px;
    border: 2px solid var(--db-surface-2);
    border-radius: 50%;
    background: light-dark(#22a565, #4cc98a);
  }
  .top {
    grid-column: 2 / -1;
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .who {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 550;
  }
  .unread .who {
    font-weight: 700;
  }
  time {
    color: var(--db-faint);
    font-size: var(--db-small);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  time.waiting {
    color: var(--db-quiet);
  }
  time.warned {
    color: var(--db-warn);
    font-weight: 600;
  }
  time.breached {
    color: var(--db-bad);
    font-weight: 650;
  }
  time .icon {
    width: 13px;
    height: 13px;
    margin-right: 3px;
    vertical-align: -2px;
  }
  .subject {
    grid-column: 2;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--db-text);
    font-size: 13px;
  }
  .meta {
    grid-column: 2 / -1;
    display: flex;
    min-width: 0;
    overflow: hidden;
    white-space: nowrap;
    color: var(--db-faint);
    font-size: var(--db-small);
  }
  .meta > * {
    flex: none;
  }
  .meta > bdi {
    flex: 0 1 auto;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .meta > * + *::before {
    content: '·';
    padding: 0 5px;
  }
  .count-place {
    grid-column: 3;
    grid-row: 2;
    padding-left: 8px;
  }
  .marks {
    grid-column: 2 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: 0 4px;
    min-width: 0;
  }
  .mark {
    max-width: 100%;
    margin-top: 4px;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .count {
    min-width: 19px;
    padding: 1px 6px;
    border-radius: 999px;
    background: var(--db-accent);
    color: var(--db-on-accent);
    font-size: var(--db-tiny);
    font-weight: 650;
    text-align: center;
  }
  .mark {
    padding: 1px 7px;
    border-radius: 999px;
    background: var(--db-accent-soft);
    color: var(--db-accent-text);
    font-size: var(--db-tiny);
    font-weight: 600;
    white-space: nowrap;
  }
  .mark.warn {
    background: var(--db-warn-soft);
    color: var(--db-warn);
  }
  .mark.away {
    background: var(--db-hover);
    color: var(--db-quiet);
  }
  .mark.bad {
    background: var(--db-bad-soft);
    color: var(--db-bad);
  }
`;
