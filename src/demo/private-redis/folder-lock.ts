import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { StartupError } from '../../shared/startup-error.ts';
import { close, isListening, listen } from './listen.ts';

/**
 * Makes this process the one that runs on the folder, until it releases it or dies. The sign is a
 * listening socket, which the kernel takes down with its process: a number in a file could belong to
 * another process by now.
 * @param folder its real path
 * @returns releases the folder
 * @throws StartupError where another process has the folder
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const name = `deskbridge-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  // Linux has socket names outside the file system; elsewhere a dead process leaves its file behind.
  const onLinux = process.platform === 'linux';
  const path = onLinux ? `\0${name}` : `/tmp/${name}`;
  if (!onLinux && !(await isListening(path))) rmSync(path, { force: true });
  const server = await listen(path);
  if (server === undefined) {
    throw new StartupError(
      `The data folder ${folder} is in use.`,
      'Another Deskbridge runs on it.',
      'Stop the other one first, or give this one a DATA_DIR, PORT and SANDBOX_PORT of its own.',
    );
  }
  server.unref();
  return () => close(server);
}
