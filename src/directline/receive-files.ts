import { kindsOf, sizeText } from '../chat/file-words.ts';
import { fileName } from '../store/files/file-name.ts';
import type { StoredFile } from '../store/files/index.ts';
import {
  addressOf,
  type FileRefusal,
  type FileRules,
  type SentFile,
  takeFile,
} from '../store/files/take-file.ts';
import { CHANNEL, type FilePorts } from './ports.ts';
import type { Sent } from './sent-files.ts';

/** A file that is not taken, and the line by which its sender is told. */
export interface RefusedFile {
  readonly code: FileRefusal | 'file-unreadable';
  readonly line:
    | 'fileTooLarge'
    | 'fileType'
    | 'noFiles'
    | 'tooManyFiles'
    | 'fileUnreadable'
    | 'noRoomForFiles'
    | 'fileEmpty'
    | 'filesUnavailable';
  readonly names: Readonly<Record<string, string | number>>;
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
      if ('line' in file) refused.push(file);
      else {
        kept.push(file);
        const contentUrl = addressOf(file);
        const { contentType, size } = file;
        // Web Chat shows a user's own picture only where it has a small one.
        const thumbnail = contentType.startsWith('image/') && { thumbnailUrl: contentUrl };
        attachments.push({ name: file.name, contentType, contentUrl, ...thumbnail, size });
      }
    } else refused.push({ code: 'file-unreadable', line: 'fileUnreadable', names: { file: name } });
  }
  return { attachments, kept, refused };
}

async function receive(
  { limits, store }: FilePorts,
  conversationId: string,
  file: SentFile,
): Promise<StoredFile | RefusedFile> {
  const rules = limits();
  const taken = await takeFile(store, rules, { channel: CHANNEL, id: conversationId }, file);
  return typeof taken === 'string' ? { code: taken, ...whyNot(taken, file.name, rules) } : taken;
}

function whyNot(
  code: FileRefusal,
  file: string,
  { types, maxBytes, perChat }: FileRules,
): Pick<RefusedFile, 'line' | 'names'> {
  switch (code) {
    case 'file-empty':
      return { line: 'fileEmpty', names: { file } };
    case 'file-too-large':
      return { line: 'fileTooLarge', names: { file, size: sizeText(maxBytes) } };
    case 'file-type':
      return types.length === 0
        ? { line: 'noFiles', names: { file } }
        : { line: 'fileType', names: { file, kinds: kindsOf(types).join(', ') } };
    case 'too-many-files':
      return { line: 'tooManyFiles', names: { file, most: perChat } };
    case 'disk-full':
      return { line: 'noRoomForFiles', names: { file } };
    case 'files-unavailable':
      return { line: 'filesUnavailable', names: { file } };
  }
}
