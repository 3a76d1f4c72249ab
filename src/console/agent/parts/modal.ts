import { css, html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { icon } from '../../look/icons.ts';

type Drawn = HTMLElement & { updateComplete?: Promise<unknown> };

/** Opens a dialog that has just been drawn. Made once, so that Lit calls it for a new dialog only. */
const show = async (element?: Element): Promise<void> => {
  if (!(element instanceof HTMLDialogElement)) return;
  // Lit hands over the element before it has its content and its place in the page.
  await Promise.resolve();
  // A button can take the focus once it is drawn.
  const first =
    element.querySelector<Drawn>('[autofocus]') ??
    element.querySelector<Drawn>('.content :is(input, select, textarea)');
  await first?.updateComplete;
  if (!element.isConnected || element.open) return;
  element.showModal();
  first?.focus();
};

/**
 * A modal dialog, open while it is drawn. The browser keeps the focus inside, starts it at `autofocus` or the first field, gives
 * it back afterwards and closes on Escape.
 * @param closed called once it is closed, whatever closed it
 */
export const modal = (
  label: string,
  content: unknown,
  buttons: unknown,
  closed: () => void,
): TemplateResult => html`
  <dialog aria-labelledby="label" ${ref(show)} @close=${closed} @click=${closeOutside}>
    <div class="sheet">
      <div class="top">
        <h2 id="label">${label}</h2>
        <button class="shut" aria-label="Close" @click=${closeAround}>${icon('xmark')}</button>
      </div>
      <div class="content">${content}</div>
      <div class="foot">${buttons}</div>
    </div>
  </dialog>
`;

/** Closes the dialog that a button stands in. */
export const closeAround = (event: Event): void =>
  (event.currentTarget as HTMLElement).closest('dialog')?.close();

/** The dialog itself is hit only beside its sheet. */
function closeOutside(event: Event): void {
  if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
}

export const modalStyles = css`
  dialog {
    width: min(500px, calc(100vw - 24px));
    max-width: none;
    max-height: none;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--db-line);
    border-radius: 16px;
    background: var(--db-surface);
    color: var(--db-text);
    box-shadow: var(--db-shadow-high);
  }
  .sheet {
    display: flex;
    flex-direction: column;
    max-height: calc(100dvh - 34px);
  }
  .content {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    /* Room for the focus ring of what stands at the edge. */
    margin: 0 -6px;
    padding: 2px 6px;
  }
  dialog[open] {
    animation: rise 0.14s ease-out;
  }
  dialog::backdrop {
    background: rgb(8 16 22 / 48%);
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 8px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    dialog[open] {
      animation: none;
    }
  }
  .sheet {
    padding: 20px 24px 24px;
  }
  .top {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-bottom: 12px;
  }
  .top h2 {
    flex: 1;
    font-size: 18px;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .shut {
    padding: 6px 8px;
    margin-right: -8px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: var(--db-quiet);
    font-size: 15px;
    cursor: pointer;
  }
  .shut:hover {
    background: var(--db-hover);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 20px;
  }
  .foot .back {
    margin-right: auto;
  }
  @media (max-width: 480px) {
    .sheet {
      padding: 16px 18px 18px;
    }
    .foot {
      flex-direction: column-reverse;
      align-items: stretch;
      margin: 0 -18px;
      padding: 14px 18px 0;
      border-top: 1px solid var(--db-line);
    }
    .content {
      padding-bottom: 14px;
    }
    .foot .back {
      margin-right: 0;
    }
  }
  .foot:empty {
    display: none;
  }
`;
