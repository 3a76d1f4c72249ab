import type * as views from '../../../api/views.ts';
import { type Fetched, type Fetching, fetched, notFetched } from './fetched.ts';

export type Attachment = views.AttachmentView;
export type FilesPolicy = views.FilesPolicy;

/** A file that is to go with the next message. */
export interface Enclosure {
  readonly key: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** How much of it the server has, 0 to 1. */
  readonly progress: number;
  /** Set once it is in the chat, for a message to name. */
  readonly attachment?: Attachment;
  /** Why it was refused: a sentence. */
  readonly error?: string;
}

/** Files on their way into one chat. */
export interface ChatFiles {
  readonly policy: Fetched<FilesPolicy>;
  readonly enclosed: readonly Enclosure[];
}

export const noFiles: ChatFiles = { policy: notFetched, enclosed: [] };

export type FilesAction =
  | { readonly type: 'files-policy'; readonly chat: string; readonly news: Fetching<FilesPolicy> }
  | { readonly type: 'enclose'; readonly chat: string; readonly enclosure: Enclosure }
  | {
      readonly type: 'enclosing';
      readonly chat: string;
      readonly key: string;
      readonly change: Partial<Enclosure>;
    }
  | { readonly type: 'unenclose'; readonly chat: string; readonly keys: readonly string[] };

type Files = Readonly<Record<string, ChatFiles>>;

export function reduceFiles(files: Files, action: FilesAction): Files {
  const before = files[action.chat] ?? noFiles;
  return { ...files, [action.chat]: { ...before, ...changed(before, action) } };
}

function changed({ policy, enclosed }: ChatFiles, action: FilesAction): Partial<ChatFiles> {
  switch (action.type) {
    case 'files-policy':
      return { policy: fetched(policy, action.news) };
    case 'enclose':
      return { enclosed: [...enclosed, action.enclosure] };
    case 'enclosing':
      return {
        enclosed: enclosed.map((one) => (one.key === action.key ? { ...one, ...action.change } : one)),
      };
    case 'unenclose':
      return { enclosed: enclosed.filter(({ key }) => !action.keys.includes(key)) };
  }
}

/** Those that a message can name by now. */
export const readyIn = ({ enclosed }: ChatFiles) =>
  enclosed.flatMap(({ key, attachment }) => (attachment === undefined ? [] : [{ key, attachment }]));

/** Whether one is still on its way: a message that went now would go without it. */
export const areUploading = ({ enclosed }: ChatFiles): boolean =>
  enclosed.some(({ attachment, error }) => attachment === undefined && error === undefined);

/** What may be sent, in words. */
export const allowedWords = ({ kinds, maxBytes, perChat, left }: FilesPolicy): string =>
  `${kinds.join(', ')} · up to ${sizeWords(maxBytes)} each · ${left} of ${perChat} left in this chat`;

export const sizeWords = (bytes: number): string =>
  bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KB`
    : `${(bytes / 1024 / 1024).toLocaleString(undefined, { maximumFractionDigits: 1 })} MB`;
