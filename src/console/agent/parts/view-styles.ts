import { css } from 'lit';

/** A view over the chats, of those who look after the work of others: a page with a heading, and buttons beside it. */
export const viewStyles = css`
  :host {
    overflow-y: auto;
    background: var(--db-ground);
  }
  .page {
    margin: 0 auto;
    padding: 28px 24px 48px;
  }
  .head {
    display: flex;
    align-items: flex-start;
    gap: 12px;
    margin-bottom: 18px;
  }
  .head > div {
    flex: 1;
    min-width: 0;
  }
  h2 {
    font-size: 21px;
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.01em;
    outline: none;
  }
  .lead {
    margin-top: 4px;
    color: var(--db-quiet);
  }
  .quiet {
    display: grid;
    place-items: center;
    flex: none;
    width: 36px;
    height: 36px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--db-quiet);
    font-size: 15px;
    cursor: pointer;
  }
  .quiet:hover {
    background: var(--db-hover);
    color: var(--db-text);
  }
`;
