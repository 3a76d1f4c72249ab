import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { html, nothing, type PropertyDeclarations } from 'lit';
import { shared } from '../../../look/shared-styles.ts';
import type { Colleague, Targets } from '../../state/state.ts';
import { modalStyles } from '../modal.ts';
import { agentPicker, pickerStyles } from './agent-picker.ts';
import { ChatDialog } from './chat-dialog.ts';
import { dialogStyles } from './dialog-styles.ts';
import { fieldStyles } from './fields.ts';

/** A dialog that asks for a colleague: those who are there and may come into this chat. */
export abstract class TargetsDialog extends ChatDialog {
  static override properties: PropertyDeclarations = {
    ...ChatDialog.properties,
    targets: { state: true },
    words: { state: true },
    agent: { state: true },
  };
  static override styles = [shared, modalStyles, dialogStyles, fieldStyles, pickerStyles];

  /** Absent until the server has said. */
  declare targets: Targets | undefined;
  declare words: string;
  /** The chosen one's id. */
  declare agent: string | undefined;

  constructor() {
    super();
    this.words = '';
  }

  override firstUpdated(): void {
    void this.load();
  }

  private async load(): Promise<void> {
    const first = this.targets === undefined;
    try {
      this.targets = await this.desk.api.transferTargets({ id: this.chatId });
    } catch (error) {
      if (first) this.error = error;
      return;
    }
    if (!this.targets.agents.some(({ id }) => id === this.agent)) this.agent = undefined;
    await this.updateComplete;
    if (first) this.renderRoot.querySelector<HTMLElement>('.find')?.focus();
  }

  /** A refusal says, too, that somebody is not as they are shown here. */
  protected override answered(): boolean {
    void this.load();
    return false;
  }

  protected asking() {
    return this.error === undefined
      ? html`<p class="asking" role="status"><wa-spinner></wa-spinner>Asking who is there…</p>`
      : nothing;
  }

  /** @param agents those of the targets that can be asked for */
  protected picker(nobody: string, agents: readonly Colleague[] = this.targets?.agents ?? []) {
    return agentPicker({
      agents,
      words: this.words,
      picked: this.agent,
      nobody,
      find: (words) => {
        this.words = words;
      },
      pick: (agent) => {
        this.agent = agent;
        this.error = undefined;
      },
    });
  }

  protected nameOf(agent: string | undefined): string {
    return this.targets?.agents.find(({ id }) => id === agent)?.screenName ?? '';
  }
}
