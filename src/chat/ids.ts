import { hash, randomUUID } from 'node:crypto';

/** A fresh chat id: unguessable, safe in URLs, keys and job ids. */
export const newChatId = (): string => `chat-${randomUUID().replaceAll('-', '')}`;

/**
 * A short name for any list of strings that no other list shares: each part is
 * length-prefixed before it is hashed, so ("a", "bc") and ("ab", "c") differ.
 */
export function digest(...parts: readonly string[]): string {
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  return hash('sha256', text, 'base64url').slice(0, 27);
}
