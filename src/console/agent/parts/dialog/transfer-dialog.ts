import { html, nothing, type PropertyDeclarations } from 'lit';
import { isMine } from '../../state/rights.ts';
import type { Target } from '../../state/state.ts';
import { eitherOr, queuePicker } from './agent-picker.ts';
import { fieldForm } from './fields.ts';
import { type ChatRow, whenMine } from './row.ts';
import { TargetsDialog } from './targets-dialog.ts';

/** The API's bound for a side note, in characters. */
const NOTE = {
  name: 'note',
  label: 'Side note (optional)',
  type: 'text',
  required: false,
  limit: 8000,
} as const;

/** Hands the chat on: to an agent who has to take it, or into a support queue. */
export class TransferDialog extends TargetsDialog {
  static override properties: PropertyDeclarations = {
    ...TargetsDialog.properties,
    kind: { state: true },
    queue: { state: true },
    note: { state: true },
  };

  declare kind: 'agent' | 'queue';
  declare queue: string | undefined;
  declare note: string;

  constructor() {
    super();
    this.kind = 'agent';
    this.note = '';
  }

  override render() {
    const { chat, targets } = this;
    if (!chat) return nothing;
    const to = this.kind === 'agent' ? this.nameOf(this.agent) : this.queue;
    return this.frame(
      'Transfer the chat',
      targets === undefined ? this.asking() : this.choices(targets.queues),
      html`
        ${this.cancel()}
        <wa-button variant="brand" ?disabled=${!to} ?loading=${this.busy !== undefined} @click=${this.transfer}>${to ? `Transfer to ${to}` : 'Transfer'}</wa-button>
      `,
    );
  }

  private choices(queues: readonly string[]) {
    const whose = this.chat && isMine(this.state, this.chat) ? 'you' : 'its agent';
    return html`
      ${
        queues.length === 0
          ? nothing
          : eitherOr(
              'kind',
              'Transfer to',
              [
                ['agent', 'An agent'],
                ['queue', 'A support queue'],
              ],
              this.kind,
              (kind) => {
                this.kind = kind;
                this.error = undefined;
              },
            )
      }
      ${
        this.kind === 'agent'
          ? this.picker(
              `Nobody else who may take this chat is online.${queues.length > 0 ? ' It can go to a support queue.' : ''}`,
            )
          : queuePicker(queues, this.queue, (queue) => {
              this.queue = queue;
              this.error = undefined;
            })
      }
      <p class="quiet">${
        this.kind === 'agent'
          ? `The chat leaves ${whose} and is offered to the agent. Not taken in time, it goes back to the queue.`
          : `The chat leaves ${whose} and waits in that queue, with all that was written.`
      } The user is told.</p>
      ${fieldForm('t', [NOTE], {
        values: { note: this.note },
        blank: new Set(),
        counted: this.note.length > NOTE.limit - 500,
        change: (_name, value) => {
          this.note = value;
        },
        confirm: () => this.transfer(),
      })}
    `;
  }

  private get target(): Target | undefined {
    if (this.kind === 'agent') return this.agent === undefined ? undefined : { agentId: this.agent };
    return this.queue === undefined ? undefined : { queue: this.queue };
  }

  private transfer(): void {
    const { target } = this;
    if (target === undefined) return;
    const note = this.note.trim();
    void this.carryOut('transfer', { ...target, ...(note !== '' && { note }) });
  }
}

customElements.define('db-transfer-dialog', TransferDialog);

export const TRANSFER: ChatRow = {
  name: 'transfer',
  label: 'Transfer',
  menu: 'chat',
  key: { code: 'KeyT', help: 'Transfer the chat' },
  when: whenMine,
  element: (desk, chat) => html`<db-transfer-dialog .desk=${desk} .chatId=${chat}></db-transfer-dialog>`,
};
