import type { ConversationRef } from '../../chat/chat.ts';
import { fileName, nameAs } from './file-name.ts';
import { fileType } from './file-type.ts';
import type { FileLimits, Files, StoredFile } from './index.ts';

/** What may be sent. */
export interface FileRules extends FileLimits {
  /** Content types, as a file's bytes prove them. */
  readonly types: readonly string[];
}

/** A file as its sender gives it: nothing of it has been looked at. */
export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Why a file is not taken. */
export type FileRefusal =
  | 'file-empty'
  | 'file-too-large'
  | 'file-type'
  | 'too-many-files'
  | 'disk-full'
  | 'files-unavailable';

/** Keeps a file where the rules allow it, whoever sends it; the files of both sides count together. */
export async function takeFile(
  store: Files,
  { types, ...most }: FileRules,
  conversation: ConversationRef,
  { name, bytes }: SentFile,
): Promise<StoredFile | FileRefusal> {
  if (bytes.length === 0) return 'file-empty';
  if (bytes.length > most.maxBytes) return 'file-too-large';
  const contentType = fileType(bytes);
  if (contentType === undefined || !types.includes(contentType)) return 'file-type';
  const called = nameAs(fileName(name), contentType);
  const kept = await store.keep(conversation, { name: called, contentType, bytes }, most);
  return kept === 'too-many' ? 'too-many-files' : kept;
}

/** Where a file is read: on this server, under a name for people. */
export const addressOf = ({ id, name }: Pick<StoredFile, 'id' | 'name'>): string =>
  `/files/${id}/${encodeURIComponent(name)}`;
