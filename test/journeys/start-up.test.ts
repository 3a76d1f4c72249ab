import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCommand } from '../support/command.ts';
import { startFakeRedis } from '../support/fake-redis.ts';
import { patience } from '../support/pace.ts';
import { freePort, occupy } from '../support/ports.ts';
import { processesOf } from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

// Whatever keeps the program from starting: one message with what, why and how to fix it, and exit code 1.

/** Seconds are given to a Redis that is still coming; the rest is for a slow machine. */
const REDIS_WAIT_SECONDS = '4';
const GIVES_UP_WITHIN_MS = 20_000;

interface Case {
  readonly command: 'demo' | 'server' | 'worker';
  /** Variables of this start; `<name>` stands for what `beforeAll` has made under that name. */
  readonly env: Readonly<Record<string, string>>;
  /** The settings file of this start. */
  readonly settings?: string;
  readonly says: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  'Redis cannot be reached': {
    command: 'server',
    env: { REDIS_URL: 'redis://:s3cret@127.0.0.1:<closed>' },
    says: /Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached.*ECONNREFUSED.*REDIS_URL/s,
  },
  'Redis accepts and never answers': {
    command: 'server',
    env: { REDIS_URL: 'redis://127.0.0.1:<taken>' },
    says: /cannot be reached.*Why: \w.*REDIS_URL/s,
  },
  '[faults 8 start] Redis is read-only': {
    command: 'server',
    env: { REDIS_URL: '<replica>' },
    says: /answers, but takes no writes.*read-only.*redis-cli set/s,
  },
  'REDIS_WAIT_SECONDS is no number': {
    command: 'server',
    env: { REDIS_WAIT_SECONDS: 'long' },
    says: /REDIS_WAIT_SECONDS is long.*above 0.*30/s,
  },
  'REDIS_URL is no address of a Redis': {
    command: 'worker',
    env: { REDIS_URL: 'http://127.0.0.1:6379' },
    says: /REDIS_URL.*redis:\/\//s,
  },
  'Redis is older than 6.2': {
    command: 'server',
    env: { REDIS_URL: '<old>' },
    says: /Redis 6\.0\.16 is too old.*6\.2.*Upgrade/s,
  },
  'Redis evicts': {
    command: 'server',
    env: { REDIS_URL: '<evicting>' },
    says: /allkeys-lru.*loses what was acknowledged.*config set maxmemory-policy noeviction/s,
  },
  'the port is taken': {
    command: 'server',
    env: { PORT: '<taken>' },
    says: /Cannot listen on 127\.0\.0\.1:\d+.*another program.*PORT=\d+/s,
  },
  'the port of the demo is taken': {
    command: 'demo',
    env: { PORT: '<taken>' },
    says: /Cannot listen on 127\.0\.0\.1:\d+.*another program.*PORT=\d+/s,
  },
  'the port of the sandbox is taken': {
    command: 'demo',
    env: { SANDBOX_PORT: '<taken>' },
    says: /sandbox ITSM cannot start on port \d+.*another program.*SANDBOX_PORT=\d+/s,
  },
  'PORT is no number': {
    command: 'server',
    env: { PORT: 'http' },
    says: /PORT is http.*whole number.*free port/s,
  },
  'PORT is out of range': { command: 'demo', env: { PORT: '70000' }, says: /PORT is 70000.*65535/s },
  'there is no such log level': {
    command: 'server',
    env: { LOG_LEVEL: 'loud' },
    says: /LOG_LEVEL is loud.*warn/s,
  },
  'a setting is unknown': {
    command: 'server',
    env: {},
    settings: 'chat: { idleMinuets: 5 }',
    says: /not valid.*chat.*idleMinuets.*Correct/s,
  },
  'a setting has the wrong type': {
    command: 'server',
    env: {},
    settings: 'chat: { idleMinutes: soon }',
    says: /not valid.*chat\.idleMinutes.*number.*Correct/s,
  },
  'the settings are a list': { command: 'demo', env: {}, settings: '- a\n- b\n', says: /not valid.*object/s },
  'a reference leads to a variable that is not set': {
    command: 'server',
    env: {},
    settings: 'company: env:NO_SUCH_VARIABLE',
    says: /NO_SUCH_VARIABLE is not set.*env:NO_SUCH_VARIABLE.*Set NO_SUCH_VARIABLE/s,
  },
  'a reference leads to a file that is not there': {
    command: 'server',
    env: {},
    settings: 'company: file:/no/such/file',
    says: /\/no\/such\/file cannot be read.*file:\/no\/such\/file.*Create it/s,
  },
  'the settings file is missing': {
    command: 'server',
    env: { DESKBRIDGE_CONFIG: '<folder>/nowhere.yaml' },
    says: /nowhere\.yaml cannot be read.*DESKBRIDGE_CONFIG/s,
  },
  'the settings are not YAML': {
    command: 'server',
    env: {},
    settings: 'chat: {\n  idleMinutes: 5',
    says: /not valid YAML.*line 2.*Correct the file/s,
  },
  'the connector is unknown': {
    command: 'server',
    env: {},
    settings: 'connectors: [{ id: itsm, use: no-such-itsm }]',
    says: /no connector no-such-itsm.*connectors\.itsm.*bmc-helix/s,
  },
  'a setting of the connector is missing': {
    command: 'worker',
    env: {},
    settings:
      'connectors: [{ id: itsm, use: bmc-helix, settings: { url: "http://127.0.0.1:1", username: deskbridge } }]',
    says: /settings of the connector itsm.*password.*bmc-helix\/readme\.md/s,
  },
  'two connectors have one id': {
    command: 'server',
    env: {},
    settings: 'connectors: [{ id: itsm, use: memory }, { id: itsm, use: memory }]',
    says: /connectors.*itsm/s,
  },
  'tickets go to a connector that is not configured': {
    command: 'server',
    env: {},
    settings: 'connectors: [{ id: itsm, use: memory }]\ntickets: { connector: elsewhere }',
    says: /tickets\.connector.*elsewhere/s,
  },
  'the virtual agent cannot be loaded': {
    command: 'server',
    env: {},
    settings: 'bot: { module: /no/such/bot.ts }',
    says: /\/no\/such\/bot\.ts cannot be loaded.*bot\.module/s,
  },
  'the data folder cannot be written': {
    command: 'demo',
    env: { DATA_DIR: '<file>/data' },
    says: /data folder .*\/data cannot be written.*ENOTDIR.*DATA_DIR/s,
  },
  '[S24] anybody could speak as the channel': {
    command: 'server',
    env: { HOST: '0.0.0.0' },
    says: /Without MicrosoftAppId anybody who reaches 0\.0\.0\.0.*HOST=127\.0\.0\.1/s,
  },
  'anybody could speak as the channel of the demo': {
    command: 'demo',
    env: { HOST: '0.0.0.0' },
    says: /Without MicrosoftAppId.*HOST=127\.0\.0\.1/s,
  },
  'the bot registration lacks its tenant': {
    command: 'server',
    env: {
      MicrosoftAppId: '11111111-2222-3333-4444-555555555555',
      MicrosoftAppPassword: 'env:BOT_PASSWORD',
      BOT_PASSWORD: 's3cret',
      MicrosoftAppType: 'SingleTenant',
    },
    says: /bot registration is incomplete.*[Tt]enant.*MicrosoftAppTenantId/s,
  },
};

