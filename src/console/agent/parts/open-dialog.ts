export type DialogName = 'end' | 'abandon' | 'incident' | 'work-order' | 'template' | 'relate';

export interface DialogWish {
  readonly name: DialogName;
  readonly chat: string;
}

/** Asks the console for a dialog about a chat. */
export function openDialog(from: EventTarget, name: DialogName, chat: string): void {
  from.dispatchEvent(
    new CustomEvent<DialogWish>('db-dialog', { bubbles: true, composed: true, detail: { name, chat } }),
  );
}
