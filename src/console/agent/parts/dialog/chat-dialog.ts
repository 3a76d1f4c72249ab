import type { PropertyDeclarations } from 'lit';
import type { Chat, State } from '../../state/state.ts';
import { DeskDialog } from './desk-dialog.ts';

/** A dialog about one chat. */
export abstract class ChatDialog extends DeskDialog {
  static override properties: PropertyDeclarations = {
    ...DeskDialog.properties,
    chatId: { attribute: false },
  };

  declare chatId: string;

  protected get chat(): Chat | undefined {
    return this.state.chats[this.chatId];
  }

  protected override concerns(state: State, before: State): boolean {
    return state.chats[this.chatId] !== before.chats[this.chatId];
  }
}
