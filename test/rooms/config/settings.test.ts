import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEnvironment } from '../../../config/environment.ts';
import { fixedSettings, loadSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { connectors } from '../../../connectors/index.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';

const SHIPPED = fileURLToPath(new URL('../../../config/deskbridge.yaml', import.meta.url));
const DEFAULTS = Settings.parse({});
/** Of the form that `hash-password` prints. */
const HASH = `scrypt$${'A'.repeat(22)}$${'A'.repeat(43)}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'db-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const written = (text: string): string => {
  const file = join(folder, `${files++}.yaml`);
  writeFileSync(file, text);
  return file;
};
const load = (text: string, env: NodeJS.ProcessEnv = {}) => loadSettings(written(text), env);

/** What a person at the terminal reads. */
function refusal(text: string, env: NodeJS.ProcessEnv = {}): StartupError {
  try {
    load(text, env);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the file that is shipped', () => {
  test('loads, and says what the defaults are', () => {
    const { topics, ...shipped } = loadSettings(SHIPPED, {});
    const { topics: _none, ...defaults } = DEFAULTS;
    expect(shipped).toEqual(defaults);
    // Without topics the queues are what there is to choose from: the same ones, with synonyms.
    expect(topics.map(({ name, queue }) => [name, queue])).toEqual(DEFAULTS.queues.map((q) => [q, q]));
  });

  test('has examples that load once they are not comments any more, connectors’ own settings included', () => {
    const examples = readFileSync(SHIPPED, 'utf8')
      .split('\n')
      .map((line) => (/^# (?:[a-zA-Z]+:$| {2})/.test(line) ? line.slice(2) : line))
      .join('\n');
    const settings = load(examples, {
      MARIA_PASSWORD_HASH: HASH,
      HELIX_PASSWORD: 'secret',
      OIDC_CLIENT_SECRET: 'secret',
      METRICS_TOKEN: 'sixteen letters.',
    });
    expect(settings.metrics).toEqual({ token: 'sixteen letters.', allow: ['10.0.0.0/8'] });
    expect(settings.agents).toEqual([
      expect.objectContaining({ id: 'maria', passwordHash: HASH, companies: 'all' }),
    ]);
    expect(settings.bot).toMatchObject({
      module: './my-bot.ts',
      serviceHosts: ['directline.example.com'],
      groups: 'personal-only',
    });
    const [helix] = settings.connectors;
    expect(helix).toMatchObject({ id: 'helix', use: 'bmc-helix', atOnce: 2 });
    const definition = connectors.find(({ id }) => id === helix?.use);
    expect(definition?.settings.safeParse(helix?.settings).success).toBe(true);
  });

  test('[S9] holds no secret', () => {
    expect(readFileSync(SHIPPED, 'utf8')).not.toMatch(/(?:password|secret|Hash): (?!env:|file:)\S/i);
  });
});

describe('defaults', () => {
  test.each(['', '# nothing\n', '{}', '---\n'])('a file that holds %j is all defaults', (text) => {
    expect(load(text)).toEqual(DEFAULTS);
  });

  test('are what the pages say', () => {
    expect(DEFAULTS).toMatchObject({
      chat: { waitingMinutes: 720, idleMinutes: 60, abandoningSeconds: 15, keepDays: 30 },
      capacity: { default: 4, most: 10 },
      connectors: [],
      agents: [],
    });
  });

  test('hold for the members of a part that is given in part', () => {
    expect(load('chat: { idleMinutes: 5 }').chat).toEqual({ ...DEFAULTS.chat, idleMinutes: 5 });
  });

  test('have a version, and nobody can replace a member', () => {
    const { current } = fixedSettings(DEFAULTS);
    expect(current()).toMatchObject({ version: 1 });
    expect(current()).toBe(current());
    expect(() => Object.assign(current(), { company: 'x' })).toThrow(TypeError);
  });
});

describe('a member that is wrong', () => {
  test.each([
    ['unknown at the top', 'chatt: {}', /chatt/],
    ['unknown further down', 'chat: { idleMinuts: 5 }', /chat.*idleMinuts/],
    ['of another type', 'chat: { idleMinutes: soon }', /chat\.idleMinutes/],
    ['not positive', 'chat: { waitingMinutes: 0 }', /chat\.waitingMinutes/],
    ['beyond its bound', 'chat: { abandoningSeconds: 301 }', /chat\.abandoningSeconds/],
    ['not a number', 'capacity: { most: .nan }', /capacity\.most/],
    ['no list', 'queues: Network', /queues/],
    ['empty', 'company: ""', /company/],
    ['a list in place of everything', '[]', /the file/],
    ['a word in place of everything', 'hello', /the file/],
    ['an agent without a hash', 'agents: [{ id: a, name: A, roles: [agent] }]', /agents\.a\.passwordHash/],
    [
      'an agent with a password',
      `agents: [{ id: a, name: A, roles: [agent], passwordHash: "${HASH}", password: y }]`,
      /agents\.a\.password: there is no setting/,
    ],
    [
      'an agent without a role',
      `agents: [{ id: a, name: A, roles: [], passwordHash: "${HASH}" }]`,
      /agents\.a\.roles/,
    ],
    [
      'a connector with a bad name',
      'connectors: [{ id: My Helix, use: memory }]',
      /connectors\.My Helix\.id.*small letters/,
    ],
    ['__proto__', '__proto__: { polluted: 1 }\nchat: {}', /__proto__|the file/],
  ])('%s is named, with what to do', (_what, text, words) => {
    const { message, why, fix } = refusal(text);
    expect(message).toMatch(/^The settings in .*\.yaml are not valid$/);
    expect(why).toMatch(words);
    expect(fix).toMatch(/config\/deskbridge\.yaml/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ['broken', 'chat: { idleMinutes: 5'],
    ['a key twice', 'company: a\ncompany: b'],
    ['a tab for a space', 'chat:\n\tidleMinutes: 5'],
    [
      'a tower of aliases',
      `a: &a [x,x]\n${'bcdefghij'
        .split('')
        .map((k, i) => `${k}: &${k} [*${'abcdefghi'[i]},*${'abcdefghi'[i]},*${'abcdefghi'[i]}]`)
        .join('\n')}`,
    ],
  ])('YAML that is %s is one message', (_what, text) => {
    const { why, fix } = refusal(text);
    expect(why).not.toContain('\n');
    expect(fix).not.toBe('');
  });

  test('a file that is not there is one message', () => {
    expect(() => loadSettings(join(folder, 'nothing.yaml'), {})).toThrow(
      expect.objectContaining({ fix: expect.stringContaining('DESKBRIDGE_CONFIG') }),
    );
  });
});

describe('a reference', () => {
  test('env: and file: are put in, at any depth, and what they hold is not read again', () => {
    const file = join(folder, 'secret.txt');
    writeFileSync(file, 'from a file\n');
    const text = `
metrics: { token: env:TOKEN }
connectors:
  - id: helix
    use: bmc-helix
    settings: { password: "file:${file}", deep: [{ again: env:AGAIN }] }
`;
    const settings = load(text, { TOKEN: 'sixteen letters.', AGAIN: 'env:TOKEN' });
    expect(settings.metrics.token).toBe('sixteen letters.');
    expect(settings.connectors[0]?.settings).toEqual({
      password: 'from a file',
      deep: [{ again: 'env:TOKEN' }],
    });
  });

  test.each([
    ['a variable that is not set', 'metrics: { token: env:NOT_SET }', /NOT_SET/],
    ['a variable that is empty', 'metrics: { token: env:EMPTY }', /EMPTY/],
    ['a file that is not there', 'metrics: { token: "file:/nothing/here" }', /\/nothing\/here/],
  ])('%s is named', (_what, text, words) => {
    const { message, why, fix } = refusal(text, { EMPTY: '' });
    expect(message).toMatch(words);
    expect(why).toMatch(words);
    expect(fix).not.toBe('');
  });

  test('[S8] what it refers to never stands in a message', () => {
    const { message, why, fix } = refusal('metrics: { token: env:PLANTED }', { PLANTED: 'A SECRET' });
    expect(why).toMatch(/metrics\.token/);
    expect(`${message}${why}${fix}`).not.toContain('A SECRET');
  });

  test('a word that only looks like one in the middle is a word', () => {
    expect(load('company: "see env:X"').company).toBe('see env:X');
  });
});

describe('the environment', () => {
  const read = (env: NodeJS.ProcessEnv) => readEnvironment(env, { configFile: 'x.yaml' });

  test('has defaults for all of it; an empty variable is none', () => {
    const bare = read({});
    expect(bare).toMatchObject({
      host: '127.0.0.1',
      port: 3978,
      sandboxPort: 3980,
      dataDir: './data',
      bot: {},
    });
    expect(read({ PORT: '', HOST: '', REDIS_URL: '', MicrosoftAppId: '', LOG_LEVEL: '' })).toEqual(bare);
  });

  test.each(['x', '-1', '65536', '1.5', 'NaN', '0x1G', 'Infinity'])('PORT=%s is one message', (PORT) => {
    expect(() => read({ PORT })).toThrow(
      expect.objectContaining({ message: expect.stringContaining('PORT') }),
    );
    expect(() => read({ SANDBOX_PORT: PORT })).toThrow(StartupError);
  });

  test('an unknown level names those there are', () => {
    expect(() => read({ LOG_LEVEL: 'loud' })).toThrow(
      expect.objectContaining({ fix: expect.stringMatching(/debug/) }),
    );
  });

  test('every variable it reads stands in .env.example', () => {
    const example = readFileSync(fileURLToPath(new URL('../../../.env.example', import.meta.url)), 'utf8');
    const asked = new Set<string>();
    read(
      new Proxy({} as NodeJS.ProcessEnv, {
        get: (_target, name) => {
          asked.add(String(name));
          return undefined;
        },
      }),
    );
    expect(asked.size).toBeGreaterThan(8);
    for (const name of asked) expect(example).toContain(`${name}=`);
  });
});
