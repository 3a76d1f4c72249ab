import { cleanName } from '../chat/names.ts';
import type { StoredFile } from '../store/files/index.ts';
import { fileType } from './file-type.ts';
import { CHANNEL, type FilePorts } from './ports.ts';
import type { Sent, SentFile } from './sent-files.ts';

/** A file that is not taken, and why: a sentence for the user. */
export interface RefusedFile {
  readonly code: 'file-type' | 'file-too-large' | 'too-many-files' | 'file-unreadable';
  readonly why: string;
}

/** An attachment as the log keeps it. */
export interface KeptAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly contentUrl: string;
  readonly thumbnailUrl?: string;
  /** Bytes; absent for a link to another place. */
  readonly size?: number;
}

export interface ReceivedFiles {
  readonly attachments: readonly KeptAttachment[];
  readonly kept: readonly StoredFile[];
  readonly refused: readonly RefusedFile[];
}

const MOST_NAME = 150;

/** Keeps those files that the settings allow; each of the others comes back with its reason. */
export async function receiveFiles(
  ports: FilePorts,
  conversationId: string,
  sent: readonly Sent[],
): Promise<ReceivedFiles> {
  const attachments: KeptAttachment[] = [];
  const kept: StoredFile[] = [];
  const refused: RefusedFile[] = [];
  for (const one of sent) {
    const name = fileName(one.name);
    if ('contentUrl' in one) attachments.push({ ...one, name });
    else if ('bytes' in one) {
      const file = await receive(ports, conversationId, { ...one, name });
      if ('why' in file) refused.push(file);
      else {
        kept.push(file);
        const contentUrl = `/files/${file.id}/${encodeURIComponent(name)}`;
        const { contentType, size } = file;
        // Web Chat shows a user's own picture only where it has a small one.
        const thumbnail = contentType.startsWith('image/') && { thumbnailUrl: contentUrl };
        attachments.push({ name, contentType, contentUrl, ...thumbnail, size });
      }
    } else refused.push({ code: 'file-unreadable', why: `“${name}” was not sent: there is no file in it.` });
  }
  return { attachments, kept, refused };
}

async function receive(
  { limits, store }: FilePorts,
  conversationId: string,
  { name, bytes }: SentFile,
): Promise<StoredFile | RefusedFile> {
  const { types, ...most } = limits();
  const { maxBytes, perChat } = most;
  if (bytes.length > maxBytes)
    return {
      code: 'file-too-large',
      why: `“${name}” was not sent: it is larger than ${sizeText(maxBytes)}. Send a smaller file.`,
    };
  const contentType = fileType(bytes);
  if (contentType === undefined || !types.includes(contentType))
    return {
      code: 'file-type',
      why: `“${name}” was not sent: files of its kind are not taken here. ${kindsText(types)}`,
    };
  const kept = await store.keep({ channel: CHANNEL, id: conversationId }, { name, contentType, bytes }, most);
  return kept === 'too-many'
    ? {
        code: 'too-many-files',
        why: `“${name}” was not sent: a chat may have ${perChat} files, and this one has them. Describe it in words.`,
      }
    : kept;
}

/** A name without the folders and characters by which it could pass for something else. */
function fileName(given: string): string {
  const [last = ''] = given.split(/[/\\]/).slice(-1);
  const plain = cleanName(last).replace(/["<>|:*?]/g, '_');
  if (plain.length <= MOST_NAME) return plain || 'file';
  const [ending = ''] = /\.[^.]{1,10}$/.exec(plain) ?? [];
  return `${plain.slice(0, MOST_NAME - ending.length)}${ending}`.toWellFormed();
}

const sizeText = (bytes: number): string =>
  bytes >= 1024 * 1024
    ? `${Math.round((bytes / 1024 / 1024) * 10) / 10} MB`
    : `${Math.ceil(bytes / 1024)} KB`;

const KINDS: Readonly<Record<string, string>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
  'text/plain': 'plain text',
};

/** Says what may be sent. */
const kindsText = (types: readonly string[]): string =>
  types.length === 0
    ? 'Describe it in words.'
    : `Send one of: ${types.map((type) => KINDS[type] ?? (type.split('/')[1] ?? type).toUpperCase()).join(', ')}.`;
