import { css } from 'lit';

/** What the dialogs about a chat have in common. */
export const dialogStyles = css`
  p {
    line-height: 1.5;
  }
  .content > * + * {
    margin-top: 14px;
  }
  .quiet {
    color: var(--db-quiet);
  }
  .asking {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 62px;
    color: var(--db-quiet);
  }
  .trouble {
    display: flex;
    align-items: flex-start;
    gap: 9px;
    padding: 10px 14px;
    border: 1px solid var(--db-bad-line);
    border-radius: 10px;
    background: var(--db-bad-soft);
    color: var(--db-bad);
  }
  .trouble p {
    flex: 1;
    overflow-wrap: anywhere;
  }
  .trouble .icon {
    margin-top: 2px;
  }
  .trouble wa-button {
    align-self: center;
  }
  .rows {
    display: grid;
    border: 1px solid var(--db-line);
    border-radius: 10px;
    background: var(--db-surface-2);
  }
  .row {
    padding: 12px 14px;
  }
  .row + .row {
    border-top: 1px solid var(--db-line);
  }
  .head {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 1px 11px;
  }
  label.head {
    cursor: pointer;
  }
  label.head.off {
    cursor: default;
  }
  .head > :is(input, .icon) {
    grid-row: span 2;
    margin: 2px 0 0;
  }
  .head > input {
    width: 17px;
    height: 17px;
    accent-color: var(--db-accent);
  }
  .head > .icon {
    color: var(--db-quiet);
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .tag {
    padding: 0 7px;
    border: 1px solid var(--db-line-strong);
    border-radius: 999px;
    color: var(--db-quiet);
    font-size: var(--db-tiny);
    font-weight: 550;
    line-height: 1.6;
  }
  .effect {
    color: var(--db-quiet);
    overflow-wrap: anywhere;
  }
  .effect.will {
    color: var(--db-text);
  }
  .effect.cannot {
    color: var(--db-warn);
  }
  .row > .fields {
    margin: 14px 0 4px 28px;
  }
  @media (max-width: 480px) {
    .row > .fields {
      margin-left: 0;
    }
  }
`;
