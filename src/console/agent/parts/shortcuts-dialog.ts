import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../look/shared-styles.ts';
import { DIALOGS } from './dialog/list.ts';
import { modal, modalStyles } from './modal.ts';
import { shortcuts } from './shortcuts.ts';

/** The list of keys. */
export class ShortcutsDialog extends LitElement {
  static override properties: PropertyDeclarations = { open: { type: Boolean } };
  static override styles = [
    shared,
    modalStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 9px 18px;
        align-items: baseline;
      }
      kbd {
        padding: 2px 7px;
        border: 1px solid var(--db-line-strong);
        border-bottom-width: 2px;
        border-radius: 6px;
        background: var(--db-surface-2);
        font: inherit;
        font-size: 12.5px;
        white-space: nowrap;
      }
    `,
  ];

  declare open: boolean;

  override render() {
    if (!this.open) return nothing;
    const list = html`<dl>${shortcuts(DIALOGS).map(({ keys, help }) => html`<dt><kbd>${keys}</kbd></dt><dd>${help}</dd>`)}</dl>`;
    return modal('Keyboard shortcuts', list, nothing, () => {
      this.open = false;
    });
  }
}

customElements.define('db-shortcuts-dialog', ShortcutsDialog);

declare global {
  interface HTMLElementTagNameMap {
    'db-shortcuts-dialog': ShortcutsDialog;
  }
}
