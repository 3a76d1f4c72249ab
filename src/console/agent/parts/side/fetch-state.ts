import { css, html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import type { Fetched } from '../../state/fetched.ts';
import { act, actStyles } from './act.ts';

/**
 * How a look-up stands: grey lines while the first answer is on its way, the reason and a retry where it
 * failed. What was there before stays on the page beside it.
 * @param what names it in the retry, e.g. `the customer`
 */
export function fetchState(fetched: Fetched<unknown>, what: string, again: () => void) {
  if (fetched.error !== undefined) {
    return html`<div class="failed" role="alert">
      ${icon('warning')}
      <div>
        <p>${fetched.error}</p>
        ${act({ words: 'Try again', to: `to load ${what}`, sign: 'retry', busy: fetched.loading, why: undefined, run: again })}
      </div>
    </div>`;
  }
  if (!fetched.loading || fetched.value !== undefined) return nothing;
  return html`<div class="bones" role="status"><span class="sr">Loading ${what}…</span><i></i><i></i><i></i></div>`;
}

export const fetchStateStyles = [
  actStyles,
  css`
    .failed {
      display: flex;
      gap: 9px;
      margin-bottom: 14px;
      padding: 11px 12px;
      border: 1px solid var(--db-bad-line);
      border-radius: var(--db-radius);
      background: var(--db-bad-soft);
      font-size: 13px;
      overflow-wrap: anywhere;
    }
    .failed > .icon {
      margin-top: 1px;
      color: var(--db-bad);
    }
    .failed .act {
      margin-top: 9px;
    }
    .bones {
      display: grid;
      gap: 11px;
      padding: 4px 0;
    }
    .bones i {
      height: 12px;
      border-radius: 6px;
      background: var(--db-line);
      animation: wait 1.4s ease-in-out infinite;
    }
    .bones i:nth-of-type(2) {
      width: 78%;
    }
    .bones i:nth-of-type(3) {
      width: 55%;
    }
    @keyframes wait {
      50% {
        opacity: 0.4;
      }
    }
    @media (prefers-reduced-motion: reduce) {
      .bones i {
        animation: none;
      }
    }
  `,
];
