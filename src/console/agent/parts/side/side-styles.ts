import { css } from 'lit';

/** What the tabs beside the chat have in common: sections, cards, marks. */
export const sideStyles = css`
  section + section {
    margin-top: 22px;
    padding-top: 18px;
    border-top: 1px solid var(--db-line);
  }
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
    margin-bottom: 9px;
  }
  h3 {
    flex: 1;
    color: var(--db-quiet);
    font-size: 12px;
    font-weight: 600;
  }
  .again {
    display: grid;
    place-items: center;
    width: 26px;
    height: 26px;
    border: 0;
    border-radius: 7px;
    background: none;
    color: var(--db-quiet);
    font-size: 13px;
    cursor: pointer;
  }
  .again:hover {
    background: var(--db-hover);
    color: var(--db-text);
  }
  .none,
  .hint {
    color: var(--db-quiet);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .hint {
    display: flex;
    gap: 7px;
    margin-bottom: 16px;
    padding: 8px 11px;
    border-radius: 8px;
    background: var(--db-hover);
  }
  .hint .icon {
    margin-top: 1px;
  }
  .card {
    padding: 11px 12px;
    border: 1px solid var(--db-line);
    border-radius: var(--db-radius);
    background: var(--db-surface);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .card + .card {
    margin-top: 8px;
  }
  .title {
    font-weight: 600;
    line-height: 1.35;
  }
  .small {
    color: var(--db-quiet);
    font-size: var(--db-small);
    font-variant-numeric: tabular-nums;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 7px;
    margin-top: 10px;
  }
  .marks {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 5px;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    padding: 1px 8px;
    border-radius: 999px;
    background: var(--db-good-soft);
    color: var(--db-good);
    font-size: var(--db-tiny);
    font-weight: 600;
    white-space: nowrap;
  }
`;
