import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../../look/icons.ts';

export interface Act {
  readonly words: string;
  /** What it is done to, for those who do not see where the button stands. */
  readonly to: string;
  readonly sign?: string;
  readonly busy?: boolean;
  /** Why it cannot be done now; the button stays where it is and says so. */
  readonly why: string | undefined;
  readonly main?: boolean;
  readonly run: () => void;
}

/** A small button of the side pane. One that cannot be used keeps the focus and tells the reason. */
export function act({ words, to, sign, busy = false, why, main = false, run }: Act): TemplateResult {
  const off = why !== undefined || busy;
  return html`<button
    type="button"
    class="act ${main ? 'main' : ''}"
    aria-label=${`${words} ${to}`}
    aria-disabled=${off ? 'true' : nothing}
    aria-busy=${busy ? 'true' : nothing}
    title=${why ?? nothing}
    @click=${() => {
      if (!off) run();
    }}
  >${sign ? icon(sign) : nothing}${words}</button>`;
}

export const actStyles = css`
  .act {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 5px;
    min-height: 30px;
    padding: 3px 11px;
    border: 1px solid var(--db-line-strong);
    border-radius: 8px;
    background: var(--db-surface);
    color: var(--db-text);
    font: inherit;
    font-size: 13px;
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
  }
  .act:hover {
    background: var(--db-hover);
  }
  .act.main {
    border-color: var(--db-accent);
    background: var(--db-accent);
    color: var(--db-on-accent);
  }
  .act.main:hover {
    background: var(--db-accent-strong);
  }
  .act[aria-disabled='true'],
  .act[aria-disabled='true']:hover {
    border-color: var(--db-line);
    background: none;
    color: var(--db-faint);
    cursor: not-allowed;
  }
  .act[aria-busy='true'] {
    cursor: progress;
    animation: busy 1.1s ease-in-out infinite;
  }
  @keyframes busy {
    50% {
      opacity: 0.45;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .act[aria-busy='true'] {
      animation: none;
    }
  }
`;
