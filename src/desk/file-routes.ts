import { createHash } from 'node:crypto';
import { FileQuery } from '../api/requests.ts';
import type { Chat } from '../chat/chat.ts';
import { fileIdOf } from '../chat/entry.ts';
import { digest } from '../chat/ids.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { fileName } from '../store/files/file-name.ts';
import type { StoredFile } from '../store/files/index.ts';
import { type FileRefusal, takeFile } from '../store/files/take-file.ts';
import type { Once } from '../store/store.ts';
import { type Callers, chatFor } from './caller.ts';
import { fileRefused, policyFor, whyNoFiles } from './file-rules.ts';
import { input } from './input.ts';
import type { DeskPorts } from './ports.ts';
import { keyReused, onceOf } from './refusals.ts';
import { attachmentOf } from './sent-files.ts';

/** Files on their way from an agent to the user: first they are put into the chat, then a message names them. */
export function fileRoutes(ports: DeskPorts, callers: Callers): readonly Route[] {
  const { store, files } = ports;
  const settings = () => ports.settings.current().files;

  /** The chat, for who may send files into it. @throws Problem 401, 404, 403 or 409 */
  async function chatToSendInto(request: Incoming) {
    const caller = await callers.of(request);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    const no = whyNoFiles(await callers.owner(caller), chat, settings());
    if (no !== undefined) throw no;
    return { caller, chat };
  }

  async function put(request: Incoming): Promise<Answer> {
    const { name: given } = input(FileQuery, request.query);
    const { caller, chat } = await chatToSendInto(request);
    const name = fileName(given);
    const bytes = await bytesOf(request, name);
    const taken = await takeFile(files, settings(), chat.conversation, { name, bytes });
    const once = onceOf(request, caller.account.id);
    const file = once === undefined ? taken : await firstOf(taken, fingerprinted(once, name, bytes));
    if (typeof file === 'string') throw fileRefused(file, name, settings());
    await checkStillOpen(chat, file);
    return { status: 201, body: { attachment: attachmentOf(file) } };
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

  /** Takes a file back that no message has named; whoever asks again hears the same. */
  async function takeBack(request: Incoming): Promise<Answer> {
    const { chat } = await chatToSendInto(request);
    const file = await files.find(request.params.file ?? '');
    if (file?.chat !== chat.id) return { status: 204 };
    const sent = (await store.chats.log(chat.id)).some(({ attachments = [] }) =>
      attachments.some((one) => fileIdOf(one) === file.id),
    );
    if (sent) throw new Problem(409, 'file-sent', `“${file.name}” has been sent; it cannot be taken back.`);
    await files.release(file);
    return { status: 204 };
  }

  async function policy(request: Incoming): Promise<Answer> {
    const caller = await callers.of(request);
    const chat = await chatFor(ports, caller, request.params.id ?? '');
    const had = await files.count(chat.conversation, chat.id);
    return { status: 200, body: policyFor(await callers.owner(caller), chat, settings(), had) };
  }

  return [
    {
      method: 'POST',
      path: '/api/v1/chats/:id/files',
      rawUpTo: () => settings().maxBytes,
      handle: put,
    },
    { method: 'DELETE', path: '/api/v1/chats/:id/files/:file', handle: takeBack },
    { method: 'GET', path: '/api/v1/chats/:id/files-policy', handle: policy },
  ];
}

/** The body is no JSON, so the fingerprint takes in what was sent. */
const fingerprinted = ({ key, fingerprint }: Once, name: string, bytes: Buffer): Once => ({
  key,
  fingerprint: digest(fingerprint, name, createHash('sha256').update(bytes).digest('hex')),
});
