import { type Activity, ActivityTypes } from 'botbuilder';
import { cut } from '../chat/cut.ts';
import type { NewEntry } from '../chat/entry.ts';
import { cardText, isCard } from './card-text.ts';

/** A card can be any size; an agent reads a line. */
const MAX_TEXT = 8_000;

/** What the bot said, as a line of the log: its text, what its cards say, the names of its files, its choices. */
export function botLine(activity: Partial<Activity>, at: number): readonly NewEntry[] {
  if (activity.type !== undefined && activity.type !== ActivityTypes.Message) return [];
  const choices = activity.suggestedActions?.actions?.map((action) => action.title).join(' | ');
  const shown = (activity.attachments ?? []).map((one) => shownAs({ ...one }));
  const said = [activity.text, ...shown].filter((part) => part);
  // A card that cannot be read says in words what is on it, where the bot has thought of that.
  const parts = [
    ...(said.length > 0 ? said : [activity.summary ?? activity.speak]),
    choices && `(${choices})`,
  ];
  const text = parts.filter((part) => part).join(' ');
  if (text === '') return [];
  return [
    {
      at,
      author: { kind: 'bot', name: activity.from?.name || 'Virtual agent' },
      visibility: 'public',
      type: 'message',
      text: cut(text.toWellFormed(), MAX_TEXT),
    },
  ];
}

function shownAs(attachment: Readonly<Record<string, unknown>>): string {
  const { name, contentType } = attachment;
  if (!isCard(attachment)) return `[${name ?? contentType ?? 'file'}]`;
  return cardText(attachment) || `[${name ?? 'a card'}]`;
}
