import { cleanName } from '../../chat/names.ts';

const MOST_NAME = 150;
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

/** A name without the folders and characters by which it could pass for something else. */
export function fileName(given: string): string {
  const [last = ''] = given.split(/[/\\]/).slice(-1);
  const plain = cleanName(last).replace(/["<>|:*?]/g, '_');
  if (plain.length <= MOST_NAME) return plain || 'file';
  const [ending = ''] = /\.[^.]{1,10}$/.exec(plain) ?? [];
  return `${plain.slice(0, MOST_NAME - ending.length)}${ending}`.toWellFormed();
}

/** The name with an ending that its bytes bear out: a script is text too, and must not run where it is opened. */
export function nameAs(name: string, contentType: string): string {
  const ending = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase();
  const [first, ...others] = ENDINGS[contentType] ?? [];
  if (ending === undefined || first === undefined || [first, ...others].includes(ending)) return name;
  return `${name}.${first}`;
}
