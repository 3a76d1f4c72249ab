import { type Activity, ActivityTypes } from 'botbuilder';
import type { Attachment, NewEntry } from '../chat/entry.ts';
import type { InboundActivity } from './activity.ts';

/** A card can be any size; an agent reads a line. */
const MAX_TEXT = 8_000;

/** What the user said; undefined for an activity that is no message. */
export function userWords(
  activity: InboundActivity,
): { text: string; attachments?: readonly Attachment[] } | undefined {
  if (activity.type !== ActivityTypes.Message) return undefined;
  const attachments = (activity.attachments ?? []).flatMap((one) =>
    typeof one.contentUrl === 'string' && /^https?:/i.test(one.contentUrl)
      ? [
          {
            name: String(one.name ?? 'file')
              .slice(0, 200)
              .toWellFormed(),
            contentType: String(one.contentType ?? 'application/octet-stream').slice(0, 200),
            url: one.contentUrl.slice(0, 2_000),
          },
        ]
      : [],
  );
  const text = (activity.text ?? '').toWellFormed();
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
      text: parts.join(' ').slice(0, MAX_TEXT).toWellFormed(),
    },
  ];
}
