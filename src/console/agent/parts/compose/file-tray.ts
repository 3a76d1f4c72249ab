import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../../look/icons.ts';
import { type Enclosure, sizeWords } from '../../state/enclosures.ts';

/** Files that are to go with the message: how far each is, or why it was refused. */
export function fileTray(
  enclosed: readonly Enclosure[],
  remove: (key: string) => void,
): TemplateResult | typeof nothing {
  if (enclosed.length === 0) return nothing;
  return html`<ul class="tray" aria-label="Files to send">
    ${repeat(
      enclosed,
      ({ key }) => key,
      (one) => html`<li class=${one.error === undefined ? '' : 'refused'} data-testid="enclosure">
        ${icon(one.error === undefined ? 'file' : 'warning')}
        <div class="what">
          <bdi>${one.name}</bdi>
          ${state(one)}
        </div>
        <button aria-label="Remove ${one.name}" @click=${() => remove(one.key)}>${icon('xmark')}</button>
      </li>`,
    )}
  </ul>`;
}

function state({ name, size, progress, attachment, error }: Enclosure) {
  if (error !== undefined) return html`<span role="alert">${error}</span>`;
  if (attachment !== undefined) return html`<span>${sizeWords(size)}</span>`;
  return html`<progress aria-label="Sending ${name}" max="1" .value=${progress}></progress>`;
}

export const fileTrayStyles = css`
  .tray {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    max-height: 190px;
    overflow-y: auto;
    padding: 8px 10px 2px;
  }
  .tray li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    max-width: 100%;
    padding: 5px 4px 5px 10px;
    border: 1px solid var(--db-line);
    border-radius: 9px;
    background: var(--db-surface-2);
    font-size: 13px;
  }
  .tray .icon {
    color: var(--db-quiet);
  }
  .tray .refused {
    border-color: var(--db-bad-line);
    background: var(--db-bad-soft);
  }
  .tray .refused :is(.icon, span) {
    color: var(--db-bad);
  }
  .tray .what {
    display: grid;
    min-width: 0;
  }
  .tray bdi {
    max-width: 260px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .tray span {
    color: var(--db-quiet);
    font-size: var(--db-small);
    overflow-wrap: anywhere;
  }
  .tray progress {
    width: 120px;
    height: 6px;
    margin: 5px 0;
    accent-color: var(--db-accent);
  }
  .tray button {
    display: flex;
    padding: 6px;
    border: 0;
    border-radius: 7px;
    background: none;
    cursor: pointer;
  }
  .tray button:hover {
    background: var(--db-hover);
  }
`;
