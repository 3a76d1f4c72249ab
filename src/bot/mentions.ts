import type { InboundActivity } from './activity.ts';
import { decoded, isEncoded } from './channel-text.ts';

/** One mention as an activity lists it. */
interface Mention {
  readonly id: string;
  readonly name: string;
  /** What stands for it in the text. */
  readonly text: string;
}

/** `<at>Name</at>`, with whatever attributes. */
const TAG = /<at(?:\s[^<>]*)?>([^<>]*)<\/at>/gi;
/** Stands where the bot was mentioned, until the text is read; nobody can write it. */
const GONE = '\ufdd0';

/**
 * The activity with the words of its sender alone: the bot's own mention is taken out, other people's stay as
 * their names, and what the channel has encoded is decoded. Everybody reads these words: the bot, the log, the
 * ticket.
 */
export function withOwnWords(activity: InboundActivity): InboundActivity {
  const { text } = activity;
  if (typeof text !== 'string') return activity;
  const encoded = isEncoded(activity);
  const mentions = mentionsIn(activity);
  if (!encoded && mentions.length === 0 && !/<at[\s>]/i.test(text)) return activity;
  const marked = withoutBot(text.replaceAll(GONE, ''), activity, mentions);
  // Where nobody is mentioned and tags mean nothing, they were typed.
  const named = encoded || mentions.length > 0 ? marked.replace(TAG, '$1') : marked;
  const words = encoded ? decoded(named) : named;
  return { ...activity, text: words.includes(GONE) ? closed(words) : words };
}

function withoutBot(text: string, { recipient }: InboundActivity, mentions: readonly Mention[]): string {
  const bot = recipient?.id;
  const ours = mentions.filter(({ id }) => bot !== undefined && id === bot);
  const names = new Set(
    [recipient?.name, ...ours.flatMap(({ name, text }) => [name, text])]
      .map((name) => nameOf(name ?? ''))
      .filter((name) => name !== ''),
  );
  let at = -1;
  let inTags = 0;
  const tags = text.match(TAG)?.length ?? 0;
  const marked = text.replace(TAG, (whole, name: string) => {
    at += 1;
    // Where each tag has its mention, the tag's place says whose it is, however the name is written.
    const byPlace = tags === mentions.length && mentions[at]?.id === bot && bot !== undefined;
    if (!byPlace && !names.has(nameOf(name))) return whole;
    inTags += 1;
    return GONE;
  });
  if (inTags > 0) return marked;
  return ours.reduce((words, mention) => withoutOnce(words, mention.text || `@${mention.name}`), marked);
}

/** Takes a mention out where it stands as a word of its own; what else reads alike is the sender's. */
function withoutOnce(text: string, mention: string): string {
  if (mention.trim() === '' || mention === '@') return text;
  const exact = wordAt(text, mention);
  // Where small letters have another length than capital ones, the places would not be the same.
  const small = text.toLowerCase();
  const from = exact >= 0 || small.length !== text.length ? exact : wordAt(small, mention.toLowerCase());
  return from < 0 ? text : `${text.slice(0, from)}${GONE}${text.slice(from + mention.length)}`;
}

function wordAt(text: string, sought: string): number {
  let from = text.indexOf(sought);
  while (from >= 0 && (isLetter(text[from - 1]) || isLetter(text[from + sought.length])))
    from = text.indexOf(sought, from + 1);
  return from;
}

const isLetter = (sign = ' '): boolean => /[\p{L}\p{N}_]/u.test(sign);

/** No gap stays where the mention stood, nor the comma after it that began the text. */
function closed(text: string): string {
  const [first = '', ...rest] = text.split(GONE);
  return rest.reduce(joined, first).trim();
}

function joined(before: string, after: string): string {
  const left = before.trimEnd();
  if (left === '') return after.replace(/^[\s,:;]+/, '');
  const right = after.trimStart();
  if (right === '' || /^[,.!?;:]/.test(right)) return left + right;
  const gap = before.slice(left.length) + after.slice(0, after.length - right.length);
  return `${left}${gap.includes('\n') ? '\n' : ' '}${right}`;
}

/** A name as people compare it: without its tags, its @ and the case. */
const nameOf = (text: string): string =>
  decoded(text.replace(TAG, '$1'))
    .replace(/^@/, '')
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

function mentionsIn({ entities }: InboundActivity): readonly Mention[] {
  const listed = Array.isArray(entities) ? (entities as readonly Readonly<Record<string, unknown>>[]) : [];
  return listed.flatMap((entity) => {
    if (typeof entity?.type !== 'string' || entity.type.toLowerCase() !== 'mention') return [];
    const { id, name } = (entity.mentioned ?? {}) as Readonly<Record<string, unknown>>;
    return [{ id: textOf(id), name: textOf(name), text: textOf(entity.text) }];
  });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
