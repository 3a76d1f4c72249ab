import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createLog } from '../../../src/shared/log.ts';
import { createLogMask } from '../../../src/sync/masking/mask-log.ts';

const mask = createLogMask(['EMP-\\d{4}'], ['Xq7-own-secret', 'short']);

function logged(write: (log: ReturnType<typeof createLog>) => void, level = 'info'): string {
  const sink = new PassThrough();
  write(createLog(level, sink, mask));
  return String(sink.read() ?? '');
}

test.each(['password', 'token', 'secret', 'authorization', 'MicrosoftAppPassword'])(
  '%s never reaches the output, at any of two depths',
  (name) => {
    const line = logged((log) =>
      log.info({ [name]: 'PLANTED', headers: { [name]: 'PLANTED' }, kept: 1 }, 'x'),
    );
    expect(line).not.toContain('PLANTED');
    expect(JSON.parse(line)).toMatchObject({ [name]: '[redacted]', kept: 1, msg: 'x' });
  },
);

test('an error of the store says what failed, not what was to be stored', async () => {
  const redis = new Redis(process.env.TEST_REDIS ?? '');
  const error = await redis
    .eval('return redis.error_reply("ERR no")', 1, 'k', 'WORDS OF A USER')
    .catch((e) => e);
  redis.disconnect();
  const line = logged((log) => log.error({ err: error }, 'unexpected error'));
  expect(line).toContain('ERR no');
  expect(line).not.toContain('WORDS OF A USER');
});

test('one line of JSON an event, whatever is in it', () => {
  const line = logged((log) => log.warn({ name: 'a\nb\u2028c' }, 'two\nlines'));
  expect(line.trim().split('\n')).toHaveLength(1);
  expect(JSON.parse(line)).toMatchObject({ msg: 'two\nlines' });
});

const SECRETS =
  'it said Xq7-own-secret, card 4111 1111 1111 1111, password: hunter2!x, token=abc123def456, EMP-1234';
const KEPT = ['Xq7-own', '4111', 'hunter2', 'abc123', 'EMP-1234'];

test.each<[string, (log: ReturnType<typeof createLog>) => void]>([
  ['a message', (log) => log.info(SECRETS)],
  ['a message with its parts', (log) => log.info({ kept: 1 }, '%s', SECRETS)],
  ['a member', (log) => log.info({ why: SECRETS }, 'x')],
  ['a member of a member', (log) => log.info({ a: { b: [{ c: SECRETS }] } }, 'x')],
  ['an error', (log) => log.error(new Error(SECRETS))],
  ['an error with words', (log) => log.error({ err: new Error(SECRETS) }, 'x')],
  ['an error without words', (log) => log.error({ err: new Error(SECRETS) })],
  ['an error under another name', (log) => log.error({ reason: new Error(SECRETS) }, 'x')],
  ['an address', (log) => log.info({ url: 'https://u:hunter2@itsm/x?token=abc123def456' }, 'x')],
  [
    'headers',
    (log) => log.info({ headers: { Authorization: 'AR-JWT abc123', 'Set-Cookie': 'abc123' } }, 'x'),
  ],
  ['a child', (log) => log.child({ connector: 'helix' }).warn({ why: SECRETS }, SECRETS)],
])('%s is masked', (_where, write) => {
  // Digits of the time and of the process are nobody's secret.
  const line = logged(write).replace(/"time":\d+,"pid":\d+,/, '');
  for (const secret of KEPT) expect(line).not.toContain(secret);
  expect(JSON.parse(line).msg).toBeDefined();
});

test('bytes and what is deep or long are cut, and what refers to itself is no trouble', () => {
  const round: Record<string, unknown> = {};
  round.self = round;
  const line = logged((log) => log.info({ round, bytes: Buffer.alloc(9), long: 'x'.repeat(1e6) }, 'x'));
  expect(JSON.parse(line)).toMatchObject({ bytes: '[9 bytes]' });
  expect(line.length).toBeLessThan(10_000);
});

test('what is below the level is left out', () => {
  expect(logged((log) => log.info('x'), 'warn')).toBe('');
  expect(logged((log) => log.error('x'), 'silent')).toBe('');
});

test('what cannot be looked at is named, and the rest of the line is there', () => {
  const hostile = {
    get words(): string {
      throw new Error('no');
    },
  };
  const line = logged((log) => log.error({ hostile, kept: 1 }, 'x'));
  expect(JSON.parse(line)).toMatchObject({ hostile: '[unreadable]', kept: 1, msg: 'x' });
});
