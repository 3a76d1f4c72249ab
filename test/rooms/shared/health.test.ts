import { expect, test } from '@jest/globals';
import { healthRoutes } from '../../../src/shared/http/health.ts';
import { isLoopback, isLoopbackName } from '../../../src/shared/http/loopback.ts';
import type { Answer, Incoming } from '../../../src/shared/http/route.ts';

const ask = async (path: string, checks: Parameters<typeof healthRoutes>[0] = {}): Promise<Answer> => {
  const route = healthRoutes(checks).find((one) => one.path === path);
  if (route === undefined) throw new Error(`no ${path}`);
  return route.handle({} as Incoming);
};
const up = async () => {};

test('alive says nothing about the parts', async () => {
  expect(await ask('/healthz', { redis: () => Promise.reject(new Error('x')) })).toMatchObject({
    status: 200,
  });
});

test('ready means that every part has answered', async () => {
  expect(await ask('/readyz', { redis: up, workers: up })).toEqual({
    status: 200,
    body: { ready: true, parts: { redis: 'up', workers: 'up' } },
  });
});

test.each([
  ['rejects', () => Promise.reject(new Error('SECRET'))],
  ['hangs', () => new Promise(() => {})],
])('a part that %s makes it 503, and says which', async (_what, part) => {
  const answer = await ask('/readyz', { redis: up, sandbox: part });
  expect(answer).toEqual({
    status: 503,
    body: { ready: false, parts: { redis: 'up', sandbox: 'down' } },
  });
});

test('[chat F2] what else is known is said beside it, and decides nothing', async () => {
  const [, ready] = healthRoutes({ redis: up }, undefined, {
    intake: async () => 'refused',
    broken: () => Promise.reject(new Error('SECRET')),
  });
  expect(await ready?.handle({} as Incoming)).toEqual({
    status: 200,
    body: { ready: true, parts: { redis: 'up' }, intake: 'refused', broken: 'unknown' },
  });
});

test('metrics are Prometheus text', async () => {
  const answer = await ask('/metrics');
  expect(answer.headers?.['content-type']).toMatch(/^text\/plain/);
  expect(answer.body).toMatch(/^deskbridge_process_cpu_seconds_total \d/m);
});

test.each([
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.evil.com', false],
  ['127.evil.com', false],
  ['localhost.evil.com', false],
  ['', false],
])('%s is this machine: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
  expect(isLoopbackName(host.includes(':') && !host.startsWith('[') ? `[${host}]:80` : `${host}:80`)).toBe(
    expected,
  );
});
