import type { SendableFiles } from '../../api/views.ts';

/** What the user may send, as a line under the conversation; nothing where no files are taken, or nobody says. */
export async function sendableLine(): Promise<string> {
  const response = await fetch('/chat/files', { signal: AbortSignal.timeout(15_000) });
  if (!response.ok) return '';
  const { kinds, maxBytes, perChat } = (await response.json()) as SendableFiles;
  if (kinds.length === 0 || perChat === 0) return '';
  const size =
    maxBytes >= 1024 * 1024
      ? `${Math.round(maxBytes / 1024 / 102.4) / 10} MB`
      : `${Math.ceil(maxBytes / 1024)} KB`;
  return `You can send files: ${kinds.join(', ')} · up to ${size} each, ${perChat} in one chat`;
}

const OWN_FILE = /^https?:\/\/[^/]+(\/files\/[\w-]{49}\/[^/?#]*)$/;

/** An activity whose files are read from this page's own origin, by whatever name the server calls itself. */
export function withOwnFiles<A extends { readonly attachments?: unknown }>(activity: A): A {
  if (!Array.isArray(activity.attachments)) return activity;
  const attachments = activity.attachments.map((one: Readonly<Record<string, unknown>>) => {
    const path = OWN_FILE.exec(String(one.contentUrl))?.[1];
    return path === undefined ? one : { ...one, contentUrl: path };
  });
  return { ...activity, attachments };
}
