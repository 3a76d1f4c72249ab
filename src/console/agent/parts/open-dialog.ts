import type { DialogRow } from './dialog/row.ts';

/** A dialog that is asked for. */
export interface Opening {
  readonly row: DialogRow;
  /** The id of what it is about: a chat's, an agent's. */
  readonly about: string;
}

/** Asks the console for a dialog. */
export function openDialog(from: EventTarget, row: DialogRow, about = ''): void {
  from.dispatchEvent(
    new CustomEvent<Opening>('db-dialog', { bubbles: true, composed: true, detail: { row, about } }),
  );
}
