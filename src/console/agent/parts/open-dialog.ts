export type ChatDialogName =
  | 'end'
  | 'abandon'
  | 'incident'
  | 'work-order'
  | 'template'
  | 'relate'
  | 'transfer'
  | 'invite'
  | 'assign'
  | 'assistance'
  | 'whisper'
  | 'force-close';

export interface ChatDialogWish {
  readonly name: ChatDialogName;
  readonly chat: string;
}

export type DialogWish =
  | ChatDialogWish
  | { readonly name: 'screen-name' }
  /** Of all chats of this agent. */
  | { readonly name: 'move-all'; readonly agent: string };

/** Asks the console for a dialog. */
export function askDialog(from: EventTarget, wish: DialogWish): void {
  from.dispatchEvent(
    new CustomEvent<DialogWish>('db-dialog', { bubbles: true, composed: true, detail: wish }),
  );
}

/** Asks the console for a dialog about a chat. */
export const openDialog = (from: EventTarget, name: ChatDialogName, chat: string): void =>
  askDialog(from, { name, chat });
