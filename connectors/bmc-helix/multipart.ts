import { randomUUID } from 'node:crypto';
import { asciiName, distinctNames } from './ascii-name.ts';

/** A file as it is sent; `name` is what `attachmentNames` made of it. */
export interface AttachedFile {
  readonly name: string;
  /** What people call it, where that is another name. */
  readonly original?: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

const MEDIA_TYPE = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/;
const MAX_NAME = 120;

/**
 * The body that makes an entry with its files: `entry` first, then `attach-<field>` each. The file
 * name in a part must be the one in the entry's JSON, or the server drops the file.
 */
export function multipart(
  entry: string,
  files: ReadonlyMap<string, AttachedFile>,
): { readonly contentType: string; readonly content: Buffer } {
  const boundary = `----deskbridge-${randomUUID()}`;
  const part = (disposition: string, type: string, content: string | Buffer): readonly Buffer[] => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ];
  const parts = [...files].flatMap(([field, { name, contentType, bytes }]) =>
    part(
      `name="attach-${field}"; filename="${name}"`,
      MEDIA_TYPE.test(contentType) ? contentType : 'application/octet-stream',
      bytes,
    ),
  );
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    content: Buffer.concat([
      ...part('name="entry"', 'application/json', entry),
      ...parts,
      Buffer.from(`--${boundary}--\r\n`),
    ]),
  };
}

/** A file's name as both places can hold it: ASCII without quotes, paths or semicolons, its ending kept. */
export const attachmentName = (name: string): string => asciiName(name, MAX_NAME);

/** The names of one entry's files, no two alike. */
export const attachmentNames = (names: readonly string[]): readonly string[] =>
  distinctNames(names, MAX_NAME);
