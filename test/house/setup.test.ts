import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const tools = resolve(import.meta.dirname, '../../config/tools');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program in the folder that stands for the machine's PATH. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}

/** Runs a tool on a machine whose PATH holds nothing but what the test put there. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { PATH: folder, ...env },
  });
  return { status, stdout, stderr };
}

const script = (code: string): readonly string[] => ['--input-type=module', '--eval', code];
const setup = (file: string) => JSON.stringify(join(tools, 'setup', file));

describe('a missing redis-server', () => {
  test.each([
    ['nothing to install it with', [], /Debian, Ubuntu: {2}sudo apt-get install -y redis-server/],
    ['dnf', ['dnf'], /Fix: sudo dnf install -y redis\n/],
    ['Homebrew', ['brew'], /Fix: brew install redis\n/],
  ])(
    'given a machine with %s, then one message tells what, why and how, and the start stops',
    (_what, has, fix) => {
      for (const name of has) program(name, 'exit 0');
      const { status, stderr } = run([join(tools, 'prestart.mjs')]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/redis-server is missing\.\n {2}Why: .+\n {2}Fix: /);
      expect(stderr).toMatch(fix);
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );

  test.each([
    ['too old', 'echo "Redis server v=5.0.14 sha=0"', /is 5\.0\./],
    ['broken', 'exit 1', /does not run/],
  ])('given one that is %s, then the start stops and says so', (_how, code, why) => {
    program('redis-server', code);
    const { status, stderr } = run([join(tools, 'prestart.mjs')]);
    expect(status).toBe(1);
    expect(stderr).toMatch(why);
  });
});

describe('installing a package', () => {
  const install = script(`
    import { installPackage } from ${setup('system-package.mjs')};
    import { setUp } from ${setup('say.mjs')};
    await setUp([() => installPackage('The part', { apt: 'part', dnf: 'part', brew: 'part' })]);`);

  beforeEach(() => {
    symlinkSync('/usr/bin/env', join(folder, 'env'));
    program('sudo', 'shift; exec "$@"');
  });

  test('given apt-get and the right to use it, then it is installed, and said so, even when a source fails', () => {
    program('apt-get', 'echo "apt $*"; case "$*" in *update*) exit 100;; esac');
    const { status, stdout } = run(install);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^deskbridge setup: installing The part/);
    expect(stdout).toMatch(/apt .*install .*part\n/);
  });

  test('given apt-get that fails, then one message holds the command to run', () => {
    program('apt-get', 'exit 100');
    const { status, stderr } = run(install);
    expect(status).toBe(1);
    expect(stderr).toMatch(/ended with code 100/);
    expect(stderr).toMatch(/Fix: sudo apt-get update && sudo apt-get install -y part\n/);
  });
});

describe('the npm packages', () => {
  const setUpPackages = () =>
    script(`
      import { packages } from ${setup('packages.mjs')};
      import { setUp } from ${setup('say.mjs')};
      await setUp([() => packages(${JSON.stringify(folder)})]);`);

  const lock = {
    '': { name: 'house' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha-a' },
    'node_modules/b': { version: '2.0.0', integrity: 'sha-b' },
    'node_modules/elsewhere': { version: '1.0.0', optional: true, os: ['aix'] },
  };
  const { '': _root, 'node_modules/elsewhere': _elsewhere, ...installed } = lock;
  const { 'node_modules/b': _b, ...withoutB } = installed;

  test.each([
    ['as the lock says, an optional one for another system absent', installed, ['a', 'b'], false],
    ['with none recorded', undefined, [], true],
    ['with one not recorded', withoutB, ['a', 'b'], true],
    [
      'with one in another version',
      { ...installed, 'node_modules/a': { version: '0.9.0' } },
      ['a', 'b'],
      true,
    ],
    ['with one that the lock does not know', { ...installed, 'node_modules/c': {} }, ['a', 'b', 'c'], true],
    ['recorded, but a folder was deleted', installed, ['a'], true],
  ])(
    'given packages %s, then they are installed anew only where they have to be',
    (_how, recorded, folders, installs) => {
      const files: [string, unknown][] = [
        ['package-lock.json', { packages: lock }],
        ...(recorded
          ? [['node_modules/.package-lock.json', { packages: recorded }] as [string, unknown]]
          : []),
        ...folders.map((name): [string, unknown] => [`node_modules/${name}/package.json`, {}]),
      ];
      for (const [file, content] of files) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), JSON.stringify(content));
      }
      program('npm', 'echo "npm $1"; exit 7');
      const { stdout } = run(setUpPackages());
      expect(stdout.includes('npm ci')).toBe(installs);
    },
  );

  test('given no npm that works, then one message tells how to install the packages', () => {
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: lock }));
    program('npm', 'echo "registry is down" >&2; exit 7');
    const { status, stderr } = run(setUpPackages());
    expect(status).toBe(1);
    expect(stderr).toMatch(/registry is down[\s\S]*ended with code 7[\s\S]*Fix: .*npm ci/);
  });
});

describe('what a command needs before it runs', () => {
  test('[admin 2 sibling] given a clone without packages, then they are installed, and standard output stays empty', () => {
    cpSync(tools, join(folder, 'config/tools'), { recursive: true });
    writeFileSync(
      join(folder, 'package-lock.json'),
      '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}',
    );
    program('npm', 'echo "npm $1"; exit 7');
    const { status, stdout, stderr } = run([join(folder, 'config/tools/prepare.mjs'), 'packages']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/installing the npm packages.*npm ci\n.*not installed.*Fix: .*npm ci/s);
    expect(stdout).toBe('');
  });
});

describe('two setups at once', () => {
  const enter = () =>
    script(`
      import { appendFileSync } from 'node:fs';
      import { withLock } from ${setup('lock.mjs')};
      const diary = (line) => appendFileSync(${JSON.stringify(join(folder, 'diary'))}, line);
      await withLock(${JSON.stringify(join(folder, 'lock'))}, async () => {
        diary('in ');
        await new Promise((resolve) => setTimeout(resolve, 100));
        diary('out ');
      });
      process.stdout.write('done');`);

  test('given three, then they work one after the other', async () => {
    const ends = [1, 2, 3].map(
      () =>
        new Promise((done) => {
          spawn(process.execPath, enter(), { stdio: 'ignore' }).once('close', done);
        }),
    );
    expect(await Promise.all(ends)).toEqual([0, 0, 0]);
    const { stdout } = spawnSync('cat', [join(folder, 'diary')], { encoding: 'utf8' });
    expect(stdout).toBe('in out in out in out ');
  });

  test.each(['', 'no number', '2147483646'])(
    'given a lock left by a dead process (%j), then it is taken over',
    (left) => {
      writeFileSync(join(folder, 'lock'), left);
      expect(run(enter()).stdout).toMatch(/done$/);
    },
  );
});

describe('the last line of .ci/run', () => {
  const count = (result: unknown, exitCode: number, steps: readonly string[]) => {
    const file = join(folder, 'jest.json');
    if (result !== undefined) writeFileSync(file, JSON.stringify(result));
    const { status, stdout } = run([join(tools, 'count-tests.mjs'), file, String(exitCode), ...steps]);
    return { status, last: stdout.trimEnd().split('\n').at(-1) };
  };

  test.each([
    [{ numPassedTests: 12 }, 0, [], '12 passed, 0 failed', 0],
    [{ numPassedTests: 12, numFailedTests: 2 }, 1, [], '12 passed, 2 failed', 1],
    [{ numPassedTests: 12, numPendingTests: 1, numTodoTests: 1 }, 0, [], '12 passed, 2 failed', 1],
    [{ numPassedTests: 12, numRuntimeErrorTestSuites: 1 }, 1, [], '12 passed, 1 failed', 1],
    [{ numPassedTests: 12 }, 1, [], '12 passed, 1 failed', 1],
    [{ numPassedTests: 12 }, 0, ['npm run check'], '12 passed, 1 failed', 1],
    [{ numPassedTests: 12, numFailedTests: 2 }, 1, ['npm ci', 'npm run check'], '12 passed, 4 failed', 1],
    [{ numPassedTests: 0 }, 0, [], '0 passed, 0 failed', 1],
    [undefined, 1, [], '0 passed, 1 failed', 1],
  ])(
    'given %j, a test run that ends with %d and the failed steps %j, then it is "%s" with exit code %d',
    (result, exitCode, steps, last, status) => {
      expect(count(result, exitCode, steps)).toEqual({ status, last });
    },
  );
});
