import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import type { ConversationRef } from '../../chat/chat.ts';
import { digest } from '../../chat/ids.ts';
import type { Log } from '../../shared/log.ts';
import { KEEP_CONVERSATION, keysOf } from '../keys.ts';
import { run } from '../scripts.ts';
import { redisNow } from '../time.ts';
import { FileTooLarge, openFolder } from './folder.ts';

/** Codes of a file system that has no room. */
const FULL = ['ENOSPC', 'EDQUOT'];
/** A proof of the folder holds so long, milliseconds: anybody may ask whether the server is ready. */
const PROVEN_MS = 5_000;

/** A file of a chat. Redis holds this much of it; the bytes lie in the folder. */
export interface StoredFile {
  /** Whoever knows it may read the file: it stands in the file's address. */
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  readonly hash: string;
  /** The chat it belongs to; absent while it lies in the talk with the virtual agent. */
  readonly chat?: string;
}

export interface FileLimits {
  readonly maxBytes: number;
  /** Most files of one chat, or of one talk with the virtual agent. */
  readonly perChat: number;
  /** Bytes of the disk that are left to everything else. */
  readonly keepFreeBytes: number;
}

const DIGEST_LENGTH = 27;
const ID = /^[\w-]{49}$/;

const homeIn = (id: string): string => id.slice(0, DIGEST_LENGTH);

/** Whether a file came into this conversation, whichever of its chats was open then. */
export const liesIn = ({ channel, id }: ConversationRef, file: Pick<StoredFile, 'id'>): boolean =>
  homeIn(file.id) === digest(channel, id);

/**
 * The files of a desk's chats: bytes under `<dataDir>/files/<desk>`, who refers to them in Redis.
 * A file belongs to its conversation, and to the chat that was open there or that came of the talk.
 */
export function openFiles(redis: Redis, desk: string, dataDir: string, log?: Pick<Log, 'error'>) {
  const keys = keysOf(desk);
  const folder = openFolder(join(dataDir, 'files', desk), () => redisNow(redis));
  const homeOf = (id: string): string => keys.files(homeIn(id));

  let proven: Promise<void> = Promise.resolve();
  let provenAt = Number.NEGATIVE_INFINITY;

  async function putInto(bytes: Uint8Array, { keepFreeBytes, maxBytes }: FileLimits) {
    try {
      if ((await folder.free()) < keepFreeBytes + bytes.length) return 'disk-full';
      return await folder.put(bytes, maxBytes);
    } catch (error) {
      if (error instanceof FileTooLarge) throw error;
      if (FULL.includes((error as NodeJS.ErrnoException).code ?? '')) return 'disk-full';
      log?.error({ err: error, dataDir }, 'a file cannot be kept: DATA_DIR cannot be written');
      return 'files-unavailable';
    }
  }

  async function find(id: string): Promise<StoredFile | undefined> {
    if (!ID.test(id)) return undefined;
    const row = await redis.hget(homeOf(id), id);
    if (row === null) return undefined;
    const bar = row.indexOf('|');
    const chat = row.slice(0, bar);
    if (chat !== '' && (await redis.exists(keys.chat(chat), keys.packed(chat))) === 0) return undefined;
    const about = JSON.parse(row.slice(bar + 1)) as Pick<
      StoredFile,
      'name' | 'contentType' | 'size' | 'hash'
    >;
    return { id, ...about, ...(chat !== '' && { chat }) };
  }

  async function release({ id, hash }: Pick<StoredFile, 'id' | 'hash'>): Promise<void> {
    const home = homeOf(id);
    const row = await redis.hget(home, id);
    const change = redis.multi().srem(keys.fileUses(hash), id);
    if (row !== null) change.hincrby(home, `released:${row.slice(0, row.indexOf('|'))}`, 1).hdel(home, id);
    await change.exec();
  }

  return {
    /**
     * Keeps a file for a conversation; on the disk and referred to when this resolves.
     * @throws FileTooLarge
     */
    async keep(
      conversation: ConversationRef,
      file: { readonly name: string; readonly contentType: string; readonly bytes: Uint8Array },
      limits: FileLimits,
    ): Promise<StoredFile | 'too-many' | 'disk-full' | 'files-unavailable'> {
      const { name, contentType } = file;
      const home = digest(conversation.channel, conversation.id);
      const place = [keys.conversation(conversation), keys.files(home)];
      const note = (hash: string, id: string, about: string) =>
        run<[string, string]>(
          redis,
          'keep-file',
          [...place, keys.fileUses(hash)],
          [id, about, limits.perChat, KEEP_CONVERSATION],
        );
      // Whoever sends on and on must not fill the disk with what is not kept.
      const [room] = await note('', '', '');
      if (room === 'too-many') return room;
      const put = await putInto(file.bytes, limits);
      if (typeof put === 'string') return put;
      const id = `${home}${randomBytes(16).toString('base64url')}`;
      const about = { name, contentType, ...put };
      const [answer, chat] = await note(put.hash, id, JSON.stringify(about));
      if (answer === 'too-many') return answer;
      return { id, ...about, ...(chat !== '' && { chat }) };
    },

    /** Whether a file could be kept now. @throws the file system's error */
    prove(): Promise<void> {
      if (performance.now() - provenAt > PROVEN_MS) {
        provenAt = performance.now();
        proven = folder.prove();
        // Every one who asks hears of it.
        proven.catch(() => {});
      }
      return proven;
    },

    /** What is known of a file; undefined once its chat is gone. */
    find,

    /** How many files a chat has had, from both sides. */
    async count(conversation: ConversationRef, chat: string): Promise<number> {
      const rows = await redis.hvals(keys.files(digest(conversation.channel, conversation.id)));
      return rows.filter((row) => row.startsWith(`${chat}|`)).length;
    },

    /** Its bytes; undefined where they are gone. */
    read: folder.read,

    /** Nobody is to refer to it any more. */
    release,

    /** Files that have lain there for `graceMs` and that no chat refers to any more. */
    async *unused(graceMs: number): AsyncGenerator<string> {
      for await (const hash of folder.olderThan(graceMs)) {
        let used = false;
        for (const id of await redis.smembers(keys.fileUses(hash))) {
          if ((await find(id)) !== undefined) used = true;
          else await release({ id, hash });
        }
        if (!used) yield hash;
      }
    },

    remove: folder.remove,
  };
}

export type Files = ReturnType<typeof openFiles>;
