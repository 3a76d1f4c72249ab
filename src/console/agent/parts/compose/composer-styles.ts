import { css } from 'lit';

/** How the place to write looks: a box with the words, and what is done with them below. */
export const composerStyles = css`
  :host {
    padding: 0 20px 14px;
  }
  .why {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 14px;
    border-radius: var(--db-radius);
    background: var(--db-surface-2);
    border: 1px solid var(--db-line);
    color: var(--db-quiet);
  }
  .box {
    position: relative;
    max-width: 900px;
    margin: 0 auto;
    border: 1px solid var(--db-line-strong);
    border-radius: 12px;
    background: var(--db-surface);
    overflow: hidden;
  }
  .box:focus-within {
    border-color: var(--db-focus);
    box-shadow: 0 0 0 1px var(--db-focus);
  }
  .box.note {
    background: var(--db-note);
    border-color: var(--db-note-line);
  }
  .box.note:focus-within {
    box-shadow: 0 0 0 1px var(--db-note-text);
    border-color: var(--db-note-text);
  }
  .modes {
    display: flex;
    gap: 2px;
    padding: 6px 8px 0;
  }
  .modes button {
    display: flex;
    align-items: center;
    gap: 5px;
    padding: 4px 10px;
    border: 0;
    border-radius: 7px;
    background: none;
    color: var(--db-quiet);
    font: inherit;
    font-size: 12.5px;
    font-weight: 550;
    cursor: pointer;
  }
  .modes button[aria-checked='true'] {
    background: var(--db-hover);
    color: var(--db-text);
  }
  .modes button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: not-allowed;
  }
  .note .modes button[aria-checked='true'] {
    background: color-mix(in oklab, var(--db-note-line) 55%, transparent);
    color: var(--db-note-text);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 44px;
    max-height: 200px;
    padding: 8px 14px 4px;
    border: 0;
    background: none;
    color: var(--db-text);
    font: inherit;
    line-height: 1.5;
    resize: none;
    field-sizing: content;
  }
  textarea:focus-visible {
    outline: none;
  }
  textarea::placeholder {
    color: var(--db-faint);
  }
  .gaps {
    display: flex;
    align-items: flex-start;
    gap: 6px;
    margin: 2px 14px 8px;
    color: var(--db-warn);
    font-size: 13px;
  }
  .gaps .icon {
    margin-top: 1px;
  }
  .gaps.stopped {
    color: var(--db-bad);
    font-weight: 550;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 0 8px 8px 14px;
    color: var(--db-faint);
    font-size: var(--db-small);
  }
  .foot .hint {
    flex: 1;
  }
  .near {
    color: var(--db-warn);
    font-variant-numeric: tabular-nums;
  }
  .send {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 6px 14px;
    border: 0;
    border-radius: 8px;
    background: var(--db-accent);
    color: var(--db-on-accent);
    font: inherit;
    font-size: 13px;
    font-weight: 600;
    cursor: pointer;
  }
  .send:hover {
    background: var(--db-accent-strong);
  }
  .send:disabled {
    background: var(--db-hover);
    color: var(--db-faint);
    cursor: default;
  }
  .note .send:not(:disabled) {
    background: var(--db-note-text);
    color: var(--db-note);
  }
  .note .send:disabled {
    background: color-mix(in oklab, var(--db-note-line) 40%, transparent);
  }
  @media (max-width: 760px) {
    :host {
      padding: 0 10px 10px;
    }
    .hint {
      visibility: hidden;
    }
  }
  .tools {
    display: flex;
    gap: 2px;
    margin-left: -8px;
  }
  .tool {
    display: flex;
    padding: 7px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--db-quiet);
    font-size: 15px;
    cursor: pointer;
  }
  .tool:hover,
  .tool[aria-expanded='true'] {
    background: var(--db-hover);
    color: var(--db-text);
  }
  .tool[aria-disabled='true'] {
    color: var(--db-faint);
    opacity: 0.6;
  }
  .drop {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    gap: 2px;
    padding: 8px 16px;
    border: 2px dashed var(--db-focus);
    border-radius: inherit;
    background: color-mix(in oklab, var(--db-accent-soft) 92%, transparent);
    color: var(--db-accent-text);
    text-align: center;
    font-weight: 600;
    pointer-events: none;
  }
  .drop small {
    font-weight: 400;
  }
`;
