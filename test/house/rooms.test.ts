import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = resolve(import.meta.dirname, '../..');

/** Each file of a house of its own, with the imports that it makes; the rule that must object, or none. */
interface Plant {
  readonly file: string;
  readonly code: string;
  readonly rule?: string;
}

const type = (path: string): string => `import type { thing } from '${path}';\nexport type { thing };\n`;
const code = (path: string): string => `import { thing } from '${path}';\nexport { thing };\n`;
const load = (path: string): string => `import '${path}';\n`;

const forbidden: readonly Plant[] = [
  { file: 'src/chat/a.ts', code: type('../shared/thing.ts'), rule: 'chat imports no other room' },
  { file: 'src/shared/a.ts', code: type('../chat/thing.ts'), rule: 'shared imports no other room' },
  { file: 'src/api/a.ts', code: code('../shared/thing.ts'), rule: 'api imports only what it is allowed to' },
  {
    file: 'src/handoff/a.ts',
    code: type('../store/thing.ts'),
    rule: 'handoff imports only what it is allowed to',
  },
  {
    file: 'src/connector/a.ts',
    code: type('../sync/thing.ts'),
    rule: 'connector imports only what it is allowed to',
  },
  {
    file: 'src/connector/b.ts',
    code: code('../shared/thing.ts'),
    rule: 'connector takes only types from src/shared/',
  },
  {
    file: 'src/store/a.ts',
    code: code('../handoff/thing.ts'),
    rule: 'store imports only what it is allowed to',
  },
  {
    file: 'src/people/a.ts',
    code: type('../handoff/thing.ts'),
    rule: 'people imports only what it is allowed to',
  },
  {
    file: 'src/bot/c.ts',
    code: type('../people/thing.ts'),
    rule: 'bot imports only what it is allowed to',
  },
  { file: 'src/bot/a.ts', code: code('../desk/thing.ts'), rule: 'bot imports only what it is allowed to' },
  {
    file: 'src/desk/a.ts',
    code: type('../directline/thing.ts'),
    rule: 'desk imports only what it is allowed to',
  },
  {
    file: 'src/directline/a.ts',
    code: code('../bot/thing.ts'),
    rule: 'directline imports only what it is allowed to',
  },
  { file: 'src/sync/a.ts', code: code('../admin/thing.ts'), rule: 'sync imports only what it is allowed to' },
  {
    file: 'src/admin/a.ts',
    code: code('../../jobs/thing.ts'),
    rule: 'admin imports only what it is allowed to',
  },
  {
    file: 'src/admin/b.ts',
    code: code('../../config/thing.ts'),
    rule: 'admin takes only types from config/',
  },
  { file: 'src/demo/a.ts', code: code('../chat/thing.ts'), rule: 'demo imports only what it is allowed to' },
  {
    file: 'src/console/a.ts',
    code: code('../api/thing.ts'),
    rule: 'console takes only types from src/api/',
  },
  { file: 'src/api/paths.ts', code: load('zod'), rule: 'the paths import nothing' },
  {
    file: 'src/console/b.ts',
    code: type('../chat/thing.ts'),
    rule: 'console imports only what it is allowed to',
  },
  {
    file: 'src/cli.ts',
    code: code('./store/thing.ts'),
    rule: 'cli imports only what it is allowed to',
  },
  {
    file: 'jobs/a.ts',
    code: code('../src/directline/thing.ts'),
    rule: 'jobs imports only what it is allowed to',
  },
  {
    file: 'config/a.ts',
    code: type('../src/chat/thing.ts'),
    rule: 'config imports only what it is allowed to',
  },
  {
    file: 'connectors/index.ts',
    code: code('./one/client.ts'),
    rule: 'the register of connectors imports only what it is allowed to',
  },
  {
    file: 'connectors/one/a.ts',
    code: code('../two/index.ts'),
    rule: 'a connector imports only the contract, the words and the tools',
  },
  {
    file: 'connectors/one/simulator/a.ts',
    code: type('../../../src/store/thing.ts'),
    rule: 'a connector imports only the contract, the words and the tools',
  },
  {
    file: 'src/sync/b.ts',
    code: type('../../connectors/one/client.ts'),
    rule: 'only the register and compose name a connector',
  },
  { file: 'src/stray/a.ts', code: load('node:path'), rule: 'every file of src lives in a room' },
  { file: 'src/handoff/b.ts', code: load('node:fs'), rule: 'the words, the rules and the signs are pure' },
  { file: 'src/chat/b.ts', code: load('pino'), rule: 'the words, the rules and the signs are pure' },
  { file: 'src/desk/b.ts', code: load('bullmq'), rule: 'only jobs imports bullmq' },
  { file: 'src/store/b.ts', code: type('bullmq'), rule: 'only jobs imports bullmq' },
  { file: 'src/demo/b.ts', code: load('ioredis'), rule: 'only the store speaks Redis' },
  { file: 'src/directline/b.ts', code: load('botbuilder'), rule: 'only bot and demo import a bot SDK' },
  {
    file: 'src/desk/c.ts',
    code: load('botframework-directlinejs'),
    rule: 'only bot and demo import a bot SDK',
  },
  { file: 'src/desk/d.ts', code: load('botframework-webchat'), rule: 'only the windows show Web Chat' },
  { file: 'src/admin/c.ts', code: load('lit'), rule: 'what runs on the server is installed there' },
  { file: 'src/store/c.ts', code: load('./nowhere.ts'), rule: 'every import leads somewhere' },
  { file: 'src/store/d.ts', code: load('./e.ts'), rule: 'no circular imports' },
  { file: 'src/store/e.ts', code: load('./d.ts') },
];

