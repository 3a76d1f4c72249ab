import type { DeskApi, NewTicket } from '../api/desk-api.ts';
import type { EndRow, EndWish, Template } from '../state/ending.ts';
import type { ChangeChat } from './change-chat.ts';

/** What dialogs ask for about tickets and endings. Everything here throws Refusal or Unreachable, for them to show. */
export class Tickets {
  private readonly api: DeskApi;
  private readonly change: ChangeChat;

  constructor(api: DeskApi, change: ChangeChat) {
    this.api = api;
    this.change = change;
  }

  async templates(chat: string, type: string, text: string): Promise<readonly Template[]> {
    return (await this.api.templates(chat, type, text)).templates;
  }

  async endForm(chat: string): Promise<readonly EndRow[]> {
    return (await this.api.endForm(chat)).tickets;
  }

  create(chat: string, wish: NewTicket, key: string): Promise<void> {
    return this.change(`ticket ${wish.type} ${chat}`, chat, () => this.api.createTicket(chat, wish, key));
  }

  relate(chat: string, displayId: string, key: string): Promise<void> {
    return this.change(`relate ${chat}`, chat, () => this.api.relate(chat, displayId, key));
  }

  end(chat: string, wish: EndWish, key: string): Promise<void> {
    return this.change(`end ${chat}`, chat, () => this.api.end(chat, wish, key));
  }

  abandon(chat: string, key: string): Promise<void> {
    return this.change(`abandon ${chat}`, chat, () => this.api.abandon(chat, key));
  }
}
