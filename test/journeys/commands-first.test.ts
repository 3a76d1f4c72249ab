import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand, runProgram, startCommand } from '../support/command.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/ports.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

// What an admin types on the first day, beside `npm start`.

const ROOT = resolve(import.meta.dirname, '../..');

let folder: string;
let redis: TestRedis;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-commands-first-'));
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a clone that nobody has started', () => {
  let clone: string;
  beforeAll(() => {
    clone = join(folder, 'clone');
    for (const part of [
      'src',
      'connectors',
      'jobs',
      'config',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
    ])
      cpSync(join(ROOT, part), join(clone, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  });

  it('[admin 2 sibling] a server without pages does not start, and says how they are built', async () => {
    const env = { REDIS_URL: redis.path, PORT: '0', DATA_DIR: join(folder, 'data') };
    const server = startCommand('server', env, folder, join(clone, 'src/cli.ts'));
    expect(await server.exited).toBe(1);
    expect(server.output()).toMatch(/browser pages are not built.*npm run build:pages/s);
  }, 120_000);

  it('[admin 2 sibling] a worker needs none', async () => {
    const env = { REDIS_URL: redis.path, DATA_DIR: join(folder, 'data') };
    const worker = startCommand('worker', env, folder, join(clone, 'src/cli.ts'));
    await worker.says('worker is running');
    await worker.stop();
  }, 120_000);

  it('[admin 2] npm run server builds them first; what it says does not go to standard output', async () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(scripts.preserver).toBe('node config/tools/prepare.mjs packages pages');
    for (const name of ['worker', 'sandbox', 'hash-password', 'deskbridge', 'build:pages'])
      expect(scripts[`pre${name}`]).toBe('node config/tools/prepare.mjs packages');
    // Not the packages: the clone's are those of this checkout.
    const { out, err, code } = await runProgram(['config/tools/prepare.mjs', 'pages'], {}, '', clone);
    expect(err).toMatch(/deskbridge setup: building the browser pages/);
    expect({ out, code }).toEqual({ out: '', code: 0 });
    expect(readFileSync(join(clone, '.cache/pages/console.html'), 'utf8')).toContain('<html');
  }, 300_000);
});

describe('[admin 16] hash-password', () => {
  it('[admin 16] takes a password, with or without an end of its line', async () => {
    for (const given of ['correct horse', 'größer als 8 😀\r\n']) {
      const { out, code } = await runCommand(['hash-password'], {}, given);
      expect(out).toMatch(/^scrypt\$[\w-]{22}\$[\w-]{43}\n$/);
      expect(code).toBe(0);
    }
  });

  it.each([
    ['nothing', '', /it is empty/],
    ['blanks', '          \n', /it is empty/],
    ['three characters', 'abc\n', /too short/],
    ['seven pictures', '😀'.repeat(7), /too short/],
    ['two lines', 'correct horse\nbattery staple\n', /several lines/],
    ['two megabytes', 'x'.repeat(2_000_000), /too long/],
    ['a bell', 'correct\u0007horse', /control character/],
  ])('[admin 16 sibling] %s is refused, and stands in no message', async (_what, given, why) => {
    const { out, err, code } = await runCommand(['hash-password'], {}, given);
    expect(err).toMatch(why);
    expect({ out, code }).toEqual({ out: '', code: 1 });
    expect(err).not.toContain('horse');
  });

  it('[admin 16 sibling] on a terminal it asks twice and shows nothing of what is typed', async () => {
    const typed = `${process.execPath} ${join(ROOT, 'src/cli.ts')} hash-password`;
    const terminal =
      process.platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', typed] : ['-qefc', typed, '/dev/null'];
    const child = spawn('script', terminal, { cwd: folder });
    let output = '';
    child.stdout.on('data', (more) => {
      output += more;
    });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    await eventually(() => output.includes('Password: '), 'it asks');
    child.stdin.write('correct horsex\u007f\r');
    await eventually(() => output.includes('Once more: '), 'it asks again');
    child.stdin.write('correct horse\r');
    expect(await ended).toBe(0);
    expect(output).toMatch(/scrypt\$[\w-]{22}\$[\w-]{43}/);
    expect(output).not.toContain('horse');
  });
});

describe('[admin 12] users come by Direct Line alone', () => {
  it('[admin 12] a server for everybody needs no app id then, and takes nothing at /api/messages', async () => {
    const file = join(folder, 'direct.yaml');
    writeFileSync(file, 'bot: { channels: direct-line-only }\nhttp: { trustedProxies: 1 }\n');
    const env = {
      ...{ REDIS_URL: redis.path, HOST: '0.0.0.0', PORT: '0', DESKBRIDGE_CONFIG: file },
      ...{ DATA_DIR: join(folder, 'data'), PUBLIC_URL: 'https://desk.example.com' },
    };
    const server = startCommand('server', env);
    try {
      const port = (await server.says(/server at http:\/\/\S+:(\d+)/)) ?? '';
      for (const body of [{}, { type: 'message', text: 'hi', channelId: 'emulator' }]) {
        const answer = await fetch(`http://127.0.0.1:${port}/api/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({ code: 'endpoint-closed' });
      }
      expect((await fetch(`http://127.0.0.1:${port}/chat`)).status).toBe(200);
    } finally {
      await server.stop();
    }
  }, 120_000);
});

describe('[admin 15] a start that is given up', () => {
  it.each(['server', 'worker'] as const)(
    '[admin 15] a %s that waits for Redis ends in order',
    async (name) => {
      const env = { REDIS_URL: `127.0.0.1:${await freePort()}`, DATA_DIR: join(folder, 'data'), PORT: '0' };
      const one = startCommand(name, env);
      await one.says('The start waits for it');
      one.process.kill('SIGTERM');
      expect(await one.exited).toBe(0);
      expect(one.output()).not.toMatch(/top-level await|^ {4}at |"level"/m);
    },
    60_000,
  );
});

describe('[admin 23] help', () => {
  it('[admin 23] the version is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await runCommand(['--version'])).out).toBe(`${version}\n`);
  });

  it('[admin 23 sibling] options say what holds where they are left out', async () => {
    const { out } = await runCommand(['mapping', 'preview', '--help']);
    expect(out.replace(/\s+/g, ' ')).toMatch(/--connector <id> id of a connector \(default: the one/);
    expect(out.replace(/\s+/g, ' ')).toMatch(/--chat <id> .* \(default: a made-up chat\)/);
  });

  it('[admin 23 sibling] a sandbox ITSM is one command', async () => {
    const env = { SANDBOX_PORT: '0', DATA_DIR: join(folder, 'sandbox') };
    const sandbox = startCommand('sandbox', env);
    try {
      const url = await sandbox.says(/Sandbox ITSM at (http:\S+)/);
      expect((await fetch(url)).status).toBe(200);
      expect(sandbox.output()).toContain('use: bmc-helix');
    } finally {
      await sandbox.stop();
    }
  }, 60_000);
});
