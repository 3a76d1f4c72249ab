import type { Chat } from './chat.ts';
import { type Attachment, type Entry, fileIdOf } from './entry.ts';

declare const publicOnly: unique symbol;

/** The public entries of a chat in order. Only `publicTranscript` makes one, so no side note can be in it. */
export type Transcript = readonly Entry[] & { readonly [publicOnly]: true };

/**
 * The one way to a transcript.
 * @param range seqs to include, both ends; the whole log when left out
 */
export function publicTranscript(
  _chat: Chat,
  entries: readonly Entry[],
  range: { readonly from?: number; readonly upTo?: number } = {},
): Transcript {
  const { from = 1, upTo = Number.POSITIVE_INFINITY } = range;
  return entries.filter(
    (entry) => entry.visibility === 'public' && entry.seq >= from && entry.seq <= upTo,
  ) as unknown as Transcript;
}

/** A transcript as plain text: one line an entry, `2026-11-21 10:03:07Z Alice Smith: Hello`. */
export function transcriptText(transcript: Transcript): string {
  return transcript.map(lineOf).join('\n');
}

function lineOf(entry: Entry): string {
  const time = new Date(entry.at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const files = (entry.attachments ?? []).map(nameOf).join('');
  const who = entry.type === 'event' ? '*' : `${entry.author.name}:`;
  return `${time} ${who} ${entry.text}${files}`;
}

/** What we keep comes to the ticket itself; of what lies elsewhere the address is all there is. */
const nameOf = (file: Attachment): string =>
  fileIdOf(file) === undefined ? ` [file: ${file.name} ${file.url}]` : ` [file: ${file.name}]`;
