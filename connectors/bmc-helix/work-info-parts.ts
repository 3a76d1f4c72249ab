import { cut, cutTo } from '../../src/chat/cut.ts';
import type { TicketEntry, TicketFile } from '../../src/connector/connector.ts';
import { entryText } from '../../src/connector/entry-text.ts';
import { storable } from '../../src/connector/storable.ts';
import { type AttachedFile, attachmentNames } from './multipart.ts';
import { splitText } from './split-text.ts';

/** Bytes of a work info's text, the mark's line not counted: AR counts bytes on most databases. */
const MAX_TEXT = 30_000;
const MAX_SUMMARY = 100;
/** Three names, their notes and the mark fit between MAX_TEXT and what the field takes, whatever the script. */
const LONGEST_NAME = 100;

/** A work info has three fields for files. */
export const FILE_FIELDS: readonly string[] = ['z2AF Work Log01', 'z2AF Work Log02', 'z2AF Work Log03'];
export const FILES_PER_PART = FILE_FIELDS.length;

/** What becomes one work info. */
export interface Part {
  readonly summary: string;
  readonly text: string;
  readonly visibility: TicketEntry['visibility'];
  /** Work Log Type, where the entry names one. */
  readonly type: string | undefined;
  /** Attachment field -> file. */
  readonly files: ReadonlyMap<string, AttachedFile>;
}

/** An entry as work infos: as many as its text or its files need. The same entry gives the same parts. */
export function partsOf(entry: TicketEntry): readonly Part[] {
  const texts = splitText(storable(entryText(entry)), MAX_TEXT);
  const files = named(entry.files ?? []);
  const summary = storable(entry.summary).replaceAll('\n', ' ');
  const length = Math.max(texts.length, Math.ceil(files.length / FILES_PER_PART));
  return Array.from({ length }, (_, index) => {
    const count = length > 1 ? ` (${index + 1}/${length})` : '';
    const own = files.slice(index * FILES_PER_PART, (index + 1) * FILES_PER_PART);
    return {
      summary: cutTo(summary, { bytes: MAX_SUMMARY - count.length }) + count,
      text: withNames(texts[index] ?? 'More files of this entry.', own),
      visibility: entry.visibility,
      type: entry.type,
      files: new Map(own.map((file, at) => [FILE_FIELDS[at] ?? '', file])),
    };
  });
}

function named(files: readonly TicketFile[]): readonly AttachedFile[] {
  const names = attachmentNames(files.map(({ name }) => name));
  return files.map((file, at) => {
    const name = names[at] ?? file.name;
    const told = printable(file.name).trim();
    return { ...file, name, ...(told !== name && told !== '' && { original: told }) };
  });
}

/** The text, and under it what people call the files that are attached under other names. */
function withNames(text: string, files: readonly AttachedFile[]): string {
  const lines = files.flatMap(({ name, original }) =>
    original === undefined ? [] : [`File ${name}: ${cut(original, LONGEST_NAME)}`],
  );
  return lines.length === 0 ? text : `${text}\n\n${lines.join('\n')}`;
}

/** On one line, and without what turns the direction of a text. */
const printable = (name: string): string =>
  storable(name)
    .replace(/[\n\t\u2028\u2029]/gu, ' ')
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '');
