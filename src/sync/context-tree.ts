import type { ContextRow } from '../chat/chat.ts';

/** Rows of a chat's context as templates name them, `device.id` by way of `device`. */
export interface ContextTree {
  readonly [name: string]: string | ContextTree;
}

/** Each name is there as the bot wrote it, and in small letters where nothing else is called so. */
export function contextTree(rows: readonly ContextRow[] = []): ContextTree {
  const tree: Tree = Object.create(null);
  for (const { label, value } of rows) put(tree, label.split('.'), value);
  for (const { label, value } of rows) put(tree, label.toLowerCase().split('.'), value);
  return tree;
}

interface Tree {
  [name: string]: string | Tree;
}

function put(tree: Tree, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[name] ??= value;
    return;
  }
  const inner = tree[name] ?? Object.create(null);
  // A row that is called like the beginning of another one keeps the name.
  if (typeof inner === 'string') return;
  tree[name] = inner;
  put(inner, rest, value);
}
