import type { Settings } from '../../config/schema.ts';
import type { FilesPolicy } from '../api/views.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import { kindsOf, sizeText } from '../chat/file-words.ts';
import { maySpeakToUser } from '../handoff/may.ts';
import { problemOf } from '../people/refusals.ts';
import { Problem } from '../shared/http/problem.ts';
import type { FileRefusal } from '../store/files/take-file.ts';

type FileSettings = Settings['files'];

/** Whoever may write to the user may send files, where the chat's source shows them; else why not. */
export function whyNoFiles(by: Owner, chat: Chat, settings: FileSettings): Problem | undefined {
  const no = maySpeakToUser(by, chat);
  if (no !== undefined && !no.ok) return problemOf(no.refusal);
  const { types, perChat, agentsMaySend } = settings;
  if (types.length === 0 || perChat === 0)
    return new Problem(409, 'files-switched-off', 'No files are sent here. Write it in words.');
  if (agentsMaySend[chat.conversation.channel] === true) return undefined;
  return new Problem(
    409,
    'source-takes-no-files',
    `This chat comes from ${chat.source}, which takes no files from agents. Write it in words, or share a link.`,
  );
}

/** Why this file was not taken: says what may be sent. */
export function fileRefused(code: FileRefusal, name: string, settings: FileSettings): Problem {
  const { types, maxBytes, perChat } = settings;
  const allowed = { types, maxBytes, perChat };
  const kinds = `Send one of: ${kindsOf(types).join(', ')}, up to ${sizeText(maxBytes)}.`;
  switch (code) {
    case 'file-empty':
      return new Problem(422, code, `“${name}” is empty. Choose a file that has something in it.`, allowed);
    case 'file-too-large':
      return new Problem(413, code, `“${name}” is larger than ${sizeText(maxBytes)}. ${kinds}`, allowed);
    case 'file-type':
      return new Problem(
        415,
        code,
        `By what is in it, “${name}” is of a kind that is not sent here. ${kinds}`,
        allowed,
      );
    case 'too-many-files':
      return new Problem(
        409,
        code,
        `“${name}” would be one too many: a chat may have ${perChat} files, the user’s included. Write it in words.`,
        allowed,
      );
    case 'disk-full':
      return new Problem(
        503,
        code,
        `“${name}” was not taken: the server has no room for files now. An admin makes some; write it in words meanwhile.`,
      );
    case 'files-unavailable':
      return new Problem(
        503,
        code,
        `“${name}” was not taken: the server cannot keep files now. An admin sees why in its log; write it in words meanwhile.`,
      );
  }
}

/** What this agent may send into a chat that has had so many files. */
export function policyFor(by: Owner, chat: Chat, settings: FileSettings, had: number): FilesPolicy {
  const { types, maxBytes, perChat } = settings;
  const left = Math.max(0, perChat - had);
  const why =
    whyNoFiles(by, chat, settings)?.message ??
    (left === 0 ? `This chat has had its ${perChat} files, the user’s included.` : undefined);
  return {
    maySend: why === undefined,
    ...(why !== undefined && { why }),
    types: [...types],
    kinds: [...kindsOf(types)],
    maxBytes,
    perChat,
    left,
  };
}