let folder: string;
let good: TestRedis;
const made = new Map<string, string>();
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-start-'));
  good = await startRedis();
  const evicting = await startRedis('--maxmemory-policy', 'allkeys-lru', '--maxmemory', '64mb');
  const replica = await startRedis('--replicaof', '127.0.0.1 1');
  const old = await startFakeRedis({ redis_version: '6.0.16', maxmemory_policy: 'noeviction', loading: '0' });
  const taken = await occupy();
  undo.push(good.stop, evicting.stop, replica.stop, old.stop, taken.free);
  writeFileSync(join(folder, 'file'), 'a file, not a folder');
  for (const [name, value] of Object.entries({
    folder,
    file: join(folder, 'file'),
    closed: String(await freePort()),
    taken: String(taken.port),
    old: old.url,
    evicting: evicting.path,
    replica: replica.path,
  }))
    made.set(name, value);
});

afterAll(async () => {
  await Promise.all(undo.map((step) => step()));
  rmSync(folder, { recursive: true, force: true });
});

const filled = (text: string): string => text.replace(/<(\w+)>/, (_, name) => made.get(name) ?? '');

test.each(Object.keys(CASES))('%s', async (name) => {
  const { command, env, settings, says } = CASES[name] as Case;
  const own = mkdtempSync(join(folder, 'start-'));
  const file = join(own, 'deskbridge.yaml');
  writeFileSync(file, settings ?? '{}');
  const asked = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)]));
  const running = startCommand(command, {
    PORT: '0',
    SANDBOX_PORT: '0',
    DATA_DIR: join(own, 'data'),
    DESKBRIDGE_CONFIG: file,
    LOG_LEVEL: 'error',
    REDIS_WAIT_SECONDS,
    ...(command !== 'demo' && { REDIS_URL: good.path }),
    ...asked,
  });
  const code = await Promise.race([
    running.exited,
    new Promise((resolve) =>
      setTimeout(() => resolve('it is still running'), patience(GIVES_UP_WITHIN_MS)).unref(),
    ),
  ]);
  const group = running.process.pid ?? 0;
  const left = processesOf(group);
  await running.stop();
  const output = running.output();
  expect(output).toMatch(says);
  expect({ code, left }).toEqual({ code: 1, left: [] });
  expect(output.match(/^ {2}Why: \S.*\n {2}Fix: \S/gm)).toHaveLength(1);
  expect(output).not.toMatch(/^ {4}at /m);
  expect(output).not.toContain('s3cret');
});
