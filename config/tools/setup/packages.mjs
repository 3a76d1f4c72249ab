import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, sep } from 'node:path';
import { ask, run } from './commands.mjs';
import { withLock } from './lock.mjs';
import { Missing, say } from './say.mjs';

// .ts files run unbuilt from here on (package.json, engines).
const OLDEST_NODE = [22, 20];

/** Installs the npm packages unless node_modules holds exactly what package-lock.json asks for, and checks that a Node is there to run them. */
export async function packages(root) {
  if (!packagesMatchLock(root)) {
    await withLock(join(root, '.cache', 'setup.lock'), async () => {
      if (!packagesMatchLock(root)) await install(root);
    });
  }
  requireNode(root);
}

async function install(root) {
  say('installing the npm packages (npm ci); this takes a minute or two the first time');
  const [command, args] = npm();
  // The pages are built here, so what package.json lists for development is needed in production mode too.
  const code = await run(
    'installing the npm packages',
    command,
    [
      ...args,
      'ci',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--prefix',
      root,
    ],
    { PATH: pathWithoutPackages() },
  );
  if (code !== 0) {
    throw new Missing(
      'The npm packages are not installed.',
      `"npm ci" ended with code ${code}; its own words are above.`,
      `Check that the registry (${ask(command, [...args, 'config', 'get', 'registry'])?.trim() ?? 'npm'}) can be reached, then run: npm ci`,
    );
  }
  if (!packagesMatchLock(root)) {
    throw new Missing(
      'The npm packages are not complete.',
      '"npm ci" ended well, but node_modules does not hold what package-lock.json asks for.',
      'Run: rm -rf node_modules && npm ci',
    );
  }
}

/** The npm that started us, under the Node that it runs on: ours lies in the folder that `npm ci` deletes. */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('npm-cli.js') && node !== undefined && existsSync(script) && existsSync(node)) {
    return [node, [script]];
  }
  return ['npm', []];
}

const pathWithoutPackages = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes(`node_modules${sep}.bin`))
    .join(delimiter);

/**
 * True where npm's own record of what it installed (node_modules/.package-lock.json, written last)
 * agrees with package-lock.json and every package's folder is there. Optional packages may be absent.
 */
function packagesMatchLock(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  const asWanted = Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
  return (
    asWanted &&
    Object.keys(present).every((path) => wanted[path] && existsSync(join(root, path, 'package.json')))
  );
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Scripts run the Node that came as a package; where there is none for this machine, the machine's own must be new enough. */
function requireNode(root) {
  const ours = join(root, 'node_modules', '.bin', 'node');
  const version = existsSync(ours) ? ask(ours, ['--version']) : process.version;
  const [major = 0, minor = 0] = (version ?? '').replace('v', '').split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Missing(
    `Node ${OLDEST_NODE.join('.')} or newer is missing.`,
    version === undefined
      ? 'The Node that comes as a package does not run on this machine.'
      : `This is Node ${version.trim()}, and there is no Node package for ${process.platform} ${process.arch}.`,
    'Install Node 24 from https://nodejs.org and try again.',
  );
}
