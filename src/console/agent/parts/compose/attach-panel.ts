import { css, html, type TemplateResult } from 'lit';
import { icon } from '../../../look/icons.ts';
import { allowedWords, type FilesPolicy } from '../../state/enclosures.ts';
import type { Fetched } from '../../state/fetched.ts';

/** What may be sent, and the button that picks it; or why nothing may. */
export function attachPanel(
  { value, error }: Fetched<FilesPolicy>,
  pick: (files: readonly File[]) => void,
): TemplateResult {
  const why = value?.why ?? (value === undefined ? error : undefined);
  if (why !== undefined) return html`<p class="attach" role="status">${icon('info')}${why}</p>`;
  if (value === undefined) return html`<p class="attach" role="status">Loading…</p>`;
  return html`<div class="attach">
    <div>
      <p><strong>Send a file to the user</strong>, or drop it here, or paste a picture.</p>
      <p class="allowed" data-testid="files-allowed">${allowedWords(value)}</p>
    </div>
    <button class="choose" @click=${choose}>Choose files…</button>
    <input type="file" multiple hidden tabindex="-1" aria-hidden="true" @change=${(event: Event) => picked(event, pick)} />
  </div>`;
}

function choose(event: Event): void {
  (event.currentTarget as HTMLElement).parentElement?.querySelector('input')?.click();
}

function picked(event: Event, pick: (files: readonly File[]) => void): void {
  const field = event.currentTarget as HTMLInputElement;
  const files = [...(field.files ?? [])];
  // The same file can be picked again.
  field.value = '';
  pick(files);
}

export const attachPanelStyles = css`
  .attach {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 14px;
    padding: 10px 14px;
    border-bottom: 1px solid var(--db-line);
    font-size: 13px;
  }
  .attach > div {
    flex: 1 1 260px;
  }
  .attach .allowed {
    margin-top: 2px;
    color: var(--db-quiet);
    font-size: var(--db-small);
  }
  .attach .choose {
    padding: 6px 12px;
    border: 1px solid var(--db-line-strong);
    border-radius: 8px;
    background: var(--db-surface);
    color: var(--db-text);
    font: inherit;
    font-weight: 550;
    cursor: pointer;
  }
  .attach .choose:hover {
    background: var(--db-hover);
  }
`;
