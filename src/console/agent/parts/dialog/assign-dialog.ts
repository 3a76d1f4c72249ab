import { html, nothing } from 'lit';
import { moveWords } from '../../state/chat-moves.ts';
import { type ChatRow, whenWatched } from './row.ts';
import { TargetsDialog } from './targets-dialog.ts';

/** A supervisor gives a waiting chat to an agent. */
export class AssignDialog extends TargetsDialog {
  override render() {
    const { chat, targets } = this;
    if (!chat) return nothing;
    const name = this.nameOf(this.agent);
    return this.frame(
      'Assign the chat',
      html`
        <p>The chat with <bdi>${chat.user.name}</bdi> waits in ${chat.queue}. Whoever gets it has to be available and have room.</p>
        ${targets === undefined ? this.asking() : this.picker('Nobody who may take this chat is online.')}
      `,
      html`
        ${this.cancel()}
        <wa-button variant="brand" ?disabled=${name === ''} ?loading=${this.busy !== undefined} @click=${this.assign}>${name ? `Assign to ${name}` : 'Assign'}</wa-button>
      `,
    );
  }

  private assign(): void {
    const { agent } = this;
    if (agent !== undefined) void this.carryOut('assign', { agentId: agent });
  }
}

customElements.define('db-assign-dialog', AssignDialog);

export const ASSIGN: ChatRow = {
  name: 'assign',
  label: moveWords('assign'),
  when: whenWatched('assign'),
  element: (desk, chat) => html`<db-assign-dialog .desk=${desk} .chatId=${chat}></db-assign-dialog>`,
};
