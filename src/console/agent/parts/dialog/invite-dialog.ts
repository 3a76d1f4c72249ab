import { html, nothing, type PropertyDeclarations } from 'lit';
import type { Mode } from '../../state/state.ts';
import { eitherOr } from './agent-picker.ts';
import { type ChatRow, whenMine } from './row.ts';
import { TargetsDialog } from './targets-dialog.ts';

/** Asks a colleague into the chat. */
export class InviteDialog extends TargetsDialog {
  static override properties: PropertyDeclarations = { ...TargetsDialog.properties, mode: { state: true } };

  declare mode: Mode;

  constructor() {
    super();
    this.mode = 'participant';
  }

  override render() {
    const { chat, targets } = this;
    if (!chat) return nothing;
    const inside = new Set(
      (chat.invited ?? []).filter(({ state }) => state === 'joined').map(({ agent }) => agent.id),
    );
    const agents = (targets?.agents ?? []).filter(({ id }) => !inside.has(id));
    const name = this.nameOf(this.agent);
    return this.frame(
      'Invite a colleague',
      targets === undefined
        ? this.asking()
        : html`
            ${this.picker('Nobody else who may see this chat is online.', agents)}
            ${eitherOr<Mode>(
              'mode',
              'Invite as',
              [
                ['participant', 'Participant', 'writes to the user too'],
                ['monitor', 'Monitor', 'only reads along'],
              ],
              this.mode,
              (mode) => {
                this.mode = mode;
              },
            )}
            <p class="quiet">The chat stays yours. It does not count for the colleague’s load.</p>
          `,
      html`
        ${this.cancel()}
        <wa-button variant="brand" ?disabled=${name === ''} ?loading=${this.busy !== undefined} @click=${this.invite}>${name ? `Invite ${name}` : 'Invite'}</wa-button>
      `,
    );
  }

  private invite(): void {
    const { agent, mode } = this;
    if (agent !== undefined) void this.carryOut('invite', { agentId: agent, mode });
  }
}

customElements.define('db-invite-dialog', InviteDialog);

export const INVITE: ChatRow = {
  name: 'invite',
  label: 'Invite a Colleague',
  menu: 'chat',
  key: { code: 'KeyI', help: 'Invite a colleague' },
  when: whenMine,
  element: (desk, chat) => html`<db-invite-dialog .desk=${desk} .chatId=${chat}></db-invite-dialog>`,
};
