import { css } from 'lit';

/** How the list of prepared texts looks. */
export const pickerStyles = css`
  .picker {
    border-bottom: 1px solid var(--db-line);
    font-size: 13px;
  }
  .find,
  .keep {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 8px 6px 14px;
    color: var(--db-quiet);
  }
  .keep {
    padding-top: 6px;
    border-top: 1px solid var(--db-line);
  }
  input {
    flex: 1;
    min-width: 0;
    padding: 5px 8px;
    border: 1px solid var(--db-line-strong);
    border-radius: 7px;
    background: var(--db-surface);
    color: var(--db-text);
    font: inherit;
  }
  button {
    border: 0;
    border-radius: 7px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:hover {
    background: var(--db-hover);
  }
  :is(.shut, .forget) {
    display: flex;
    padding: 6px;
    color: var(--db-quiet);
  }
  .keep button {
    padding: 5px 12px;
    border: 1px solid var(--db-line-strong);
    color: var(--db-text);
    font-weight: 550;
  }
  ul {
    max-height: 220px;
    overflow-y: auto;
    padding: 0 6px;
  }
  li {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .text {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: 1px;
    padding: 6px 8px;
    text-align: start;
  }
  .text:focus-visible {
    outline-offset: -2px;
    background: var(--db-hover);
  }
  .title {
    display: flex;
    align-items: baseline;
    gap: 6px;
    font-weight: 600;
  }
  .tag {
    padding: 0 6px;
    border-radius: 999px;
    background: var(--db-accent-soft);
    color: var(--db-accent-text);
    font-size: var(--db-tiny);
    font-weight: 500;
  }
  .words {
    color: var(--db-quiet);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .error {
    margin: 4px 14px;
    color: var(--db-bad);
  }
  .none {
    padding: 2px 14px 8px;
    color: var(--db-quiet);
  }
  .none:empty {
    padding: 0 0 6px;
  }
`;
