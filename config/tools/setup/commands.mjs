import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say, saysOn } from './say.mjs';

/** Full path of the first of these programs on PATH, or undefined. */
export function findProgram(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, name);
      if (folder !== '' && isProgram(path)) return path;
    }
  }
  return undefined;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A short command's output, or undefined where it fails or takes more than `deadlineMs`. */
export function ask(command, args, deadlineMs = 10_000) {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: deadlineMs,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout : undefined;
}

const STILL_AT_IT_MS = 15_000;

/** Runs a long command, its output shown; says every 15 s that it is still at it. Resolves to its exit code. */
export function run(what, command, args, env = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const timer = setInterval(() => {
      say(`still ${what} (${Math.round((Date.now() - started) / 1000)} s)`);
    }, STILL_AT_IT_MS);
    const end = (code) => {
      clearInterval(timer);
      resolve(code);
    };
    const child = spawn(command, args, {
      stdio: ['ignore', saysOn(), 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', () => end(127));
    child.once('close', (code) => end(code ?? 1));
  });
}
