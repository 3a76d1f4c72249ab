import type { Chat, State } from '../../state/state.ts';
import { DeskElement } from '../desk-element.ts';

/** A part that stands beside the open chat and shows what was looked up for it. */
export class BesideChat extends DeskElement {
  protected get chat(): Chat | undefined {
    const { selected, chats } = this.state;
    return selected === undefined ? undefined : chats[selected];
  }

  protected override concerns(state: State, before: State): boolean {
    return (
      state.selected !== before.selected ||
      state.chats !== before.chats ||
      state.running !== before.running ||
      state.side !== before.side ||
      state.me !== before.me
    );
  }
}
