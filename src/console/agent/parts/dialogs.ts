import { html, nothing, type PropertyDeclarations } from 'lit';
import { freshKey } from '../api/key.ts';
import { Refusal } from '../api/refusal.ts';
import type { State } from '../state/state.ts';
import './dialog/abandon-dialog.ts';
import './dialog/create-dialog.ts';
import './dialog/end-dialog.ts';
import './dialog/relate-dialog.ts';
import { DeskElement } from './desk-element.ts';
import type { DialogWish } from './open-dialog.ts';

/** Answers of the server that a dialog can go on from. */
const ASKABLE = ['fields-required', 'ticket-exists'];

/** The one dialog about a chat that is open, if any. */
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
    const chat = this.state.chats[wish.chat];
    if (!chat) return;
    this.refusal = undefined;
    if (wish.name === 'incident' || wish.name === 'work-order') {
      const same = chat.tickets.filter((ticket) => ticket.created && ticket.kind === wish.name);
      const failed = same.find((ticket) => ticket.state === 'failed' && !ticket.givenUp);
      if (failed) return this.desk.retryTicket(wish.chat, failed.n);
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
      await this.desk.tickets.create(chat, { type }, freshKey());
    } catch (error) {
      if (error instanceof Refusal && ASKABLE.includes(error.code)) return error;
      this.desk.tell(error);
    }
    return undefined;
  }

  protected override concerns(state: State, before: State): boolean {
    return this.wish !== undefined && state.chats[this.wish.chat] !== before.chats[this.wish.chat];
  }

  override render() {
    const { wish } = this;
    if (!wish || !this.state.chats[wish.chat]) return nothing;
    switch (wish.name) {
      case 'end':
        return html`<db-end-dialog .desk=${this.desk} .chatId=${wish.chat} @db-closed=${this.closed}></db-end-dialog>`;
      case 'abandon':
        return html`<db-abandon-dialog .desk=${this.desk} .chatId=${wish.chat} @db-closed=${this.closed}></db-abandon-dialog>`;
      case 'relate':
        return html`<db-relate-dialog .desk=${this.desk} .chatId=${wish.chat} @db-closed=${this.closed}></db-relate-dialog>`;
      case 'template':
        return html`<db-create-dialog .desk=${this.desk} .chatId=${wish.chat} @db-closed=${this.closed}></db-create-dialog>`;
      default:
        return html`<db-create-dialog .desk=${this.desk} .chatId=${wish.chat} .kind=${wish.name} .refusal=${this.refusal} @db-closed=${this.closed}></db-create-dialog>`;
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
