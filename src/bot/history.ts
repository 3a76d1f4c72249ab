import { type Activity, ActivityTypes } from 'botbuilder';
import { isBlank } from '../chat/blank.ts';
import { cut } from '../chat/cut.ts';
import { type Attachment, fileIdOf, type NewEntry } from '../chat/entry.ts';
import { cleanName } from '../chat/names.ts';
import type { InboundActivity } from './activity.ts';
import { DIRECT_LINE } from './reference.ts';

/** A card can be any size; an agent reads a line. */
const MAX_TEXT = 8_000;
const MAX_URL = 2_000;

/** What the user said; undefined for an activity that is no message, and for one that says nothing. */
export function userWords(
  activity: InboundActivity,
): { text: string; attachments?: readonly Attachment[] } | undefined {
  if (activity.type !== ActivityTypes.Message) return undefined;
  const attachments = (activity.attachments ?? []).flatMap((one) => {
    const { contentUrl, name, contentType, size } = one;
    // Part of an address leads nowhere.
    if (typeof contentUrl !== 'string' || contentUrl.length > MAX_URL) return [];
    const attachment: Attachment = {
      name: cleanName(String(name ?? '')) || 'file',
      contentType: cut(String(contentType ?? 'application/octet-stream').toWellFormed(), 200),
      url: contentUrl,
    };
    // Only our own Direct Line keeps files; from elsewhere a channel's link is all there is, and it is not fetched.
    if (activity.serviceUrl === DIRECT_LINE && fileIdOf(attachment) !== undefined)
      return [{ ...attachment, ...(typeof size === 'number' && { size }) }];
    return /^https?:/i.test(contentUrl) ? [attachment] : [];
  });
  const text = (activity.text ?? '').toWellFormed();
  // What shows nothing says nothing.
  if (isBlank(text) && attachments.length === 0) return undefined;
  return attachments.length > 0 ? { text, attachments } : { text };
}

/** What the bot said, as a line of the log: its text, its choices, or that it showed a card. */
export function botLine(activity: Partial<Activity>, at: number): readonly NewEntry[] {
  if (activity.type !== undefined && activity.type !== ActivityTypes.Message) return [];
  const choices = activity.suggestedActions?.actions?.map((action) => action.title).join(' | ');
  const cards = (activity.attachments ?? []).map((one) => `[${one.name ?? 'card'}]`);
  const parts = [activity.text, ...cards, choices && `(${choices})`].filter((part) => part);
  if (parts.length === 0) return [];
  return [
    {
      at,
      author: { kind: 'bot', name: activity.from?.name || 'Virtual agent' },
      visibility: 'public',
      type: 'message',
      text: cut(parts.join(' ').toWellFormed(), MAX_TEXT),
    },
  ];
}
