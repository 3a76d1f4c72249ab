import { css } from 'lit';

/** The choice of the type, the search field and the list of what was found. */
export const templateSearchStyles = css`
  .kinds {
    display: flex;
    gap: 2px;
    padding: 3px;
    margin-bottom: 12px;
    border-radius: 10px;
    background: var(--db-hover);
  }
  .kinds label {
    position: relative;
    flex: 1;
    padding: 5px 10px;
    border-radius: 8px;
    color: var(--db-quiet);
    font-size: 13px;
    font-weight: 600;
    text-align: center;
    cursor: pointer;
  }
  .kinds label:has(:checked) {
    background: light-dark(var(--db-surface), var(--db-line-strong));
    color: var(--db-text);
    box-shadow: var(--db-shadow);
  }
  .kinds label:has(:focus-visible) {
    outline: 2px solid var(--db-focus);
  }
  .kinds input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .find {
    position: relative;
  }
  .find .icon {
    position: absolute;
    left: 12px;
    top: 11px;
    color: var(--db-faint);
  }
  .find input {
    padding-left: 36px;
  }
  .found {
    height: min(296px, 44dvh);
    margin-top: 10px;
    overflow-y: auto;
    border: 1px solid var(--db-line);
    border-radius: 10px;
    background: var(--db-surface-2);
  }
  .found li + li {
    border-top: 1px solid var(--db-line);
  }
  .found button {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 12px;
    width: 100%;
    padding: 10px 14px;
    border: 0;
    background: none;
    color: var(--db-text);
    font: inherit;
    text-align: left;
    cursor: pointer;
  }
  .found button:hover {
    background: var(--db-hover);
  }
  .found button:focus-visible {
    outline-offset: -2px;
    border-radius: 10px;
  }
  .title {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .about {
    grid-column: 1;
    color: var(--db-quiet);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .found .icon,
  .found wa-spinner {
    grid-area: 1 / 2 / span 2;
    color: var(--db-faint);
  }
  .empty {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 10px;
    height: 100%;
    padding: 20px;
    color: var(--db-quiet);
    text-align: center;
  }
`;
