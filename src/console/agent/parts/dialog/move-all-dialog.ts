import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
import type { Moved, State } from '../../state/state.ts';
import { modalStyles } from '../modal.ts';
import { agentPicker, eitherOr, pickerStyles, queuePicker } from './agent-picker.ts';
import { DeskDialog } from './desk-dialog.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fieldStyles } from './fields.ts';
import type { DialogRow } from './row.ts';

/** Moves every chat of an agent, as when they have fallen ill; what could not be moved is said chat by chat. */
export class MoveAllDialog extends DeskDialog {
  static override properties: PropertyDeclarations = {
    ...DeskDialog.properties,
    agent: { attribute: false },
    kind: { state: true },
    words: { state: true },
    to: { state: true },
    moved: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles, pickerStyles];

  /** Whose chats: an id. */
  declare agent: string;
  declare kind: 'agent' | 'queue';
  declare words: string;
  declare to: string | undefined;
  /** What came of it; the dialog stays to tell it. */
  declare moved: readonly Moved[] | undefined;

  constructor() {
    super();
    this.kind = 'agent';
    this.words = '';
  }

  protected override concerns(state: State, before: State): boolean {
    return state.watch.overview !== before.watch.overview;
  }

  override render() {
    const title = `Move the chats of ${this.name}`;
    if (this.moved) return this.frame(title, this.outcome(this.moved), this.cancel('Done'));
    return this.frame(
      title,
      this.choices(),
      html`
        ${this.cancel()}
        <wa-button variant="brand" ?disabled=${this.to === undefined} ?loading=${this.busy !== undefined} @click=${this.move}>Move all chats</wa-button>
      `,
    );
  }

  private get agents() {
    return this.state.watch.overview.value?.agents ?? [];
  }

  private get name(): string {
    return this.agents.find(({ id }) => id === this.agent)?.screenName ?? this.agent;
  }

  private choices() {
    const { me } = this.state;
    const others = this.agents.filter(({ id, online }) => online && id !== this.agent);
    const choose = (to: string) => {
      this.to = to;
      this.error = undefined;
    };
    return html`
      ${
        me?.desk?.supportQueues
          ? eitherOr(
              'kind',
              'Move to',
              [
                ['agent', 'An agent'],
                ['queue', 'A support queue'],
              ],
              this.kind,
              (kind) => {
                this.kind = kind;
                this.to = undefined;
              },
            )
          : nothing
      }
      ${
        this.kind === 'queue'
          ? queuePicker(me?.queues ?? [], this.to, choose)
          : agentPicker({
              agents: others,
              words: this.words,
              picked: this.to,
              nobody: 'Nobody else is online.',
              find: (words) => {
                this.words = words;
              },
              pick: choose,
            })
      }
      <p class="quiet">Each chat is moved for itself: whoever may not take one does not get it, and you see why.</p>
    `;
  }

  private outcome(moved: readonly Moved[]) {
    const stayed = moved.filter((one) => !one.moved);
    const count = moved.length - stayed.length;
    return html`
      <p role="status"><strong>${count} of ${moved.length} ${moved.length === 1 ? 'chat' : 'chats'} moved.</strong></p>
      ${
        stayed.length === 0
          ? nothing
          : html`<ul class="rows">
              ${stayed.map(
                ({ id, detail }) => html`<li class="row">
                  <bdi class="name">${this.state.chats[id]?.user.name ?? id}</bdi><span class="effect cannot">${detail}</span>
                </li>`,
              )}
            </ul>`
      }
    `;
  }

  private move(): void {
    const { to, kind, agent } = this;
    if (to === undefined) return;
    const target = kind === 'agent' ? { agentId: to } : { queue: to };
    void this.attempt('move', async () => {
      const key = this.keys.for(target);
      this.moved = (await this.desk.api.moveAll({ id: agent, body: target, key })).chats;
      this.desk.watching.refresh();
      return false;
    });
  }
}

customElements.define('db-move-all-dialog', MoveAllDialog);

export const MOVE_ALL: DialogRow = {
  name: 'move-all',
  label: 'Move chats',
  element: (desk, agent) => html`<db-move-all-dialog .desk=${desk} .agent=${agent}></db-move-all-dialog>`,
};
