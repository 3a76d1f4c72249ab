import { fileNotAllowed, fileTooLarge } from './ar-error.ts';
import type { StoredFile } from './records.ts';
import type { SiteRules } from './site-rules.ts';

/** The server's settings for attachments: one file that breaks them refuses the entry, its text too. */
export function checkAttachment({ name, base64 }: StoredFile, { attachments }: SiteRules): void {
  const size = Buffer.byteLength(base64, 'base64');
  if (attachments?.maxBytes !== undefined && size > attachments.maxBytes) {
    throw fileTooLarge(500, `${name}: ${size} bytes, at most ${attachments.maxBytes}`);
  }
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (attachments?.refusedEndings?.includes(ending)) throw fileNotAllowed(`${name}: .${ending} files`);
}
