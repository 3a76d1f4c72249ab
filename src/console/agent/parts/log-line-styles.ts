import { css } from 'lit';

/** How the lines of a log look: user on the left, own words on the right, notes in their own colour. */
export const logLineStyles = css`
  .line {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-top: 12px;
  }
  .line.follows {
    margin-top: 3px;
  }
  .line.mine {
    align-items: flex-end;
  }
  .head {
    display: flex;
    align-items: baseline;
    gap: 7px;
    margin: 0 2px 3px;
    font-size: var(--db-small);
    color: var(--db-faint);
    max-width: 100%;
  }
  .mine .head {
    flex-direction: row;
  }
  .author {
    font-weight: 600;
    color: var(--db-text);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mine .author {
    display: none;
  }
  .role {
    flex: none;
    color: var(--db-quiet);
  }
  .head time {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  .bubble {
    max-width: min(640px, 88%);
    padding: 8px 12px;
    border-radius: 4px 12px 12px 12px;
    background: var(--db-bubble-user);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .follows .bubble {
    border-radius: 12px;
  }
  .mine .bubble {
    border-radius: 12px 4px 12px 12px;
    background: var(--db-bubble-mine);
  }
  .mine.follows .bubble {
    border-radius: 12px;
  }
  .agent:not(.mine, .note) .bubble {
    background: var(--db-accent-soft);
  }
  .bot .bubble {
    background: transparent;
    border: 1px solid var(--db-line);
  }
  .history .bubble {
    background: transparent;
    border: 1px dashed var(--db-line-strong);
    color: var(--db-quiet);
  }
  .history.user .bubble {
    border-style: solid;
    color: var(--db-text);
  }
  .history .author {
    font-weight: 550;
  }
  .note .bubble {
    background: var(--db-note);
    border: 1px solid var(--db-note-line);
    color: var(--db-note-text);
  }
  .internal {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    padding: 0 7px;
    border-radius: 999px;
    background: var(--db-note);
    border: 1px solid var(--db-note-line);
    color: var(--db-note-text);
    font-size: var(--db-tiny);
    font-weight: 600;
  }
  .internal .icon {
    width: 11px;
    height: 11px;
  }
  .event {
    display: flex;
    justify-content: center;
    align-items: baseline;
    gap: 8px;
    margin: 12px auto 0;
    padding: 0 12px;
    max-width: 90%;
    text-align: center;
    color: var(--db-quiet);
    font-size: 12.5px;
    overflow-wrap: anywhere;
  }
  .event time {
    flex: none;
    color: var(--db-faint);
    font-size: var(--db-tiny);
  }
  .delivery {
    display: flex;
    align-items: center;
    gap: 5px;
    margin: 3px 2px 0;
    color: var(--db-faint);
    font-size: var(--db-tiny);
  }
  .delivery .icon {
    width: 13px;
    height: 13px;
  }
  .delivery.delivered {
    color: var(--db-good);
  }
  .delivery.refused {
    color: var(--db-bad);
    font-weight: 550;
    font-size: var(--db-small);
  }
  .delivery.uncertain {
    color: var(--db-warn);
    font-weight: 550;
  }
  .delivery button {
    padding: 2px 8px;
    border: 1px solid var(--db-bad-line);
    border-radius: 6px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  .pending .bubble {
    opacity: 0.75;
  }
  .failed .bubble {
    opacity: 1;
    outline: 1px solid var(--db-bad-line);
  }
`;
