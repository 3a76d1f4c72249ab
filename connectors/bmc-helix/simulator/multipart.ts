import { badRequest } from './ar-error.ts';
import type { StoredFile } from './records.ts';

export interface EntryForm {
  readonly entry: string;
  /** Attachment field -> file. */
  readonly files: ReadonlyMap<string, StoredFile>;
}

const malformed = (why: string): Error => badRequest('The multipart body is not valid', why);

/**
 * `entry` (JSON, the first part), then one `attach-<field>` part for each file. CRLF and a closing boundary.
 * @param headers how the server reads the parts' headers
 */
export function parseMultipart(
  contentType: string,
  body: Buffer,
  headers: 'utf8' | 'latin1' = 'utf8',
): EntryForm {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) throw malformed('the Content-Type has no boundary');
  const parts = split(body, `--${name}`).map((raw) => readPart(raw, headers));
  const [first, ...rest] = parts;
  if (first?.name !== 'entry' || !/json/i.test(first.type)) {
    throw malformed('the first part must be "entry", as JSON');
  }
  const files = new Map<string, StoredFile>();
  for (const part of rest) {
    if (!part.name.startsWith('attach-') || part.filename === undefined) {
      throw malformed(`the part "${part.name}" is no attach-<field> with a file name`);
    }
    files.set(part.name.slice('attach-'.length), {
      name: part.filename,
      type: part.type,
      base64: part.content.toString('base64'),
    });
  }
  return { entry: first.content.toString('utf8'), files };
}

function split(body: Buffer, delimiter: string): readonly Buffer[] {
  const parts: Buffer[] = [];
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    if (body.subarray(start, start + 2).toString() === '--') return parts;
    const end = body.indexOf(`\r\n${delimiter}`, start);
    if (end < 0) break;
    parts.push(body.subarray(start, end));
    at = end + 2;
  }
  throw malformed('the closing boundary is missing');
}

interface Part {
  readonly name: string;
  readonly filename: string | undefined;
  readonly type: string;
  readonly content: Buffer;
}

function readPart(raw: Buffer, encoding: 'utf8' | 'latin1'): Part {
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) throw malformed('a part has no header');
  const header = raw.subarray(0, end).toString(encoding);
  const disposition = /^content-disposition:\s*form-data([^\r\n]*)/im.exec(header)?.[1] ?? '';
  const name = parameter(disposition, 'name');
  if (name === undefined) throw malformed('a part has no name');
  return {
    name,
    filename: parameter(disposition, 'filename'),
    type: /^content-type:\s*([^\r\n]+)/im.exec(header)?.[1]?.trim() ?? 'application/octet-stream',
    content: raw.subarray(end + 4),
  };
}

/** Quoted or, as some clients send it, up to the next semicolon. */
function parameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;"]*))`, 'i').exec(disposition);
  return found?.[1] ?? found?.[2]?.trim();
}
