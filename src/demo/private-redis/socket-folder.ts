import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '../../shared/startup-error.ts';
import { close, listen } from './listen.ts';

// A Unix socket's path has room for 108 bytes on Linux and 104 on macOS, the end mark included.
const LONGEST_SOCKET_PATH = 103;

/**
 * A folder where Redis can have its socket: its own, or a fresh temporary one where its own path is
 * too long or its file system has no sockets.
 * @throws StartupError where no folder will do
 */
export async function socketFolder(folder: string): Promise<string> {
  if (await takesSocket(folder)) return folder;
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const temporary = temporaryFolder(parent);
    if (temporary === undefined) continue;
    if (await takesSocket(temporary)) return temporary;
    rmSync(temporary, { recursive: true, force: true });
  }
  throw new StartupError(
    'Redis has no place for its socket.',
    `Neither ${folder} nor ${tmpdir()} takes a Unix socket with a path of at most ${LONGEST_SOCKET_PATH} bytes.`,
    'Set DATA_DIR to a folder with a shorter path on a local disk, or TMPDIR to a folder that can be written.',
  );
}

function temporaryFolder(parent: string): string | undefined {
  try {
    return mkdtempSync(join(parent, 'deskbridge-'));
  } catch {
    return undefined;
  }
}

async function takesSocket(folder: string): Promise<boolean> {
  const path = join(folder, 'probe.sock');
  if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH) return false;
  rmSync(path, { force: true });
  const server = await listen(path);
  if (server === undefined) return false;
  await close(server);
  return true;
}
