import { describe, expect, it, test } from '@jest/globals';
import { healthRoutes } from '../../../src/shared/http/health.ts';
import { isLoopback, isLoopbackName } from '../../../src/shared/http/loopback.ts';
import { isNetwork, type MetricsReaders } from '../../../src/shared/http/metrics-readers.ts';
import type { Answer, Incoming } from '../../../src/shared/http/route.ts';

const ask = async (
  path: string,
  checks: Parameters<typeof healthRoutes>[0] = {},
  caller: object = {},
  readers: MetricsReaders = { allow: [] },
): Promise<Answer> => {
  const route = healthRoutes(checks, { readers: () => readers }).find((one) => one.path === path);
  if (route === undefined) throw new Error(`no ${path}`);
  return route.handle({ remote: '127.0.0.1', headers: {}, ...caller } as Incoming);
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
  const [, ready] = healthRoutes(
    { redis: up },
    { facts: { intake: async () => 'refused', broken: () => Promise.reject(new Error('SECRET')) } },
  );
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

describe('[faults 8h] who may read the metrics', () => {
  const readers = { token: 'a token of the admin', allow: ['10.1.0.0/16', '2001:db8::7'] };
  const from = (remote: string, headers: object = {}) => ask('/metrics', {}, { remote, headers }, readers);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it('[faults 8h] this machine, and nobody else where nothing is set', async () => {
    expect((await ask('/metrics', {}, { remote: '::1' })).status).toBe(200);
    for (const remote of ['10.1.2.3', '', '127.0.0.1.evil', '::ffff:10.1.2.3'])
      await expect(ask('/metrics', {}, { remote })).rejects.toMatchObject({
        status: 403,
        code: 'metrics-not-allowed',
      });
  });

  it('[faults 8h] sibling: whoever sends the token, in whole', async () => {
    const token = { token: 'a-token-of-the-admin', allow: [] };
    const send = (given: string) =>
      ask('/metrics', {}, { remote: '10.9.9.9', headers: bearer(given) }, token);
    expect((await send(token.token)).status).toBe(200);
    for (const given of ['a-token-of-the-admi', 'a-token-of-the-adminn', 'undefined', 'A-TOKEN-OF-THE-ADMIN'])
      await expect(send(given)).rejects.toMatchObject({ status: 401 });
    await expect(
      ask('/metrics', {}, { remote: '10.9.9.9', headers: bearer('undefined') }),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('[faults 8h] sibling: listed addresses and networks, and not whom an unknown proxy brings', async () => {
    for (const remote of ['10.1.0.1', '10.1.255.255', '::ffff:10.1.2.3', '2001:db8::7', '127.0.0.1'])
      expect([remote, (await from(remote)).status]).toEqual([remote, 200]);
    for (const remote of ['10.2.0.1', '2001:db8::8', '0.0.0.0'])
      await expect(from(remote)).rejects.toMatchObject({ status: 403 });
    for (const header of ['x-forwarded-for', 'forwarded'])
      await expect(from('127.0.0.1', { [header]: 'for=203.0.113.9' })).rejects.toMatchObject({ status: 403 });
  });

  it.each([
    ['10.0.0.7', true],
    ['10.0.0.0/8', true],
    ['2001:db8::/32', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/', false],
    ['10.0.0.0/8/8', false],
    ['localhost', false],
    ['', false],
  ])('%s may stand in the list: %s', (text, expected) => {
    expect(isNetwork(text)).toBe(expected);
  });
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
