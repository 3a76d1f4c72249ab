import type { Log } from '../src/shared/log.ts';
import type { Files } from '../src/store/files/index.ts';

/**
 * Removes files that no chat refers to any more: their chat has expired, or a crash came between
 * the file and its message. What was put there within the grace may still get its message.
 */
export async function sweepFiles(
  files: Pick<Files, 'unused' | 'remove'>,
  graceMs: number,
  log: Log,
): Promise<number> {
  let removed = 0;
  for await (const hash of files.unused(graceMs)) if (await files.remove(hash, graceMs)) removed += 1;
  if (removed > 0) log.info({ removed }, 'files of chats that are gone were removed');
  return removed;
}
