import type { Settings } from '../../config/schema.ts';
import type { CannedTextView } from '../api/views.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import { markdown } from '../chat/markdown.ts';
import { ownerOf } from '../handoff/may.ts';
import { fill } from '../shared/fill.ts';
import { localeOf } from '../shared/locale.ts';
import type { OwnText } from '../store/canned-texts.ts';

type DeskText = Settings['cannedTexts'][number];

/** Who reads it, and under which names they and the agent are in the chat. */
export interface TextsFor {
  readonly chat: Chat;
  readonly by: Owner;
  /** The user's BCP 47 tag, where it is known. */
  readonly locale: string | undefined;
  /** The agent's. */
  readonly agentLocale?: string | undefined;
}

/**
 * What an agent can insert into a chat, filled in for it; without a chat all there is, as it was written. The
 * agent's own come first, then those in the user's language, or in the agent's where the user's is not known.
 */
export function cannedTexts(
  own: readonly OwnText[],
  desk: readonly DeskText[],
  at: TextsFor | undefined,
): CannedTextView[] {
  const filled = at === undefined ? (text: string) => ({ text }) : filler(at);
  const offered = at === undefined ? desk : desk.filter((one) => fits(one, at));
  const language = languageOf(at?.locale) ?? languageOf(at?.agentLocale);
  const rank = (one: DeskText) => rankOf(languageOf(one.language), language);
  return [
    ...own.toSorted(byTitle).map((one) => ({ ...one, ...filled(one.text) })),
    ...offered
      .toSorted((a, b) => rank(a) - rank(b) || byTitle(a, b))
      .map(({ title, text, queue }) => ({
        title,
        ...filled(text),
        ...(queue !== undefined && { queue }),
      })),
  ];
}

const byTitle = (a: { readonly title: string }, b: { readonly title: string }): number =>
  a.title.localeCompare(b.title);

function rankOf(own: string | undefined, wanted: string | undefined): number {
  if (wanted === undefined || own === wanted) return 0;
  return own === undefined ? 1 : 2;
}

/** A user whose language is not known may have any. */
function fits({ queue, language }: DeskText, { chat, locale }: TextsFor): boolean {
  if (queue !== undefined && queue !== chat.queue) return false;
  const users = languageOf(locale);
  return language === undefined || users === undefined || languageOf(language) === users;
}

const languageOf = (tag: string | undefined): string | undefined => localeOf(tag)?.language;

/** In one pass: braces in a user's name stay what they are. */
function filler({ chat, by }: TextsFor): (text: string) => Pick<CannedTextView, 'text' | 'gaps'> {
  const ticket = chat.tickets.find(({ displayId }) => displayId !== undefined)?.displayId;
  const names = {
    user: chat.user.name,
    agent: ownerOf(by, chat).screenName,
    queue: chat.queue,
    ...(ticket !== undefined && { ticket }),
  };
  return (text) => {
    const gaps = namesIn(text).filter((name) => !Object.hasOwn(names, name));
    return { text: fill(text, names), ...(gaps.length > 0 && { gaps: gaps.map((name) => `{${name}}`) }) };
  };
}

/** The names in braces of a text, each once; what stands in code is code. */
function namesIn(text: string): readonly string[] {
  const words = markdown(text).flatMap((block) =>
    block.kind === 'code' ? [] : block.pieces.filter(({ code }) => !code).map((piece) => piece.text),
  );
  return [...new Set(words.flatMap((one) => [...one.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))];
}
