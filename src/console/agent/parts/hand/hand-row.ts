import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../look/icons.ts';
import type { HandRow } from '../../state/hand.ts';
import { safeHref } from '../../state/links.ts';
import { kindWords } from '../../state/words.ts';
import { act } from '../side/act.ts';

export interface RowActions {
  readonly retrying: boolean;
  readonly givingUp: boolean;
  /** Giving up waits for a yes. */
  readonly asked: boolean;
  readonly retry: () => void;
  readonly ask: (on: boolean) => void;
  readonly giveUp: () => void;
  readonly open: () => void;
}

/** One ticket that needs a hand: what it is, whose chat it belongs to, why, and what can be done. */
export function handRow(row: HandRow, actions: RowActions): TemplateResult {
  const { chat, ticket, reason } = row;
  const name = ticket.displayId ?? `${kindWords(ticket.kind)} that was not created`;
  // What only waits for a confirmation is asked again by itself: there is nothing to retry or to give up.
  const failed = ticket.error !== undefined;
  return html`<li class="row ${failed ? 'failed-write' : 'waits'}" data-testid="hand-row" data-row=${`${chat.id} ${ticket.n}`}>
    <span class="sign">${icon(failed ? 'warning' : 'clock')}</span>
    <div class="what">
      <div class="top">
        ${number(row, name)}
        ${ticket.displayId === undefined ? nothing : html`<span class="kind">${about(ticket)}</span>`}
      </div>
      <p class="reason">${reason}</p>
      <p class="chat">
        <button class="to-chat" @click=${actions.open}>${icon('chat')}<bdi>${chat.subject || 'Chat without a subject'}</bdi></button>
        <span>${chat.status === 'closed' ? 'Chat is closed' : 'Chat is open'}</span>
      </p>
    </div>
    ${failed ? html`<div class="acts">${actions.asked ? nothing : buttons(name, actions)}</div>` : nothing}
    ${actions.asked ? question(name, actions) : nothing}
  </li>`;
}

const about = ({ kind, created, status }: HandRow['ticket']): string =>
  [kindWords(kind), created ? undefined : 'related', status].filter(Boolean).join(' · ');

function number({ ticket }: HandRow, name: string) {
  const href = safeHref(ticket.url);
  return href
    ? html`<a class="number" href=${href} target="_blank" rel="noopener noreferrer">${name}${icon('open')}</a>`
    : html`<span class="number">${name}</span>`;
}

const buttons = (name: string, { retrying, retry, ask }: RowActions) => html`
  <span>${act({ words: 'Retry', to: name, sign: 'retry', busy: retrying, main: true, why: undefined, run: retry })}</span>
  <button type="button" class="act give-up" aria-label=${`Give up ${name}`} @click=${() => ask(true)}>Give up</button>
`;

const question = (
  name: string,
  { givingUp, ask, giveUp }: RowActions,
) => html`<div class="question" role="group" aria-label=${`Give up ${name}?`}>
  <p><strong>Give up ${name}?</strong> It stays as it is in the ITSM, what was not written is not tried again, and the chat's log names you.</p>
  <div class="acts">
    <button type="button" class="act keep" @click=${() => ask(false)}>Keep it</button>
    ${act({ words: 'Yes, give up', to: name, busy: givingUp, why: undefined, run: giveUp })}
  </div>
</div>`;

export const handRowStyles = css`
  .row {
    display: grid;
    grid-template-columns: 36px minmax(0, 1fr) auto;
    gap: 6px 14px;
    padding: 16px;
    border: 1px solid var(--db-line);
    border-radius: 14px;
    background: var(--db-surface);
    box-shadow: var(--db-shadow);
  }
  .row + .row {
    margin-top: 10px;
  }
  .sign {
    width: 36px;
    height: 36px;
    display: grid;
    place-items: center;
    border-radius: 10px;
    background: var(--db-bad-soft);
    color: var(--db-bad);
    font-size: 16px;
  }
  .waits .sign {
    background: var(--db-warn-soft);
    color: var(--db-warn);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 10px;
  }
  .number {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .kind {
    color: var(--db-quiet);
    font-size: 13px;
  }
  .reason {
    margin: 3px 0 8px;
    overflow-wrap: anywhere;
  }
  .chat {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 10px;
    color: var(--db-quiet);
    font-size: 13px;
  }
  .to-chat {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    max-width: 100%;
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--db-accent-text);
    font: inherit;
    text-align: left;
    text-decoration: underline;
    text-underline-offset: 2px;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .row .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 8px;
  }
  .question {
    grid-column: 2 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 10px 16px;
    margin-top: 8px;
    padding: 11px 14px;
    border-radius: 10px;
    background: var(--db-bad-soft);
  }
  .question p {
    flex: 1 1 260px;
  }
  .question .act:not(.keep) {
    border-color: var(--db-bad-line);
    color: var(--db-bad);
  }
  @media (max-width: 640px) {
    .row {
      grid-template-columns: 36px minmax(0, 1fr);
      padding: 14px;
    }
    .row > .acts {
      grid-column: 2;
    }
    .row > .acts:empty {
      display: none;
    }
    .question {
      grid-column: 1 / -1;
    }
  }
`;
