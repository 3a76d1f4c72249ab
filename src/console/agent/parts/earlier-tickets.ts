import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../look/icons.ts';
import { canGoOn, type EarlierTicket, goOnWords, standingWords } from '../state/earlier.ts';
import { safeHref } from '../state/links.ts';
import { kindWords } from '../state/words.ts';

export interface EarlierActions {
  /** Absent where this agent may not. */
  readonly goOn: ((ticket: EarlierTicket) => void) | undefined;
  readonly busy: (ticket: EarlierTicket) => boolean;
  /** It is what a dialog offers first. */
  readonly first?: boolean;
}

/** Tickets of earlier chats of the same user, each with how it stands and what can be done with it. */
export const earlierTickets = (tickets: readonly EarlierTicket[], actions: EarlierActions): TemplateResult =>
  html`<ul class="earlier">${tickets.map((ticket) => row(ticket, actions))}</ul>`;

function row(ticket: EarlierTicket, { goOn, busy, first = false }: EarlierActions) {
  const href = safeHref(ticket.url);
  return html`<li data-testid="earlier" data-standing=${ticket.standing}>
    <span class="sign">${icon(ticket.kind === 'work-order' ? 'wrench' : 'ticket')}</span>
    <div>
      <div class="kind">${kindWords(ticket.kind)} of an earlier chat</div>
      ${
        href
          ? html`<a class="number" href=${href} target="_blank" rel="noopener noreferrer">${ticket.displayId}${icon('open')}</a>`
          : html`<span class="number">${ticket.displayId}</span>`
      }
      <div class="stands">${standingWords(ticket)}</div>
    </div>
    ${
      goOn && canGoOn(ticket)
        ? html`<wa-button size="s" appearance=${first ? 'accent' : 'outlined'} variant=${first ? 'brand' : 'neutral'} ?autofocus=${first} ?loading=${busy(ticket)} @click=${() => goOn(ticket)}>${goOnWords(ticket)}</wa-button>`
        : nothing
    }
  </li>`;
}

export const earlierTicketsStyles = css`
  .earlier {
    margin-top: 8px;
  }
  .earlier li {
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr);
    gap: 4px 10px;
    padding: 10px;
    border: 1px dashed var(--db-line-strong);
    border-radius: var(--db-radius);
    font-size: 13px;
  }
  .earlier li + li {
    margin-top: 8px;
  }
  .earlier wa-button {
    grid-column: 2;
    justify-self: start;
  }
  .earlier .sign {
    width: 32px;
    height: 32px;
    display: grid;
    place-items: center;
    border-radius: 8px;
    background: var(--db-hover);
    color: var(--db-quiet);
    font-size: 15px;
  }
  .earlier .kind,
  .earlier .stands {
    color: var(--db-quiet);
    font-size: var(--db-small);
  }
  .earlier .number {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
`;
