import { createHash } from 'node:crypto';
import type { FilesPolicy } from '../api/views.ts';
import type { Chat, Owner } from '../chat/chat.ts';
import { type Attachment, fileIdOf } from '../chat/entry.ts';
import { digest } from '../chat/ids.ts';
import type { OnChat } from '../people/carry-out.ts';
import { keyReused } from '../people/refusals.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming } from '../shared/http/route.ts';
import { fileName } from '../store/files/file-name.ts';
import type { StoredFile } from '../store/files/index.ts';
import { addressOf, type FileRefusal, takeFile } from '../store/files/take-file.ts';
import type { Once } from '../store/store.ts';
import { fileRefused, policyFor, whyNoFiles } from './file-rules.ts';
import type { DeskPorts } from './ports.ts';

/** Files on their way from an agent to the user: first they are put into the chat, then a message names them. */
export function createSentFiles(ports: Pick<DeskPorts, 'store' | 'files' | 'settings'>) {
  const { store, files } = ports;
  const settings = () => ports.settings.current().files;

  /** @throws Problem 403 or 409 where this agent may send no files into the chat */
  function insist(chat: Chat, by: Owner): void {
    const no = whyNoFiles(by, chat, settings());
    if (no !== undefined) throw no;
  }

  /** The limit counts while the body comes; what is above it is not kept in memory. */
  async function bytesOf(request: Incoming, name: string): Promise<Buffer> {
    try {
      return (await request.bytes?.()) ?? Buffer.alloc(0);
    } catch (error) {
      const tooLarge = error instanceof Problem && error.status === 413;
      throw tooLarge ? fileRefused('file-too-large', name, settings()) : error;
    }
  }

  /** A repeat gets the file of the first request, and leaves none of its own. */
  async function firstOf(taken: StoredFile | FileRefusal, once: Once): Promise<StoredFile | FileRefusal> {
    const found =
      typeof taken === 'string' ? await store.foundBefore(once) : await store.firstFound(once, [taken.id]);
    const first = found === 'key-reused' ? undefined : found?.[0];
    if (typeof taken !== 'string' && first !== taken.id) await files.release(taken);
    if (found === 'key-reused') throw keyReused();
    return (first === undefined ? undefined : await files.find(first)) ?? taken;
  }

  /** It came into the chat that is open in the conversation: by now that may be another, or none. */
  async function checkStillOpen(chat: Chat, file: StoredFile): Promise<void> {
    if (file.chat === chat.id) return;
    await files.release(file);
    throw new Problem(409, 'chat-closed', 'This chat was closed meanwhile.');
  }

  return {
    /** Takes in the file that is a request's body. @throws Problem that says what may be sent */
    async put(call: OnChat & { readonly request: Incoming }, given: string): Promise<Attachment> {
      const { chat, request, once } = call;
      insist(chat, await call.by());
      const name = fileName(given);
      const bytes = await bytesOf(request, name);
      const taken = await takeFile(files, settings(), chat.conversation, { name, bytes });
      const file = once === undefined ? taken : await firstOf(taken, fingerprinted(once, name, bytes));
      if (typeof file === 'string') throw fileRefused(file, name, settings());
      await checkStillOpen(chat, file);
      return attachmentOf(file);
    },

    /** Takes a file back that no message has named; whoever asks again hears the same. */
    async takeBack(chat: Chat, by: Owner, id: string): Promise<void> {
      insist(chat, by);
      const file = await files.find(id);
      if (file?.chat !== chat.id) return;
      const sent = (await store.chats.log(chat.id)).some(({ attachments = [] }) =>
        attachments.some((one) => fileIdOf(one) === file.id),
      );
      if (sent) throw new Problem(409, 'file-sent', `“${file.name}” has been sent; it cannot be taken back.`);
      await files.release(file);
    },

    async policy(chat: Chat, by: Owner): Promise<FilesPolicy> {
      return policyFor(by, chat, settings(), await files.count(chat.conversation, chat.id));
    },

    /**
     * The files that an agent's message names. What they are the store says, not the message; each has to
     * lie in this chat, so that no message opens another's.
     * @throws Problem 403, 409, or 422 `attachment-unknown`
     */
    async named(
      chat: Chat,
      by: Owner,
      urls: readonly { readonly url: string }[],
    ): Promise<readonly Attachment[]> {
      insist(chat, by);
      const ids = new Set(urls.map((one) => fileIdOf(one) ?? ''));
      return Promise.all(
        [...ids].map(async (id) => {
          const file = await files.find(id);
          if (file?.chat === chat.id) return attachmentOf(file);
          throw new Problem(
            422,
            'attachment-unknown',
            'This chat has no such file. Send it to /api/v1/chats/{id}/files first, and name the url of the answer.',
          );
        }),
      );
    },
  };
}

/** A file as the log names it. */
const attachmentOf = (file: StoredFile): Attachment => ({
  name: file.name,
  contentType: file.contentType,
  url: addressOf(file),
  size: file.size,
});

/** The body is no JSON, so the fingerprint takes in what was sent. */
const fingerprinted = ({ key, fingerprint }: Once, name: string, bytes: Buffer): Once => ({
  key,
  fingerprint: digest(fingerprint, name, createHash('sha256').update(bytes).digest('hex')),
});
