import { cut } from '../../chat/cut.ts';
import { cleanName } from '../../chat/names.ts';

/** Below what a router takes as one part of an address, by default 100, with an ending that is put behind it. */
const MOST_NAME = 90;
const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** The endings under which files of a type are kept; the first is given to those that have another. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip'],
  [`${OFFICE}.wordprocessingml.document`]: ['docx'],
  [`${OFFICE}.spreadsheetml.sheet`]: ['xlsx'],
  [`${OFFICE}.presentationml.presentation`]: ['pptx'],
  'text/plain': 'txt log csv tsv md json xml yaml yml ini cfg conf properties eml ics'.split(' '),
};

/** A name without the folders and characters by which it could pass for something else, short enough for an address. */
export function fileName(given: string): string {
  const [last = ''] = given.split(/[/\\]/).slice(-1);
  // Told apart first: a long name loses its end when it is cleaned.
  const [ending = ''] = /\.[^.]{1,10}$/.exec(last) ?? [];
  const [stem, kept] = [last.slice(0, last.length - ending.length), ending].map((part) =>
    cleanName(part).replace(/["<>|:*?]/g, '_'),
  ) as [string, string];
  const name = `${cut(stem, MOST_NAME - kept.length)}${kept}`.trim();
  // A browser takes a name of dots alone for a folder.
  return /^[.\s]*$/.test(name) ? 'file' : name;
}

/** The name with an ending that its bytes bear out: a script is text too, and must not run where it is opened. */
export function nameAs(name: string, contentType: string): string {
  const ending = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase();
  const [first, ...others] = ENDINGS[contentType] ?? [];
  if (ending === undefined || first === undefined || [first, ...others].includes(ending)) return name;
  return `${name}.${first}`;
}
