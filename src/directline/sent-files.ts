import { UserActivity } from '../api/direct-line.ts';
import { parseBody } from '../shared/http/body.ts';
import { Problem } from '../shared/http/problem.ts';
import type { SentFile } from '../store/files/take-file.ts';
import { parse } from './answering.ts';
import { fileNameIn, headerText, parametersOf } from './disposition.ts';
import { partsOf } from './multipart.ts';

/** A link of another place; what is behind it is not fetched. */
export interface SentLink {
  readonly name: string;
  readonly contentType: string;
  readonly contentUrl: string;
}

/** An attachment that holds neither a file nor a link. */
export interface NothingSent {
  readonly name: string;
}

export type Sent = SentFile | SentLink | NothingSent;

/**
 * Reads the body of an upload, as Direct Line 3.0 has it: `multipart/form-data` with the activity in
 * a part of that name and a part for each file, or one bare file with its name in `Content-Disposition`.
 * @throws Problem 400 `malformed-upload` or `malformed-activity`
 */
export function readUpload(
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): { readonly activity: UserActivity; readonly files: readonly SentFile[] } {
  const contentType = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    return {
      activity: { type: 'message' },
      files: [{ name: nameIn(headers['content-disposition'] ?? ''), bytes }],
    };
  const parts = partsOf(contentType, bytes);
  if (parts === undefined)
    throw new Problem(400, 'malformed-upload', 'The upload is not valid multipart/form-data.');
  let activity: UserActivity = { type: 'message' };
  const files: SentFile[] = [];
  for (const part of parts) {
    if (part.name === 'activity')
      activity = parse(UserActivity, parseBody(part.bytes.toString('utf8')), 'malformed-activity');
    // What has no name is a file all the same.
    else files.push({ name: part.filename ?? UNNAMED, bytes: part.bytes });
  }
  return { activity, files };
}

const UNNAMED = 'file';

function nameIn(disposition: string): string {
  // Node gives a header's bytes as Latin-1.
  const named = fileNameIn(parametersOf(headerText(Buffer.from(disposition, 'latin1')))) ?? UNNAMED;
  try {
    return decodeURIComponent(named);
  } catch {
    return named;
  }
}

/** What the attachments of an activity hold: files as `data:` URLs, links, or nothing that we can keep. */
export function readAttachments(attachments: readonly unknown[] = []): readonly Sent[] {
  return attachments.map((one) => {
    const { name, contentType, contentUrl } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const called = typeof name === 'string' && name !== '' ? name : UNNAMED;
    if (typeof contentUrl !== 'string') return { name: called };
    if (/^https?:\/\//i.test(contentUrl))
      return { name: called, contentType: String(contentType ?? 'application/octet-stream'), contentUrl };
    const bytes = dataOf(contentUrl);
    return bytes === undefined ? { name: called } : { name: called, bytes };
  });
}

/**
 * What the attachments of an uploaded activity hold beside its files. Microsoft's client names each of the files
 * there once more, without content: that is no second file.
 */
export function attachmentsBeside(
  files: readonly SentFile[],
  attachments?: readonly unknown[],
): readonly Sent[] {
  const holds = (one: Sent) => 'bytes' in one || 'contentUrl' in one;
  return readAttachments(attachments).filter(
    (one) => holds(one) || !files.some(({ name }) => name === one.name),
  );
}

/** The bytes of a `data:` URL; undefined for any other address. */
function dataOf(address: string): Uint8Array | undefined {
  const comma = address.indexOf(',');
  if (!/^data:/i.test(address) || comma < 0) return undefined;
  const text = address.slice(comma + 1);
  if (/;base64$/i.test(address.slice(0, comma))) return Buffer.from(text, 'base64');
  try {
    return Buffer.from(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}
