import { createHash, randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, proveFolder } from '../../shared/folders.ts';

const HASH = /^[0-9a-f]{64}$/;

export class FileTooLarge extends Error {}

export interface PutFile {
  /** SHA-256 of the bytes, in hexadecimal: the name under which they lie. */
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Files by what is in them: the same bytes lie there once. A file appears under its name only when
 * all of it is on the disk. Several processes may use one folder.
 * @param now epoch milliseconds by a clock that all of them share: a file's age must not hang on this machine's
 */
export function openFolder(root: string, now: () => number | Promise<number> = Date.now) {
  const fresh = join(root, 'new');
  const pathOf = (hash: string): string => {
    if (!HASH.test(hash)) throw new RangeError(`${hash} is no SHA-256`);
    return join(root, hash.slice(0, 2), hash);
  };

  /** Whatever was begun and never finished: a crash left it. */
  async function forgetUnfinished(graceMs: number, at: number): Promise<void> {
    for (const name of await namesIn(fresh))
      if (await isOlder(join(fresh, name), graceMs, at)) await rm(join(fresh, name), { force: true });
  }

  return {
    /** @throws FileTooLarge where there is more than `maxBytes`; nothing is left of it then */
    async put(source: Uint8Array | AsyncIterable<Uint8Array>, maxBytes: number): Promise<PutFile> {
      await makeFolder(fresh);
      const begun = join(fresh, randomUUID());
      try {
        const written = await write(begun, source instanceof Uint8Array ? [source] : source, maxBytes);
        const path = pathOf(written.hash);
        const at = new Date(await now());
        await utimes(begun, at, at);
        await makeFolder(join(path, '..'));
        await rename(begun, path);
        for (const folder of [join(path, '..'), root]) await sync(folder);
        return written;
      } catch (error) {
        await rm(begun, { force: true });
        throw error;
      }
    },

    /** @throws the file system's error where no file could be put there now */
    prove: () => proveFolder(fresh),

    /** Bytes that are free on its disk, for this account. */
    async free(): Promise<number> {
      await makeFolder(fresh);
      const { bavail, bsize } = await statfs(fresh);
      return bavail * bsize;
    },

    /** The whole file; undefined where it is gone. */
    async read(hash: string): Promise<Buffer | undefined> {
      try {
        return await readFile(pathOf(hash));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },

    /** Hashes of the files that were put there, or put again, longer than `graceMs` ago. */
    async *olderThan(graceMs: number): AsyncGenerator<string> {
      const at = await now();
      await forgetUnfinished(graceMs, at);
      for (const folder of await namesIn(root)) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue;
        for (const hash of await namesIn(join(root, folder)))
          if (HASH.test(hash) && (await isOlder(pathOf(hash), graceMs, at))) yield hash;
      }
    },

    /** Removes a file, unless it has been put there again meanwhile. */
    async remove(hash: string, graceMs: number): Promise<boolean> {
      const path = pathOf(hash);
      const leaving = join(fresh, randomUUID());
      await makeFolder(fresh);
      const at = await now();
      if (!(await renamed(path, leaving))) return false;
      // What was renamed is looked at once more: nobody can put it back under us now.
      const removed = await isOlder(leaving, graceMs, at);
      if (removed) await rm(leaving, { force: true });
      else await rename(leaving, path);
      return removed;
    },
  };
}

async function write(
  path: string,
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<PutFile> {
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw new FileTooLarge(`more than ${maxBytes} bytes`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    return { hash: hash.digest('hex'), size };
  } finally {
    await file.close();
  }
}

/** A name is on the disk only when its folder is. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function isOlder(path: string, graceMs: number, at: number): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && at - found.mtimeMs >= graceMs;
}

async function renamed(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
