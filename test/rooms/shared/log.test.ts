import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { createLog } from '../../../src/shared/log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void, level = 'info'): string {
  const sink = new PassThrough();
  write(createLog(level, sink));
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

test('what is below the level is left out', () => {
  expect(logged((log) => log.info('x'), 'warn')).toBe('');
  expect(logged((log) => log.error('x'), 'silent')).toBe('');
});
