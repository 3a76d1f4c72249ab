import { html, nothing, type PropertyDeclarations } from 'lit';
import { Refusal } from '../api/refusal.ts';
import type { State } from '../state/state.ts';
import './dialog/abandon-dialog.ts';
import './dialog/assign-dialog.ts';
import './dialog/assistance-dialog.ts';
import './dialog/force-close-dialog.ts';
import './dialog/whisper-dialog.ts';
import './dialog/create-dialog.ts';
import './dialog/end-dialog.ts';
import './dialog/invite-dialog.ts';
import './dialog/move-all-dialog.ts';
import './dialog/relate-dialog.ts';
import './dialog/screen-name-dialog.ts';
import './dialog/transfer-dialog.ts';
import { DeskElement } from './desk-element.ts';
import type { ChatDialogWish, DialogWish } from './open-dialog.ts';

/** Answers of the server that a dialog can go on from. */
const ASKABLE = ['fields-required', 'ticket-exists', 'earlier-ticket'];

/** The one dialog that is open, if any. */
export class Dialogs extends DeskElement {
  static override properties: PropertyDeclarations = {
    ...DeskElement.properties,
    wish: { state: true },
    refusal: { state: true },
  };

  declare wish: DialogWish | undefined;
  /** Why a ticket could not be created at once. */
  declare refusal: Refusal | undefined;

  /** Opens the question, or does the thing at once where there is nothing to ask. */
  async ask(wish: DialogWish): Promise<void> {
    this.refusal = undefined;
    if (!('chat' in wish)) {
      this.wish = wish;
      return;
    }
    const chat = this.state.chats[wish.chat];
    if (!chat) return;
    if (wish.name === 'incident' || wish.name === 'work-order') {
      const same = chat.tickets.filter((ticket) => ticket.created && ticket.kind === wish.name);
      const failed = same.find((ticket) => ticket.state === 'failed' && !ticket.givenUp);
      if (failed) return this.desk.atOnce.retryTicket(wish.chat, failed.n);
      if (same.length === 0) {
        if (this.state.running.has(`ticket ${wish.name} ${wish.chat}`)) return;
        this.refusal = await this.createAtOnce(wish.chat, wish.name);
        if (!this.refusal) return;
      }
    }
    this.wish = wish;
  }

  /** @returns the refusal that a dialog can go on from; any other is told */
  private async createAtOnce(chat: string, type: string): Promise<Refusal | undefined> {
    try {
      await this.desk.change('createTicket', { id: chat, body: { type } }, `ticket ${type}`);
    } catch (error) {
      if (error instanceof Refusal && ASKABLE.includes(error.code)) return error;
      this.desk.tell(error);
    }
    return undefined;
  }

  protected override concerns(state: State, before: State): boolean {
    const { wish } = this;
    return wish !== undefined && 'chat' in wish && state.chats[wish.chat] !== before.chats[wish.chat];
  }

  override render() {
    const { wish } = this;
    if (!wish) return nothing;
    if ('chat' in wish) return this.state.chats[wish.chat] ? this.aboutChat(wish) : nothing;
    return wish.name === 'move-all'
      ? html`<db-move-all-dialog .desk=${this.desk} .agent=${wish.agent} @db-closed=${this.closed}></db-move-all-dialog>`
      : html`<db-screen-name-dialog .desk=${this.desk} @db-closed=${this.closed}></db-screen-name-dialog>`;
  }

  private aboutChat({ name, chat }: ChatDialogWish) {
    switch (name) {
      case 'end':
        return html`<db-end-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-end-dialog>`;
      case 'abandon':
        return html`<db-abandon-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-abandon-dialog>`;
      case 'relate':
        return html`<db-relate-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-relate-dialog>`;
      case 'transfer':
        return html`<db-transfer-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-transfer-dialog>`;
      case 'invite':
        return html`<db-invite-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-invite-dialog>`;
      case 'assign':
        return html`<db-assign-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-assign-dialog>`;
      case 'assistance':
        return html`<db-assistance-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-assistance-dialog>`;
      case 'whisper':
        return html`<db-whisper-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-whisper-dialog>`;
      case 'force-close':
        return html`<db-force-close-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-force-close-dialog>`;
      case 'template':
        return html`<db-create-dialog .desk=${this.desk} .chatId=${chat} @db-closed=${this.closed}></db-create-dialog>`;
      default:
        return html`<db-create-dialog .desk=${this.desk} .chatId=${chat} .kind=${name} .refusal=${this.refusal} @db-closed=${this.closed}></db-create-dialog>`;
    }
  }

  private closed(): void {
    this.wish = undefined;
  }
}

customElements.define('db-dialogs', Dialogs);

declare global {
  interface HTMLElementTagNameMap {
    'db-dialogs': Dialogs;
  }
}
