import type { Settings } from '../../config/schema.ts';
import type { Entry } from '../chat/entry.ts';
import { wordsFor } from '../shared/wording.ts';

type Texts = Settings['texts'];

/** A line of the settings in a user's language. */
export type Words = (
  line: Exclude<keyof Texts, 'languages'>,
  names?: Readonly<Record<string, string | number>>,
) => string;

export const wordsIn =
  (texts: Texts, locale: string | null | undefined): Words =>
  (line, names) =>
    wordsFor(texts, locale ?? undefined, line, names);

/** A public line as its user reads it. */
export const wordsOf = ({ told, text }: Entry, texts: Texts, locale: string | undefined): string =>
  told === undefined ? text : wordsFor(texts, locale, told.line, told.names);
