import type { PropertyDeclarations } from 'lit';
import type { Asking } from '../../api/desk-api.ts';
import type { Change } from '../../desk/change-chat.ts';
import type { Chat, State } from '../../state/state.ts';
import { DeskDialog } from './desk-dialog.ts';

type BodyOf<K extends Change> = Asking<K> extends { readonly body?: infer B } ? B : undefined;

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

  /**
   * Asks the server for a change of this chat, and closes once it is done; the same wish again is the same request.
   * @param button which one shows that it is at work
   * @param what shows elsewhere that it runs
   */
  protected carryOut<K extends Change>(
    name: K,
    body: BodyOf<K>,
    button?: string,
    what?: string,
  ): Promise<void> {
    const asking = { id: this.chatId, body, key: this.keys.for(body ?? name) } as unknown as Asking<K>;
    return this.attempt(button ?? name, () => this.desk.change(name, asking, what));
  }

  protected override concerns(state: State, before: State): boolean {
    return state.chats[this.chatId] !== before.chats[this.chatId];
  }
}
