import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { compress } from './compress.mjs';

const root = resolve(import.meta.dirname, '../..');
const built = join(root, '.cache/pages');
/** What the pages are made of: younger than the build means build again. */
const sources = [
  'src/console',
  'src/chat',
  'config/tools/vite.config.mjs',
  'config/tools/compress.mjs',
  'package-lock.json',
];

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

/** True where `.cache/pages` is missing or older than what it is made of. */
export function pagesAreStale() {
  if (!existsSync(join(built, 'console.html'))) return true;
  const age = statSync(join(built, 'console.html')).mtimeMs;
  return sources.some((source) => newest(join(root, source)) > age);
}

/**
 * Builds the pages into a folder of its own and swaps it in, so that two builds at once, or a server that
 * reads meanwhile, never see half of one.
 * @returns the folder that holds index.html, chat.html, console.html and assets/
 */
export function buildPages() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const fresh = mkdtempSync(join(root, '.cache/pages-'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const run = spawnSync(
    process.execPath,
    [vite, 'build', '--config', join(root, 'config/tools/vite.config.mjs')],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production', PAGES_OUT: fresh }, encoding: 'utf8' },
  );
  if (run.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`The pages could not be built.\n${run.stdout}${run.stderr}`);
  }
  compress(fresh);
  // A server under another account may read what this one has built.
  chmodSync(fresh, 0o755);
  swapIn(fresh);
  return built;
}

/** Another build may swap its own folder in at the same moment; then ours takes its place. */
function swapIn(fresh) {
  for (let attempt = 1; ; attempt++) {
    const old = `${fresh}-old-${attempt}`;
    try {
      if (existsSync(built)) renameSync(built, old);
      renameSync(fresh, built);
      return;
    } catch (error) {
      if (attempt === 5 || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code)) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** Builds when stale; a folder that is up to date is left alone. */
export const ensurePages = () => (pagesAreStale() ? buildPages() : built);

if (import.meta.main) {
  process.stdout.write(`Pages built in ${buildPages()}\n`);
}
