import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, type PropertyDeclarations } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
import type { State } from '../../state/state.ts';
import { modalStyles } from '../modal.ts';
import { DeskDialog } from './desk-dialog.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fieldForm, fieldStyles, focusField } from './fields.ts';
import type { DialogRow } from './row.ts';

const NAME = { name: 'name', label: 'Screen name', type: 'text', required: true, limit: 100 } as const;

/** The name that users see. */
export class ScreenNameDialog extends DeskDialog {
  static override properties: PropertyDeclarations = {
    ...DeskDialog.properties,
    name: { state: true },
    blank: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles];

  /** As typed; absent until then. */
  declare name: string | undefined;
  declare blank: boolean;

  protected override concerns(state: State, before: State): boolean {
    return state.me !== before.me;
  }

  override render() {
    const { me } = this.state;
    return this.frame(
      'Screen name',
      html`
        <p class="quiet">Users read this name with every message. A new one holds from the next chat that you accept; chats you have keep the old one.</p>
        ${fieldForm('s', [NAME], {
          values: { name: this.name ?? me?.screenName ?? '' },
          counted: false,
          blank: new Set(this.blank ? ['name'] : []),
          change: (_name, value) => {
            this.name = value;
            this.blank = false;
          },
          confirm: () => this.save(),
        })}
      `,
      html`
        ${this.cancel()}
        <wa-button variant="brand" ?loading=${this.busy !== undefined} @click=${this.save}>Save</wa-button>
      `,
    );
  }

  private save(): void {
    const name = (this.name ?? this.state.me?.screenName ?? '').trim();
    this.blank = name === '';
    if (this.blank) focusField(this.renderRoot);
    else void this.attempt('save', () => this.desk.setScreenName(name));
  }
}

customElements.define('db-screen-name-dialog', ScreenNameDialog);

export const SCREEN_NAME: DialogRow = {
  name: 'screen-name',
  label: 'Screen name',
  element: (desk) => html`<db-screen-name-dialog .desk=${desk}></db-screen-name-dialog>`,
};
