import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Desk } from '../desk/desk.ts';
import { canAccept, invitation } from '../state/rights.ts';
import { tabsOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import type { ChatList } from './chat-list.ts';
import type { ChatPane } from './chat-pane.ts';
import { DIALOGS } from './dialog/list.ts';
import type { ChatRow } from './dialog/row.ts';
import { openDialog } from './open-dialog.ts';
import { type Wish, wishOf } from './shortcuts.ts';

/** What the shortcuts reach into. */
export interface KeyHost extends ReactiveControllerHost {
  readonly desk: Desk;
  readonly state: State;
  readonly list: ChatList | null;
  /** The pane of the selected chat. */
  readonly pane: ChatPane | undefined;
  showShortcuts(): void;
}

/** Carries out the keyboard shortcuts of the console. */
export class Keys implements ReactiveController {
  private readonly host: KeyHost;
  private readonly listener = (event: KeyboardEvent) => this.onKey(event);

  constructor(host: KeyHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('keydown', this.listener);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.listener);
  }

  private onKey(event: KeyboardEvent): void {
    if (!this.host.state.session) return;
    const target = event.composedPath()[0];
    const writing = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
    const wish = wishOf(event, writing, DIALOGS);
    // A dialog has the keyboard to itself.
    if (!wish || event.composedPath().some((node) => node instanceof HTMLDialogElement)) return;
    event.preventDefault();
    void this.carryOut(wish);
  }

  private async carryOut(wish: Wish<ChatRow>): Promise<void> {
    const { desk, state, list, pane } = this.host;
    const chat = state.selected === undefined ? undefined : state.chats[state.selected];
    switch (wish.to) {
      case 'tab':
        if (!tabsOf(state).includes(wish.tab)) return;
        desk.showTab(wish.tab);
        return list?.focusCurrent();
      case 'list':
        return list?.focusCurrent();
      case 'help':
        return this.host.showShortcuts();
      case 'accept':
        if (chat && canAccept(state, chat)) await pane?.accept();
        if (chat && invitation(state, chat)) await pane?.answer(true);
        return;
      case 'dialog':
        if (chat && pane && wish.row.when(chat, state)) openDialog(pane, wish.row, chat.id);
        return;
      case 'message':
      case 'note':
        return pane?.write(wish.to);
      default:
        return this.step(wish.to === 'next' ? 1 : -1);
    }
  }

  private async step(by: number): Promise<void> {
    const { desk, state } = this.host;
    const { ids } = state.lists.mine;
    if (ids.length === 0) return;
    const at = ids.indexOf(state.selected ?? '');
    const to = at < 0 ? 0 : (at + by + ids.length) % ids.length;
    desk.showTab('mine');
    desk.select(ids[to]);
    await this.host.updateComplete;
    await this.host.pane?.focusComposer();
  }
}
