import { existsSync } from 'node:fs';
import { ask, findProgram, run } from './commands.mjs';
import { Missing, say } from './say.mjs';
import { installPackage } from './system-package.mjs';

const OLDEST_REDIS = [6, 2];

/** Finds or installs a `redis-server` of 6.2 or newer. */
export async function redis() {
  if (findProgram('redis-server') === undefined) {
    const asRoot = await installPackage('redis-server', {
      apt: 'redis-server',
      dnf: 'redis',
      brew: 'redis',
    });
    await stopService(asRoot);
  }
  requireVersion();
}

function requireVersion() {
  const path = findProgram('redis-server');
  const told = path && ask(path, ['--version']);
  const [major, minor] = (/\bv=(\d+\.\d+)/.exec(told ?? '')?.[1] ?? '').split('.').map(Number);
  if (major > OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor >= OLDEST_REDIS[1])) return;
  throw new Missing(
    `redis-server ${OLDEST_REDIS.join('.')} or newer is missing.`,
    minor === undefined
      ? `${path ?? 'redis-server'} does not run ("redis-server --version" failed).`
      : `${path} is ${major}.${minor}.`,
    'Install a newer one: https://redis.io/docs/latest/operate/oss_and_stack/install/',
  );
}

/** The Debian package starts a Redis for the whole machine; we came for the program and start our own. */
async function stopService(asRoot) {
  const stop = existsSync('/run/systemd/system')
    ? ['systemctl', 'disable', '--now', 'redis-server']
    : existsSync('/etc/init.d/redis-server')
      ? ['/etc/init.d/redis-server', 'stop']
      : undefined;
  if (stop === undefined) return;
  say('stopping the service that the redis-server package starts; Deskbridge runs its own Redis');
  const [command, ...args] = [...asRoot, ...stop];
  await run('stopping the redis-server service', command, args);
}
