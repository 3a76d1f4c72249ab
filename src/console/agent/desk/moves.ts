import type { DeskApi } from '../api/desk-api.ts';
import type { Mode, Moved, Target, Targets } from '../state/state.ts';
import type { ChangeChat } from './change-chat.ts';

/** What dialogs ask for about who has a chat and who is in it. Everything here throws Refusal or Unreachable, for them to show. */
export class Moves {
  private readonly api: DeskApi;
  private readonly change: ChangeChat;

  constructor(api: DeskApi, change: ChangeChat) {
    this.api = api;
    this.change = change;
  }

  targets(chat: string): Promise<Targets> {
    return this.api.targets(chat);
  }

  transfer(chat: string, to: Target, key: string): Promise<void> {
    return this.change(`transfer ${chat}`, chat, () => this.api.transfer(chat, to, key));
  }

  invite(chat: string, agent: string, mode: Mode, key: string): Promise<void> {
    return this.change(`invite ${chat}`, chat, () => this.api.invite(chat, agent, mode, key));
  }

  askForAssistance(chat: string, text: string, key: string): Promise<void> {
    return this.change(`assistance ${chat}`, chat, () => this.api.askForAssistance(chat, text, key));
  }

  whisper(chat: string, text: string, key: string): Promise<void> {
    return this.change(`whisper ${chat}`, chat, () => this.api.whisper(chat, text, key));
  }

  assign(chat: string, agent: string, key: string): Promise<void> {
    return this.change(`assign ${chat}`, chat, () => this.api.assign(chat, agent, key));
  }

  forceClose(chat: string, reason: string, key: string): Promise<void> {
    return this.change(`force-close ${chat}`, chat, () => this.api.forceClose(chat, reason, key));
  }

  /** @returns what became of each chat */
  async moveAll(agent: string, to: Target, key: string): Promise<readonly Moved[]> {
    return (await this.api.moveAll(agent, to, key)).chats;
  }
}
