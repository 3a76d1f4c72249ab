import { css } from 'lit';

/** A way out of the bar on top to a page of its own, with the number of what waits there. */
export const barButtonStyles = css`
  button {
    display: flex;
    align-items: center;
    gap: 7px;
    padding: 5px 11px;
    border: 1px solid var(--db-line);
    border-radius: 999px;
    background: none;
    color: var(--db-quiet);
    font: inherit;
    font-size: 13px;
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
  }
  button:hover,
  button[aria-pressed='true'] {
    background: var(--db-hover);
    color: var(--db-text);
  }
  .count {
    min-width: 19px;
    padding: 1px 6px;
    border-radius: 999px;
    background: var(--db-bad-soft);
    color: var(--db-bad);
    font-size: var(--db-tiny);
    font-weight: 700;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 1020px) {
    .words {
      display: none;
    }
    button {
      padding: 6px 9px;
    }
  }
`;
