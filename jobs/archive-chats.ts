import type { Archive } from '../src/store/store.ts';

/** A chat that has just closed may still be looked at and worked on; milliseconds. */
const REST_MS = 60_000;
/** One whose work is not done is looked at again after this, milliseconds. */
const LATER_MS = 600_000;
const BATCH = 100;
/** Chats in one run; the next run goes on. */
const MOST = 5_000;

/** Packs closed chats whose ticket work is done: from then on each takes one value and expires whole. */
export async function archiveChats(
  archive: Pick<Archive, 'due' | 'pack' | 'lookAgain' | 'forget'>,
  now: number,
): Promise<number> {
  let packed = 0;
  for (let looked = 0; looked < MOST; looked += BATCH) {
    const due = await archive.due(now - REST_MS, BATCH);
    for (const chat of due) {
      const outcome = await archive.pack(chat);
      if (outcome === 'packed') packed += 1;
      else if (outcome === 'gone') await archive.forget(chat);
      else await archive.lookAgain(chat, now + LATER_MS);
    }
    if (due.length < BATCH) break;
  }
  return packed;
}
