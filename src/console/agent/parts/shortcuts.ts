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

export type Wish =
  | { readonly to: 'tab'; readonly tab: ListName }
  | {
      readonly to:
        | 'accept'
        | 'message'
        | 'note'
        | 'transfer'
        | 'invite'
        | 'end'
        | 'next'
        | 'previous'
        | 'list'
        | 'help';
    };

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Alt + 1, 2, 3, 4', help: 'The tabs: My Chats, Queue, Transferred, Invites' },
  { keys: 'Alt + L', help: 'Go to the list' },
  { keys: '↑ ↓', help: 'Walk through the list' },
  { keys: 'Enter', help: 'Open the chat; in the text field: send' },
  { keys: 'Alt + A', help: 'Accept the chat that is open' },
  { keys: 'Alt + ↑, Alt + ↓', help: 'Previous and next of My Chats' },
  { keys: 'Alt + M', help: 'Write a message' },
  { keys: 'Alt + N', help: 'Write a side note' },
  { keys: '/', help: 'In an empty message: prepared texts' },
  { keys: 'Alt + T', help: 'Transfer the chat' },
  { keys: 'Alt + I', help: 'Invite a colleague' },
  { keys: 'Alt + E', help: 'End Chat' },
  { keys: '?', help: 'Show this list' },
];

const WITH_ALT: Readonly<Record<string, Wish>> = {
  Digit1: { to: 'tab', tab: 'mine' },
  Digit2: { to: 'tab', tab: 'queue' },
  Digit3: { to: 'tab', tab: 'transferred' },
  Digit4: { to: 'tab', tab: 'invites' },
  KeyT: { to: 'transfer' },
  KeyI: { to: 'invite' },
  KeyA: { to: 'accept' },
  KeyM: { to: 'message' },
  KeyN: { to: 'note' },
  KeyE: { to: 'end' },
  KeyL: { to: 'list' },
  ArrowUp: { to: 'previous' },
  ArrowDown: { to: 'next' },
};

/**
 * What a key press asks for. Goes by the place of the key, not its letter: with Alt a Mac types other letters.
 * @param writing whether the key went into a text field
 */
export function wishOf(event: KeyPress, writing: boolean): Wish | undefined {
  if (event.ctrlKey || event.metaKey) return undefined;
  if (event.altKey) return WITH_ALT[event.code];
  return event.key === '?' && !writing ? { to: 'help' } : undefined;
}
