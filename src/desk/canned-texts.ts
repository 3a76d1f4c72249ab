import type { Settings } from '../../config/schema.ts';
import type { CannedTextView } from '../api/views.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import { ownerOf } from '../handoff/may.ts';
import { fill } from '../shared/fill.ts';
import { localeOf } from '../shared/locale.ts';
import type { OwnText } from '../store/canned-texts.ts';

type DeskText = Settings['cannedTexts'][number];

/** Who reads it, and under which names he and the agent are in the chat. */
export interface TextsFor {
  readonly chat: Chat;
  readonly by: Owner;
  /** The user's BCP 47 tag, where it is known. */
  readonly locale: string | undefined;
}

/** What an agent can insert into a chat, filled in for it, his own first; without a chat all there is, as it was written. */
export function cannedTexts(
  own: readonly OwnText[],
  desk: readonly DeskText[],
  at: TextsFor | undefined,
): CannedTextView[] {
  const filled = at === undefined ? (text: string) => text : filler(at);
  const offered = at === undefined ? desk : desk.filter((one) => fits(one, at));
  return [
    ...own.toSorted(byTitle).map((one) => ({ ...one, text: filled(one.text) })),
    ...offered.toSorted(byTitle).map(({ title, text, queue }) => ({
      title,
      text: filled(text),
      ...(queue !== undefined && { queue }),
    })),
  ];
}

const byTitle = (a: { readonly title: string }, b: { readonly title: string }): number =>
  a.title.localeCompare(b.title);

/** A user whose language is not known may have any. */
function fits({ queue, language }: DeskText, { chat, locale }: TextsFor): boolean {
  if (queue !== undefined && queue !== chat.queue) return false;
  const users = languageOf(locale);
  return language === undefined || users === undefined || languageOf(language) === users;
}

const languageOf = (tag: string | undefined): string | undefined => localeOf(tag)?.language;

/** In one pass: braces in a user's name stay what they are. */
function filler({ chat, by }: TextsFor): (text: string) => string {
  const ticket = chat.tickets.find(({ displayId }) => displayId !== undefined)?.displayId;
  const names = {
    user: chat.user.name,
    agent: ownerOf(by, chat).screenName,
    queue: chat.queue,
    ...(ticket !== undefined && { ticket }),
  };
  return (text) => fill(text, names);
}
