import { html, nothing, type PropertyDeclarations } from 'lit';
import { icon } from '../../../look/icons.ts';
import { AttemptKey } from '../../api/attempt-key.ts';
import { sentence } from '../../api/refusal.ts';
import { DeskElement } from '../desk-element.ts';
import { closeAround, modal } from '../modal.ts';

/**
 * A dialog of the console. What it asks for runs while it stays open: it closes once that is done, and a
 * refusal stands in it. Says `db-closed` when it is gone, whatever closed it.
 */
export abstract class DeskDialog extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    busy: { state: true },
    error: { state: true },
  };

  /** Which of its buttons is at work. */
  declare busy: string | undefined;
  declare error: unknown;
  protected readonly keys = new AttemptKey();

  protected frame(label: string, content: unknown, buttons: unknown) {
    return modal(label, html`${content}${this.trouble()}`, buttons, () =>
      this.dispatchEvent(new CustomEvent('db-closed', { bubbles: true, composed: true })),
    );
  }

  /** What went wrong, and what can be done about it; stands last, beside the buttons. */
  protected trouble() {
    if (this.error === undefined) return nothing;
    return html`<div class="trouble" role="alert">${icon('warning')}<p>${sentence(this.error)}</p></div>`;
  }

  protected cancel(word = 'Cancel') {
    return html`<wa-button appearance="plain" @click=${closeAround}>${word}</wa-button>`;
  }

  /**
   * @param button which one shows that it is at work
   * @param call gives false where the dialog stays open to show what came of it
   */
  protected async attempt(button: string, call: () => Promise<unknown>): Promise<void> {
    if (this.busy !== undefined) return;
    this.busy = button;
    this.error = undefined;
    try {
      if ((await call()) !== false) this.renderRoot.querySelector('dialog')?.close();
    } catch (error) {
      // The agent has closed it meanwhile, and still has to know.
      if (!this.isConnected) this.desk.tell(error);
      else if (!this.answered(error)) this.error = error;
    } finally {
      this.busy = undefined;
    }
  }

  /** True where the dialog goes on with what the server asks for. */
  protected answered(_error: unknown): boolean {
    return false;
  }
}