const allowed: readonly Plant[] = [
  { file: 'src/chat/ok.ts', code: load('node:crypto') + code('./thing.ts') },
  { file: 'src/api/ok.ts', code: load('zod') + code('../chat/thing.ts') },
  { file: 'src/handoff/ok.ts', code: code('../chat/thing.ts') },
  { file: 'src/connector/ok.ts', code: type('../shared/thing.ts') },
  { file: 'src/store/ok.ts', code: load('ioredis') + code('../chat/thing.ts') },
  { file: 'src/people/ok.ts', code: code('../store/thing.ts') + code('../api/thing.ts') },
  { file: 'src/desk/ok.ts', code: code('../people/thing.ts') },
  { file: 'src/admin/ok.ts', code: code('../people/thing.ts') },
  { file: 'src/bot/ok.ts', code: load('botbuilder') + code('../store/thing.ts') },
  { file: 'src/bot/config.ts', code: type('../../config/thing.ts') },
  { file: 'src/demo/ok.ts', code: load('botbuilder') + code('../shared/thing.ts') },
  { file: 'src/console/ok.ts', code: load('lit') + load('botframework-webchat') + type('../api/thing.ts') },
  { file: 'src/api/paths.ts', code: 'export const thing = 1;\n' },
  { file: 'src/console/paths.ts', code: code('../api/paths.ts') },
  { file: 'jobs/ok.ts', code: load('bullmq') + code('../src/sync/thing.ts') },
  { file: 'config/ok.ts', code: code('../src/shared/thing.ts') },
  { file: 'connectors/index.ts', code: code('./two/index.ts') },
  { file: 'connectors/one/ok.ts', code: code('./client.ts') + type('../../src/connector/thing.ts') },
  {
    file: 'src/compose/ok.ts',
    code: load('ioredis') + load('../../jobs/ok.ts') + load('../../connectors/index.ts'),
  },
  { file: 'src/cli.ts', code: load('./compose/ok.ts') + code('../config/thing.ts') },
  { file: 'test/ok.ts', code: load('bullmq') + load('botframework-directlinejs') + load('../src/bot/ok.ts') },
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const houses: string[] = [];
afterAll(() => {
  for (const house of houses) rmSync(house, { recursive: true, force: true });
});

/** Builds a house in which every room holds `thing.ts`, plants the files and runs the house's own rules on it. */
async function inspect(plants: readonly Plant[]): Promise<readonly Violation[]> {
  const house = mkdtempSync(join(tmpdir(), 'db-house-'));
  houses.push(house);
  for (const file of ['tsconfig.json', 'package.json']) cpSync(join(root, file), join(house, file));
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
  const rooms = [
    'chat',
    'people',
    'handoff',
    'api',
    'store',
    'bot',
    'directline',
    'desk',
    'sync',
    'connector',
    'admin',
  ];
  const things = [
    ...[...rooms, 'console', 'demo', 'shared'].map((name) => `src/${name}/thing.ts`),
    'jobs/thing.ts',
    'config/thing.ts',
    'connectors/one/client.ts',
    'connectors/two/index.ts',
  ].map((file) => ({ file, code: 'export const thing = 1;\n' }));
  for (const { file, code } of [...things, ...plants]) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), code);
  }
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(root, 'config/tools/rooms.cjs');
  const folders = ['src', 'connectors', 'jobs', 'config', 'test'].filter((folder) =>
    [...things, ...plants].some(({ file }) => file.startsWith(`${folder}/`)),
  );
  const json = await new Promise<string>((done) => {
    execFile(
      process.execPath,
      [tool, '--config', config, '--output-type', 'json', ...folders],
      { cwd: house, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout) => done(stdout),
    );
  });
  return JSON.parse(json).summary.violations;
}

let violations: readonly Violation[];
beforeAll(async () => {
  violations = await inspect(forbidden);
});

test.each(forbidden.filter(({ rule }) => rule))(
  'given $file, when the house is inspected, then: $rule',
  ({ file, rule }) => {
    const told = violations.filter(({ from }) => from === file).map((violation) => violation.rule.name);
    expect(told).toContain(rule);
  },
);

test('given a house that keeps every arrow, when it is inspected, then nothing is objected to', async () => {
  const objections = (await inspect(allowed)).map(({ from, rule }) => `${from}: ${rule.name}`);
  expect(objections).toEqual([]);
});
