import { html, nothing } from 'lit';
import { icon } from '../../../look/icons.ts';
import { shared } from '../../../look/shared-styles.ts';
import type { ChatMove } from '../../state/chat-moves.ts';
import { isIn } from '../../state/rights.ts';
import type { State } from '../../state/state.ts';
import type { Overview } from '../../state/watch.ts';
import { DeskElement } from '../desk-element.ts';
import { DIALOGS } from '../dialog/list.ts';
import { MOVE_ALL } from '../dialog/move-all-dialog.ts';
import { openDialog } from '../open-dialog.ts';
import { actStyles } from '../side/act.ts';
import { fetchState, fetchStateStyles } from '../side/fetch-state.ts';
import { Ticking } from '../ticking.ts';
import { viewStyles } from '../view-styles.ts';
import { agentsTable } from './agents-table.ts';
import { chatsTable } from './chats-table.ts';
import { queuesTable } from './queues-table.ts';
import { watchStyles } from './watch-styles.ts';

/** The desk now, over the chats: how much there is, who waits, who is there, and what a supervisor can do about it. */
export class WatchView extends DeskElement {
  static override styles = [shared, ...fetchStateStyles, actStyles, viewStyles, watchStyles];

  constructor() {
    super();
    new Ticking(this);
  }

  protected override concerns(state: State, before: State): boolean {
    return state.watch !== before.watch || state.running !== before.running || state.chats !== before.chats;
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  override render() {
    const { overview } = this.state.watch;
    return html`<div class="page" @keydown=${this.onKey}>
      <div class="head">
        <div>
          <h2 tabindex="-1">The desk now</h2>
          <p class="lead">Everything here follows the desk by itself.</p>
        </div>
        <button class="quiet" aria-label="Back to the chats" title="Back to the chats" @click=${() => this.desk.watching.show(false)}>${icon('xmark')}</button>
      </div>
      ${overview.value === undefined || overview.error !== undefined ? fetchState(overview, 'the desk', () => this.desk.watching.refresh()) : nothing}
      ${overview.value === undefined ? nothing : this.overview(overview.value)}
    </div>`;
  }

  private overview({ figures, agents, chats, more }: Overview) {
    const { calls } = this.state.watch;
    const tile = (label: string, value: number, alarm = false) =>
      html`<div class="tile ${alarm ? 'alarm' : ''}"><dt>${label}</dt><dd>${value}</dd></div>`;
    return html`
      <dl class="tiles" data-testid="figures">
        ${tile('Open chats', figures.open)}${tile('Assigned', figures.assigned)}${tile('In the queue', figures.queued)}${tile('Ask for assistance', calls.length, calls.length > 0)}
      </dl>
      <div class="pair">
        ${queuesTable(figures)}
        ${agentsTable(agents, (agent) => openDialog(this, MOVE_ALL, agent))}
      </div>
      ${chatsTable(this.state, chats, more, {
        open: (chat) => this.open(chat),
        move: (move, chat) => void this.move(move, chat),
      })}
    `;
  }

  private async move(move: ChatMove, chat: string): Promise<void> {
    const { watching } = this.desk;
    switch (move) {
      case 'take-part':
        return this.openIf(await watching.join(chat, 'participant'), chat);
      case 'read-along':
        return this.openIf(await watching.join(chat, 'monitor'), chat);
      case 'silently':
        return this.openIf(await watching.monitorSilently(chat), chat);
      case 'release':
        return this.desk.atOnce.release(chat);
      default: {
        const row = DIALOGS.find(({ name }) => name === move);
        if (row) openDialog(this, row, chat);
      }
    }
  }

  private openIf(inside: boolean, chat: string): void {
    if (inside) this.open(chat);
  }

  private open(id: string): void {
    const chat = this.state.chats[id];
    if (chat && isIn(this.state, chat)) this.desk.showTab('mine');
    this.desk.watching.show(false);
    this.desk.select(id);
    this.dispatchEvent(new CustomEvent('db-opened', { bubbles: true, composed: true }));
  }

  private onKey(event: KeyboardEvent): void {
    // An open menu of a row takes Escape for itself.
    if (
      event.key === 'Escape' &&
      !event.defaultPrevented &&
      !this.renderRoot.querySelector('wa-dropdown[open]')
    )
      this.desk.watching.show(false);
  }
}

customElements.define('db-watch-view', WatchView);
