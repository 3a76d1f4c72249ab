import type { Chat } from '../../chat/chat.ts';
import { type Entry, fileIdOf } from '../../chat/entry.ts';

declare const masked: unique symbol;

/** What may go to a ticket. Only the functions of this file make one, and the post room's writes take nothing else. */
export type Masked<T> = T & { readonly [masked]: true };

export type MaskText = (text: string) => string;

export const maskedChat = (chat: Chat, mask: MaskText): Masked<Chat> =>
  maskAll(chat, remembering(mask)) as Masked<Chat>;

export const maskedLog = (entries: readonly Entry[], mask: MaskText): Masked<readonly Entry[]> =>
  maskAll(entries, remembering(mask)) as Masked<readonly Entry[]>;

/** Names come again with every line. */
function remembering(mask: MaskText): MaskText {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text) ?? mask(text);
    known.set(text, found);
    return found;
  };
}

/** References and our own words: nobody types them, and changed they would lead nowhere. */
const OURS = new Set([
  ...['id', 'externalId', 'displayId', 'templateId', 'url', 'connector', 'channel', 'contentType'],
  ...['type', 'kind', 'code', 'state', 'status', 'statusReason', 'disposition', 'visibility'],
]);

/** Every text of a value, whatever members it gets in time, but for what is OURS. */
function maskAll(value: unknown, mask: MaskText, within = ''): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskAll(one, mask, within));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      typeof one === 'string' && isOurs(name, one, within) ? one : maskAll(one, mask, name),
    ]),
  );
}

function isOurs(name: string, value: string, within: string): boolean {
  // Fields are named by the ITSM: no name of theirs says that a value is ours.
  if (within === 'fields') return false;
  // A channel's link may be a key to the file; that of a file which we keep stays here.
  if (within === 'attachments' && name === 'url') return fileIdOf({ url: value }) !== undefined;
  return OURS.has(name);
}
