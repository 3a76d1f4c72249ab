import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCommand } from '../support/command.ts';
import { startFakeRedis } from '../support/fake-redis.ts';
import { patience } from '../support/pace.ts';
import { startPortRedis } from '../support/port-redis.ts';
import { freePort, occupy } from '../support/ports.ts';
import { processesOf } from '../support/processes.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

// Whatever keeps the program from starting: one message with what, why and how to fix it, and exit code 1.

/** Seconds are given to a Redis that is still coming; the rest is for a slow machine. */
const REDIS_WAIT_SECONDS = '4';
/** Where no Redis will come. */
const SHORT = { REDIS_WAIT_SECONDS: '1' };
const GIVES_UP_WITHIN_MS = 20_000;

interface Case {
  readonly command: 'demo' | 'server' | 'worker';
  /** Variables of this start; `<name>` stands for what `beforeAll` has made under that name. */
  readonly env: Readonly<Record<string, string>>;
  /** The settings file of this start. */
  readonly settings?: string;
  /** Files beside it, in the folder in which the command runs. */
  readonly files?: Readonly<Record<string, string>>;
  readonly says: RegExp;
}

const CASES: Readonly<Record<string, Case>> = {
  'Redis cannot be reached': {
    command: 'server',
    env: { REDIS_URL: 'redis://:s3cret@127.0.0.1:<closed>', ...SHORT },
    says: /Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached.*ECONNREFUSED.*REDIS_URL/s,
  },
  'Redis accepts and never answers': {
    command: 'server',
    env: { REDIS_URL: 'redis://127.0.0.1:<taken>', ...SHORT },
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
    says: /not valid.*line 1, chat\.idleMinuets.*nearest is idleMinutes.*Correct/s,
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
    settings: 'metrics: { token: env:NO_SUCH_VARIABLE }',
    says: /NO_SUCH_VARIABLE is not set.*env:NO_SUCH_VARIABLE.*Set NO_SUCH_VARIABLE/s,
  },
  'a reference leads to a file that is not there': {
    command: 'server',
    env: {},
    settings: 'metrics: { token: file:/no/such/file }',
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
  '[admin 1] .env holds a level that there is not': {
    command: 'server',
    env: {},
    files: { '.env': 'LOG_LEVEL=verbose\n' },
    says: /LOG_LEVEL is verbose.*nearest is/s,
  },
  '[admin 1 sibling] .env says where Redis is, for a worker': {
    command: 'worker',
    env: { LOG_LEVEL: 'error' },
    files: { '.env': "export REDIS_URL='http://127.0.0.1:6379' # ours\r\n" },
    says: /REDIS_URL is no address of a Redis.*http:\/\//s,
  },
  '[admin 1 sibling] a line of .env cannot be read': {
    command: 'demo',
    env: {},
    files: { '.env': '# ours\n\nMicrosoftAppPassword: s3cret\n' },
    says: /Line 3 of \.env is not valid.*NAME=value/s,
  },
  '[admin 3] REDIS_URL names no database': {
    command: 'worker',
    env: { REDIS_URL: 'redis://127.0.0.1:6379/notanumber' },
    says: /REDIS_URL is no address.*notanumber is none.*redis:\/\/host:6379/s,
  },
  '[admin 3 sibling] the password of REDIS_URL ends it': {
    command: 'server',
    env: { REDIS_URL: 'redis://:12/s3cret@127.0.0.1:6379' },
    says: /REDIS_URL is no address.*%2F/s,
  },
  '[admin 3 sibling] REDIS_URL without scheme is read as one with': {
    command: 'worker',
    env: { REDIS_URL: '127.0.0.1:<closed>', ...SHORT },
    says: /Redis at redis:\/\/127\.0\.0\.1:\d+ cannot be reached.*ECONNREFUSED/s,
  },
  '[admin 4] the data folder of a server cannot be written': {
    command: 'server',
    env: { DATA_DIR: '<file>/data' },
    says: /data folder .*\/data cannot be written.*ENOTDIR.*DATA_DIR/s,
  },
  '[admin 4 sibling] the data folder of a worker cannot be written': {
    command: 'worker',
    env: { DATA_DIR: '<file>' },
    says: /data folder .* cannot be written.*Why: \w+.*DATA_DIR/s,
  },
  '[admin 4 sibling] the data folder lies where no folder can be made': {
    command: 'server',
    env: { DATA_DIR: '/proc/deskbridge/data' },
    says: /data folder \/proc\/deskbridge\/data cannot be written.*DATA_DIR/s,
  },
  '[admin 5] an agent has a password in place of its hash': {
    command: 'server',
    env: {},
    settings: 'agents: [{ id: maria, name: Maria, roles: [agent], passwordHash: s3cret }]',
    says: /line 1, agents\.maria\.passwordHash.*hash-password/s,
  },
  '[admin 5 sibling] an agent has a hash of another kind': {
    command: 'worker',
    env: {},
    settings:
      'agents:\n  - { id: maria, name: Maria, roles: [agent], passwordHash: $2b$12$s3cretlongenough }',
    says: /line 2, agents\.maria\.passwordHash.*hash-password/s,
  },
  '[admin 5 sibling] the file of a hash is empty': {
    command: 'server',
    env: {},
    settings: 'agents: [{ id: maria, name: Maria, roles: [agent], passwordHash: "file:<empty>" }]',
    says: /The file .*empty is empty.*Write the secret/s,
  },
  '[admin 9] the virtual agent lies neither beside the settings nor where the command runs': {
    command: 'server',
    env: {},
    settings: 'bot: { module: ./bots/mine.ts }',
    says: /\/start-\w+\/bots\/mine\.ts cannot be loaded.*no such file.*bot\.module is a path from/s,
  },
  '[admin 9 sibling] the virtual agent finds no botbuilder': {
    command: 'server',
    env: {},
    settings: 'bot: { module: mine.mjs }',
    files: {
      'mine.mjs':
        "import { ActivityHandler } from 'botbuilder';\nexport default () => new ActivityHandler();",
    },
    says: /mine\.mjs cannot be loaded.*imports botbuilder.*npm install botbuilder/s,
  },
  '[admin 9 sibling] the virtual agent holds an enum': {
    command: 'worker',
    env: {},
    settings: 'bot: { module: mine.ts }',
    files: { 'mine.ts': 'enum A { b }\nexport default () => A;' },
    says: /mine\.ts cannot be loaded.*no enum/s,
  },
  '[admin 10] the virtual agent is none': {
    command: 'server',
    env: {},
    settings: 'bot: { module: mine.mjs }',
    files: { 'mine.mjs': 'export default () => ({ hello: 1 });' },
    says: /mine\.mjs cannot be loaded.*no function run.*ActivityHandler/s,
  },
  '[admin 10 sibling] the virtual agent promises nothing': {
    command: 'demo',
    env: {},
    settings: 'bot: { module: mine.mjs }',
    files: { 'mine.mjs': 'export default async () => undefined;' },
    says: /mine\.mjs cannot be loaded.*no function run/s,
  },
  '[admin 10 sibling] the virtual agent cannot be made': {
    command: 'server',
    env: {},
    settings: 'bot: { module: mine.mjs }',
    files: { 'mine.mjs': "export default () => { throw new Error('no key'); };" },
    says: /mine\.mjs cannot be loaded.*threw: no key/s,
  },
  '[admin 12] a bot registration lacks its password': {
    command: 'server',
    env: { HOST: '0.0.0.0', MicrosoftAppId: '11111111-2222-3333-4444-555555555555' },
    says: /bot registration is incomplete.*MicrosoftAppPassword/s,
  },
  '[admin 12 sibling] a bot registration is of no type': {
    command: 'worker',
    env: { MicrosoftAppId: 'a', MicrosoftAppPassword: 's3cret', MicrosoftAppType: 'SingelTenant' },
    says: /MicrosoftAppType is SingelTenant.*nearest is SingleTenant/s,
  },
  '[admin 13] people reach it below a path': {
    command: 'server',
    env: { PUBLIC_URL: 'https://desk.example.com/chat/' },
    says: /PUBLIC_URL is https:\/\/desk\.example\.com\/chat\/.*below a path/s,
  },
  '[admin 15] Redis asks for a password': {
    command: 'server',
    env: { REDIS_URL: 'redis://127.0.0.1:<locked>', LOG_LEVEL: 'info' },
    says: /lets nobody in.*asks for a password.*redis:\/\/:password@host/s,
  },
  '[admin 15 sibling] the password is another one': {
    command: 'worker',
    env: { REDIS_URL: 'redis://:s3cret@127.0.0.1:<locked>', LOG_LEVEL: 'info' },
    says: /lets nobody in.*is not the right one/s,
  },
  '[admin 15 sibling] Redis does not speak TLS': {
    command: 'server',
    env: { REDIS_URL: 'rediss://127.0.0.1:<locked>', LOG_LEVEL: 'info' },
    says: /cannot be reached.*Where it does not speak TLS, the address begins with redis:\/\//s,
  },
  '[admin 15 sibling] a web server is where Redis should be': {
    command: 'server',
    env: { REDIS_URL: 'redis://127.0.0.1:<web>', LOG_LEVEL: 'info' },
    says: /is not a Redis.*host and port/s,
  },
  '[admin 15 sibling] Redis has no database of that number': {
    command: 'server',
    env: { REDIS_URL: 'redis://:right@127.0.0.1:<locked>/99', LOG_LEVEL: 'info' },
    says: /no database of that number/s,
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
  const locked = await startPortRedis(folder, { requirepass: 'right' });
  const web = createServer((visitor) =>
    visitor.on('error', () => {}).on('data', () => visitor.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const closeWeb = async () => void web.close();
  undo.push(good.stop, evicting.stop, replica.stop, old.stop, taken.free, locked.stop, closeWeb);
  writeFileSync(join(folder, 'empty'), ' \n');
  writeFileSync(join(folder, 'file'), 'a file, not a folder');
  for (const [name, value] of Object.entries({
    folder,
    file: join(folder, 'file'),
    closed: String(await freePort()),
    taken: String(taken.port),
    old: old.url,
    locked: String(locked.port),
    web: String((web.address() as AddressInfo).port),
    empty: join(folder, 'empty'),
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
  const { command, env, settings, files = {}, says } = CASES[name] as Case;
  const own = mkdtempSync(join(folder, 'start-'));
  const file = join(own, 'deskbridge.yaml');
  writeFileSync(file, filled(settings ?? '{}'));
  for (const [named, words] of Object.entries(files)) writeFileSync(join(own, named), words);
  const asked = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)]));
  const running = startCommand(
    command,
    {
      PORT: '0',
      SANDBOX_PORT: '0',
      DATA_DIR: join(own, 'data'),
      DESKBRIDGE_CONFIG: file,
      ...(!('.env' in files) && { LOG_LEVEL: 'error' }),
      REDIS_WAIT_SECONDS,
      ...(command !== 'demo' && !('.env' in files) && { REDIS_URL: good.path }),
      ...asked,
    },
    own,
  );
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
  expect(output).not.toMatch(/^\{.*"level"/m);
});
