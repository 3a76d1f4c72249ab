import { markdown, type Piece } from '../../chat/markdown.ts';
import { pieces } from '../agent/state/links.ts';
import type { SeenActivity } from './live-chat.ts';

/**
 * An agent's words with their line breaks, `code`, fenced code, **bold** and links. Web Chat shows each line of
 * plain text as it is, so they become markdown of which nothing else has a meaning.
 */
export function asWritten<
  A extends SeenActivity & { readonly textFormat?: unknown; readonly text?: unknown },
>(activity: A): A {
  const { type, text, textFormat, channelData } = activity;
  const author = (channelData as { deskbridge?: { author?: string } } | undefined)?.deskbridge?.author;
  if (type !== 'message' || author !== 'agent' || textFormat !== 'plain') return activity;
  return { ...activity, text: exactMarkdown(String(text ?? '')), textFormat: 'markdown' };
}

/** CommonMark that shows just what `text` says. */
export const exactMarkdown = (text: string): string =>
  markdown(text)
    .map((block) => (block.kind === 'code' ? fenced(block.text) : paragraphs(block.pieces)))
    .join('\n\n');

function fenced(code: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}\n${code}\n${fence}`;
}

function paragraphs(words: readonly Piece[]): string {
  let [text, strong] = ['', false];
  for (const piece of [...words, { text: '' } as Piece]) {
    if ((piece.strong ?? false) !== strong) text += '**';
    strong = piece.strong ?? false;
    text += piece.code ? span(piece.text) : spoken(piece.text);
  }
  return text
    .split(/\n[ \t]*(?=\n)/)
    .map((paragraph) =>
      paragraph
        .split('\n')
        .filter((line) => line !== '')
        .map(withSpaces)
        .join('\\\n'),
    )
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

function span(code: string): string {
  const marks = '`'.repeat(longestRun(code) + 1);
  const apart = /^[` ]|[` ]$/.test(code) ? ' ' : '';
  return `${marks}${apart}${code}${apart}${marks}`;
}

const spoken = (text: string): string =>
  pieces(text)
    .map((one) =>
      one.href === undefined
        ? escaped(one.text)
        : `[${escaped(one.text)}](<${one.href.replace(/[&<>\\]/g, '\\$&')}>)`,
    )
    .join('');

/** Every ASCII mark may be escaped, and then means itself. */
const escaped = (text: string): string => text.replace(/[!-/:-@[-`{-~]/g, '\\$&');

/** Spaces at the beginning of a line, and several in a row, are meant. */
const withSpaces = (line: string): string =>
  line
    .replaceAll('\t', '    ')
    .replace(/^ +/, (spaces) => NO_BREAK.repeat(spaces.length))
    .replaceAll('  ', ` ${NO_BREAK}`);

const NO_BREAK = '\u00a0';

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
