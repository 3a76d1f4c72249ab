import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from './startup-error.ts';

/** Makes a folder and what it lies in. Node's own way tries for ever where a file system, such as /proc, takes no folder. */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    const error = await mkdir(at).then(
      () => undefined,
      (failed: NodeJS.ErrnoException) => failed,
    );
    if (error === undefined || (error.code === 'EEXIST' && missing.length > 0)) break;
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || dirname(at) === at) throw error;
    missing.push(at);
  }
  for (const one of missing.reverse())
    await mkdir(one).catch((error: NodeJS.ErrnoException) => {
      // Another process may make the same folder.
      if (error.code !== 'EEXIST') throw error;
    });
}

/**
 * Proves that files can be kept in a folder: one is written, brought to the disk, renamed and taken away again.
 * @throws the file system's own error
 */
export async function proveFolder(path: string): Promise<void> {
  await makeFolder(path);
  const begun = join(path, `.probe-${randomUUID()}`);
  const kept = `${begun}-kept`;
  try {
    const file = await open(begun, 'wx', 0o600);
    try {
      await file.writeFile('written to see whether it can be');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(begun, kept);
  } finally {
    for (const one of [begun, kept]) await rm(one, { force: true }).catch(() => {});
  }
}

/** @throws StartupError where nothing can be kept in the data folder of this installation */
export async function proveDataDir(dataDir: string): Promise<void> {
  try {
    await proveFolder(join(dataDir, 'files'));
  } catch (error) {
    throw new StartupError(
      `The data folder ${resolve(dataDir)} cannot be written`,
      (error as Error).message,
      'Set DATA_DIR to a folder that this account may write to, or give this one write permission and room.',
    );
  }
}
