import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../shared/log.ts';
import { StartupError } from '../../shared/startup-error.ts';
import { call } from './call.ts';
import { isListening } from './listen.ts';

/** The Redis that runs on a folder, as its starter wrote it down for whoever comes after a crash. */
export interface Running {
  readonly pid: number;
  readonly socket: string;
}

const END_DEADLINE_MS = 10_000;

const fileIn = (folder: string): string => join(folder, 'running.json');

export const remember = (folder: string, running: Running): void =>
  writeFileSync(fileIn(folder), JSON.stringify(running));

/** Forgets the Redis of the folder and removes the temporary folder of its socket, where it had one. */
export function forget(folder: string, { socket }: Running): void {
  rmSync(fileIn(folder), { force: true });
  const place = dirname(socket);
  if (place === folder) rmSync(socket, { force: true });
  else if (/\/deskbridge-\w{6}$/.test(place)) rmSync(place, { recursive: true, force: true });
}

/**
 * Ends the Redis that a killed parent left on the folder, its log on disk complete. What does not
 * prove to be ours (its folder is this one) is not touched. The caller holds the folder's lock.
 * @throws StartupError where it is ours and cannot be ended
 */
export async function endLeftRedis(folder: string, log: Log): Promise<void> {
  const running = recall(folder);
  if (running === undefined) return;
  const answering = await folderOf(running.socket);
  if (answering === folder) {
    log.warn(
      { redisPid: running.pid, socket: running.socket },
      'ending the Redis that an earlier run left behind',
    );
    // It hangs up instead of answering.
    await call(running.socket, ['SHUTDOWN', 'NOSAVE']).catch(() => {});
  }
  if (!(await isGone(folder, running, answering === folder ? END_DEADLINE_MS : 0))) {
    killOurs(folder, running);
    if (!(await isGone(folder, running, END_DEADLINE_MS))) throw notEnded(folder, running);
  }
  if (answering === undefined || answering === folder) forget(folder, running);
}

function recall(folder: string): Running | undefined {
  try {
    const { pid, socket } = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
    return Number.isSafeInteger(pid) && typeof socket === 'string' ? { pid, socket } : undefined;
  } catch {
    return undefined;
  }
}

/** The data folder of the Redis behind a socket, if one answers. */
async function folderOf(socket: string): Promise<string | undefined> {
  try {
    const answer = await call(socket, ['CONFIG', 'GET', 'dir']);
    return Array.isArray(answer) ? String(answer[1]) : undefined;
  } catch {
    return undefined;
  }
}

async function isGone(folder: string, running: Running, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (!isOurs(folder, running.pid) && !(await stillServes(folder, running.socket))) return true;
    if (performance.now() >= deadline) return false;
    await sleep(20);
  }
}

/** True where the process is a Redis at work in this folder. Only Linux can tell; elsewhere the socket decides. */
function isOurs(folder: string, pid: number): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === folder &&
      readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('redis')
    );
  } catch {
    return false;
  }
}

/** A listener that does not say whose it is may be ours and hang. */
async function stillServes(folder: string, socket: string): Promise<boolean> {
  if (!(await isListening(socket))) return false;
  const answering = await folderOf(socket);
  return answering === undefined || answering === folder;
}

function killOurs(folder: string, { pid }: Running): void {
  if (isOurs(folder, pid)) process.kill(pid, 'SIGKILL');
}

const notEnded = (folder: string, { pid, socket }: Running): StartupError =>
  new StartupError(
    `A Redis that an earlier run left on ${folder} does not end.`,
    `Process ${pid} on ${socket} neither answers nor stops.`,
    `See what it is (ps -p ${pid}), end it (kill -9 ${pid}) and start again.`,
  );
