import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../look/icons.ts';
import { safeHref } from '../state/links.ts';
import type { Ticket } from '../state/state.ts';
import { kindWords, listWords } from '../state/words.ts';

export interface TicketActions {
  /** Absent where this agent may not. */
  readonly retry: (() => void) | undefined;
  readonly busy: boolean;
}

/** One ticket of a chat: being created, created with its number, or failed with the reason. */
export function ticketCard(ticket: Ticket, actions: TicketActions): TemplateResult {
  return html`<li class="ticket ${ticket.state}" data-testid="ticket" data-state=${ticket.state}>
    <span class="sign">${icon(ticket.kind === 'work-order' ? 'wrench' : 'ticket')}</span>
    <div class="body" role="status">
      <div class="kind">
        ${kindWords(ticket.kind)}
        ${ticket.created ? nothing : html`<span class="tag">Related</span>`}
        ${ticket.continued ? html`<span class="tag">From an earlier chat</span>` : nothing}
        ${ticket.givenUp ? html`<span class="tag">Given up</span>` : nothing}
      </div>
      ${body(ticket)}
    </div>
    ${
      ticket.error !== undefined && actions.retry
        ? html`<wa-button size="s" appearance="outlined" ?loading=${actions.busy} @click=${actions.retry}>Retry</wa-button>`
        : nothing
    }
  </li>`;
}

function body(ticket: Ticket) {
  if (ticket.state === 'creating') {
    return html`<div class="progress"><wa-spinner></wa-spinner>Creating…</div>`;
  }
  if (ticket.state === 'failed') {
    return html`<div class="bad">${icon('warning')}<span>Could not be created. ${ticket.error}</span></div>`;
  }
  const href = safeHref(ticket.url);
  const status = [ticket.status, ticket.statusReason].filter(Boolean).join(' · ');
  return html`
    ${
      href
        ? html`<a class="number" href=${href} target="_blank" rel="noopener noreferrer">${ticket.displayId}${icon('open')}</a>`
        : html`<span class="number">${ticket.displayId}</span>`
    }
    ${status ? html`<div class="status">${status}</div>` : nothing}
    ${ticket.follows ? html`<div class="status">Follows ${listWords(ticket.follows)}</div>` : nothing}
    ${ticket.error ? html`<div class="bad">${icon('warning')}<span>${ticket.error}</span></div>` : nothing}
  `;
}

export const ticketCardStyles = css`
  .ticket {
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr);
    gap: 4px 10px;
    padding: 10px;
    margin-bottom: 8px;
    border: 1px solid var(--db-line);
    border-radius: var(--db-radius);
    background: var(--db-surface);
    font-size: 13px;
  }
  .ticket wa-button {
    grid-column: 2;
  }
  .sign {
    width: 32px;
    height: 32px;
    display: grid;
    place-items: center;
    border-radius: 8px;
    background: var(--db-accent-soft);
    color: var(--db-accent-text);
    font-size: 15px;
  }
  .failed .sign {
    background: var(--db-bad-soft);
    color: var(--db-bad);
  }
  .kind {
    display: flex;
    align-items: center;
    gap: 7px;
    color: var(--db-quiet);
    font-size: var(--db-small);
  }
  .tag {
    padding: 0 7px;
    border: 1px solid var(--db-line-strong);
    border-radius: 999px;
    font-size: var(--db-tiny);
    font-weight: 550;
  }
  .number {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .progress {
    display: flex;
    align-items: center;
    gap: 8px;
    font-weight: 550;
  }
  .status {
    color: var(--db-quiet);
  }
  .bad {
    display: flex;
    gap: 5px;
    color: var(--db-bad);
    overflow-wrap: anywhere;
  }
`;
