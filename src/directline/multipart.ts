import { fileNameIn, headerText, parametersOf } from './disposition.ts';

/** One part of a `multipart/form-data` body. */
export interface Part {
  /** Of the form's field; '' for none. */
  readonly name: string;
  readonly filename?: string;
  readonly bytes: Buffer;
}

const END_OF_HEADERS = Buffer.from('\r\n\r\n');

/**
 * Splits a body into its parts. A part without a file's name keeps its bytes as they are: the platform's own
 * reader would make text of them.
 * @returns undefined where it is none
 */
export function partsOf(contentType: string, body: Buffer): readonly Part[] | undefined {
  const boundary = parametersOf(contentType).get('boundary');
  if (!boundary) return undefined;
  // Every delimiter follows a line's end; the first one's is put there.
  const all = Buffer.concat([Buffer.from('\r\n'), body]);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const parts: Part[] = [];
  let at = all.indexOf(delimiter);
  for (;;) {
    if (at < 0) return undefined;
    const start = at + delimiter.length;
    if (all.toString('latin1', start, start + 2) === '--') return parts;
    const next = all.indexOf(delimiter, start);
    const part = next < 0 ? undefined : partIn(all.subarray(start, next));
    if (part === undefined) return undefined;
    parts.push(part);
    at = next;
  }
}

/** @param raw from behind its delimiter to before the next */
function partIn(raw: Buffer): Part | undefined {
  const end = raw.indexOf(END_OF_HEADERS);
  if (end < 0) return undefined;
  const headers = headerText(raw.subarray(0, end)).split('\r\n');
  const disposition = headers.find((line) => /^content-disposition:/i.test(line));
  const parameters = parametersOf(disposition ?? '');
  const filename = fileNameIn(parameters);
  return {
    name: parameters.get('name') ?? '',
    // What a form escapes in names (HTML, multipart/form-data encoding).
    ...(filename !== undefined && { filename: filename.replace(/%22/g, '"').replace(/%0[AD]/gi, ' ') }),
    bytes: raw.subarray(end + END_OF_HEADERS.length),
  };
}
