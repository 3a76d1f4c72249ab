import { css } from 'lit';

/** The overview: figures, then tables that turn into cards where the window is narrow. */
export const watchStyles = css`
  .page {
    max-width: 1240px;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
    gap: 12px;
    margin-bottom: 16px;
  }
  .tile {
    padding: 14px 18px;
    border: 1px solid var(--db-line);
    border-radius: 14px;
    background: var(--db-surface);
    box-shadow: var(--db-shadow);
  }
  .tile dt {
    color: var(--db-quiet);
    font-size: 13px;
  }
  .tile dd {
    font-size: 26px;
    line-height: 1.25;
    font-weight: 650;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  .tile.alarm dd {
    color: var(--db-bad);
  }
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 16px;
    align-items: start;
  }
  section {
    margin-bottom: 16px;
    border: 1px solid var(--db-line);
    border-radius: 14px;
    background: var(--db-surface);
    box-shadow: var(--db-shadow);
  }
  section > h3 {
    padding: 14px 18px 10px;
    font-size: 14px;
    font-weight: 650;
  }
  section > .none {
    padding: 0 18px 18px;
    color: var(--db-quiet);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 13px;
  }
  th {
    padding: 6px 10px;
    color: var(--db-quiet);
    font-size: 12px;
    font-weight: 550;
    text-align: left;
    white-space: nowrap;
  }
  td {
    padding: 9px 10px;
    border-top: 1px solid var(--db-line);
    /* Whole words, unless one alone is longer than a column may be. */
    max-width: 24ch;
    overflow-wrap: break-word;
  }
  :is(th, td):first-child {
    padding-left: 18px;
  }
  :is(th, td):last-child {
    padding-right: 18px;
  }
  .num {
    text-align: right;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  :is(.long, .warned) {
    color: var(--db-warn);
    font-weight: 600;
  }
  .breached {
    color: var(--db-bad);
    font-weight: 650;
  }
  :is(.warned, .breached) .sub {
    color: inherit;
    font-size: 12px;
    font-weight: 550;
  }
  .who {
    font-weight: 600;
  }
  .sub {
    display: block;
    color: var(--db-quiet);
  }
  .link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--db-accent-text);
    font: inherit;
    font-weight: 600;
    text-align: left;
    text-decoration: underline;
    text-decoration-color: transparent;
    text-underline-offset: 2px;
    overflow-wrap: inherit;
    cursor: pointer;
  }
  .link:hover {
    text-decoration-color: currentColor;
  }
  .presence::before {
    content: '';
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-right: 7px;
    border-radius: 50%;
    background: var(--db-line-strong);
  }
  .presence.away::before {
    background: light-dark(#d98a1b, #e0a44a);
  }
  .presence.on::before {
    background: light-dark(#22a565, #4cc98a);
  }
  .call {
    display: inline-flex;
    gap: 6px;
    margin-top: 3px;
    padding: 2px 8px;
    border-radius: 8px;
    background: var(--db-bad-soft);
    color: var(--db-bad);
    font-size: 12.5px;
    font-weight: 550;
  }
  .badge {
    padding: 1px 9px;
    border-radius: 999px;
    background: var(--db-warn-soft);
    color: var(--db-warn);
    font-size: 12px;
    font-weight: 600;
    white-space: nowrap;
  }
  .badge.assigned {
    background: var(--db-good-soft);
    color: var(--db-good);
  }
  .doing {
    text-align: right;
    white-space: nowrap;
  }
  .more {
    padding: 12px 18px;
    color: var(--db-quiet);
  }
  @media (max-width: 900px) {
    .pair {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
  @media (max-width: 700px) {
    .page {
      padding: 18px 12px 32px;
    }
    .tiles {
      grid-template-columns: 1fr 1fr;
      gap: 8px;
    }
    /* Each row a card, each cell with its heading. */
    table.wide,
    .wide :is(tbody, tr, td) {
      display: block;
    }
    .wide thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .wide tr {
      padding: 12px 16px;
      border-top: 1px solid var(--db-line);
    }
    .wide td,
    .wide td:is(:first-child, :last-child) {
      display: flex;
      gap: 12px;
      padding: 2px 0;
      border: 0;
      text-align: left;
    }
    .wide td[data-label]::before {
      content: attr(data-label);
      flex: 0 0 76px;
      color: var(--db-quiet);
    }
    .wide .doing {
      margin-top: 6px;
    }
    .wide td:empty {
      display: none;
    }
    :is(th, td) {
      padding-inline: 6px;
    }
    :is(th, td):first-child {
      padding-left: 16px;
    }
    :is(th, td):last-child {
      padding-right: 16px;
    }
  }
`;
