import { nothing, type PropertyDeclarations } from 'lit';
import type { Refusal } from '../api/refusal.ts';
import { DeskElement } from './desk-element.ts';
import type { Opening } from './open-dialog.ts';

/** The one dialog that is open, if any. */
export class Dialogs extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    open: { state: true },
  };

  declare open: (Opening & { readonly refusal: Refusal | undefined }) | undefined;

  constructor() {
    super();
    this.addEventListener('db-closed', () => {
      this.open = undefined;
    });
  }

  /** Opens the dialog, or does the thing at once where there is nothing to ask. */
  async ask({ row, about }: Opening): Promise<void> {
    const begun = await row.begin?.(this.desk, about);
    if (begun !== 'done') this.open = { row, about, refusal: begun };
  }

  /** What is in the dialog follows the state by itself. */
  protected override concerns(): boolean {
    return false;
  }

  override render() {
    const { open } = this;
    return open?.row.element?.(this.desk, open.about, open.refusal) ?? nothing;
  }
}

customElements.define('db-dialogs', Dialogs);

declare global {
  interface HTMLElementTagNameMap {
    'db-dialogs': Dialogs;
  }
}
