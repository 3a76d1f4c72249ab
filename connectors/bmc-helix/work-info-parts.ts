import { cut } from '../../src/chat/cut.ts';
import type { TicketEntry } from '../../src/connector/connector.ts';
import { entryText } from '../../src/connector/entry-text.ts';
import { storable } from '../../src/connector/storable.ts';
import { type AttachedFile, attachmentName } from './multipart.ts';
import { splitText } from './split-text.ts';

/** Characters of a work info's text, the mark's line not counted. */
const MAX_TEXT = 30_000;
const MAX_SUMMARY = 100;

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
  const files = entry.files ?? [];
  const summary = storable(entry.summary).replaceAll('\n', ' ');
  const length = Math.max(texts.length, Math.ceil(files.length / FILES_PER_PART));
  return Array.from({ length }, (_, index) => {
    const count = length > 1 ? ` (${index + 1}/${length})` : '';
    const own = files.slice(index * FILES_PER_PART, (index + 1) * FILES_PER_PART);
    return {
      summary: cut(summary, MAX_SUMMARY - count.length) + count,
      text: texts[index] ?? 'More files of this entry.',
      visibility: entry.visibility,
      type: entry.type,
      files: new Map(
        own.map((file, at) => [FILE_FIELDS[at] ?? '', { ...file, name: attachmentName(file.name) }]),
      ),
    };
  });
}
