import type { ListName } from '../state/state.ts';

/** What a key does here; `help` is how the shortcuts dialog puts it. */
export interface Shortcut {
  readonly keys: string;
  readonly help: string;
}

/** As much of a keyboard event as a shortcut goes by. */
export interface KeyPress {
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  /** The key's place, e.g. `KeyA`. */
  readonly code: string;
  /** What it types. */
  readonly key: string;
}

/** What a dialog's row says of its key. */
interface Keyed {
  readonly key?: { readonly code: string; readonly help: string };
}

/** @typeParam Row rows of dialogs */
export type Wish<Row = never> =
  | { readonly to: 'tab'; readonly tab: ListName }
  | { readonly to: 'dialog'; readonly row: Row }
  | {
      readonly to: 'accept' | 'message' | 'note' | 'next' | 'previous' | 'list' | 'help';
    };

const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Alt + 1, 2, 3, 4', help: 'The tabs: My Chats, Queue, Transferred, Invites' },
  { keys: 'Alt + L', help: 'Go to the list' },
  { keys: '↑ ↓', help: 'Walk through the list' },
  { keys: 'Enter', help: 'Open the chat; in the text field: send' },
  { keys: 'Alt + A', help: 'Accept the chat that is open' },
  { keys: 'Alt + ↑, Alt + ↓', help: 'Previous and next of My Chats' },
  { keys: 'Alt + M', help: 'Write a message' },
  { keys: 'Alt + N', help: 'Write a side note' },
  { keys: '/', help: 'In an empty message: prepared texts' },
];

const HELP: Shortcut = { keys: '?', help: 'Show this list' };

/** All keys, those of dialogs included, as the help lists them. */
export const shortcuts = (rows: readonly Keyed[]): readonly Shortcut[] => [
  ...SHORTCUTS,
  ...rows.flatMap(({ key }) =>
    key === undefined ? [] : [{ keys: `Alt + ${key.code.replace('Key', '')}`, help: key.help }],
  ),
  HELP,
];

const WITH_ALT: Readonly<Record<string, Wish>> = {
  Digit1: { to: 'tab', tab: 'mine' },
  Digit2: { to: 'tab', tab: 'queue' },
  Digit3: { to: 'tab', tab: 'transferred' },
  Digit4: { to: 'tab', tab: 'invites' },
  KeyA: { to: 'accept' },
  KeyM: { to: 'message' },
  KeyN: { to: 'note' },
  KeyL: { to: 'list' },
  ArrowUp: { to: 'previous' },
  ArrowDown: { to: 'next' },
};

/**
 * What a key press asks for. Goes by the place of the key, not its letter: with Alt a Mac types other letters.
 * @param writing whether the key went into a text field
 * @param rows dialogs that have keys
 */
export function wishOf<Row extends Keyed>(
  event: KeyPress,
  writing: boolean,
  rows: readonly Row[],
): Wish<Row> | undefined {
  if (event.ctrlKey || event.metaKey) return undefined;
  const row = rows.find(({ key }) => key?.code === event.code);
  if (event.altKey) return row === undefined ? WITH_ALT[event.code] : { to: 'dialog', row };
  return event.key === '?' && !writing ? { to: 'help' } : undefined;
}
