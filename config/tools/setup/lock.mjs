import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

/**
 * Does the work while no other setup of this clone does the same: two `npm start` may run side by
 * side, and a second `npm ci` would pull the packages from under the first. The lock of a process
 * that no longer lives is taken over.
 */
export async function withLock(file, work) {
  mkdirSync(dirname(file), { recursive: true });
  for (let waits = 0; !take(file); waits += 1) {
    if (waits === 0) say('waiting for another setup of this folder to finish');
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The file appears with the number already in it: an empty one would look like a dead process's. */
function take(file) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(own, { force: true });
  }
  if (!holderLives(file)) rmSync(file, { force: true });
  return false;
}

function holderLives(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    const isNumberOfAnother = pid > 0 && pid === (pid | 0) && pid !== process.pid;
    return isNumberOfAnother && process.kill(pid, 0);
  } catch (error) {
    // Neither another user's process nor a lock just released is a dead holder.
    return error.code !== 'ESRCH';
  }
}
