import type { Attachment } from '../chat/entry.ts';

/**
 * A line's files as activities have them. A channel, or the user's page, fetches each from where people
 * reach this server; the address is all that it takes to read it.
 */
export function filesOf(attachments: readonly Attachment[], publicUrl: string): Record<string, unknown> {
  if (attachments.length === 0) return {};
  return {
    attachments: attachments.map(({ name, contentType, url }) => ({
      name,
      contentType,
      contentUrl: new URL(url, publicUrl).href,
    })),
  };
}

/** Web Chat says sizes beside the names, and reads them here. */
export const sizesOf = (attachments: readonly Attachment[]): Record<string, unknown> =>
  attachments.length === 0 ? {} : { attachmentSizes: attachments.map(({ size = 0 }) => size) };
