import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

export interface TestRedis {
  /** For `new Redis(path)`: a socket of this server's own. */
  readonly path: string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** A redis-server of one's own on a socket in a fresh folder, ready when this resolves. */
export async function startRedis(...settings: readonly string[]): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'db-redis-'));
  const path = join(folder, 's');
  const child = spawn(
    'redis-server',
    [
      '--port',
      '0',
      '--unixsocket',
      path,
      '--dir',
      folder,
      '--save',
      '',
      '--maxmemory-policy',
      'noeviction',
      ...settings,
    ],
    { stdio: 'ignore' },
  );
  const probe = new Redis(path, { lazyConnect: true, retryStrategy: () => 20, maxRetriesPerRequest: 500 });
  probe.on('error', () => {});
  await probe.ping();
  probe.disconnect();
  return {
    path,
    process: child,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        child.kill('SIGKILL');
      }),
  };
}
