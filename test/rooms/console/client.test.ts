import { expect, test } from '@jest/globals';
import { backoff } from '../../../src/console/agent/api/backoff.ts';
import { createClient } from '../../../src/console/agent/api/client.ts';
import { Refusal, Unreachable } from '../../../src/console/agent/api/refusal.ts';

type Step = Response | Error;

function clientOf(steps: Step[], token: string | undefined = 'secret') {
  const calls: { path: string; headers: Record<string, string>; body: unknown }[] = [];
  let signedOut = 0;
  const fake = async (path: string, init: RequestInit) => {
    calls.push({ path, headers: init.headers as Record<string, string>, body: init.body });
    const step = steps.shift();
    if (step === undefined) throw new Error('one call too many');
    if (step instanceof Error) throw step;
    return step;
  };
  const call = createClient({
    fetch: fake as unknown as typeof fetch,
    token: () => token,
    signedOut: () => {
      signedOut += 1;
    },
    retryAfterMs: 1,
  });
  return { call, calls, signedOut: () => signedOut };
}

const problem = (status: number, body: unknown) => Response.json(body, { status });
const away = () => new TypeError('Failed to fetch');

test('a POST whose answer was lost is repeated once, under the same key', async () => {
  const { call, calls } = clientOf([away(), Response.json({ entry: 1 }, { status: 201 })]);
  expect(await call({ method: 'POST', path: '/x', body: { text: 'hi' } })).toEqual({ entry: 1 });
  expect(calls).toHaveLength(2);
  expect(calls[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
  expect(calls[1]).toEqual(calls[0]);
  expect(calls[0]?.headers.authorization).toBe('Bearer secret');
});

test('every POST has a key of its own; a given one is used; a GET has none', async () => {
  const ok = () => Response.json({});
  const { call, calls } = clientOf([ok(), ok(), ok(), ok()]);
  await call({ method: 'POST', path: '/x' });
  await call({ method: 'POST', path: '/x' });
  await call({ method: 'POST', path: '/x', key: 'mine' });
  await call({ method: 'GET', path: '/x' });
  const keys = calls.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(4);
  expect(keys.slice(2)).toEqual(['mine', undefined]);
});

test('with nobody there after the retry, the agent is told so', async () => {
  const { call, calls } = clientOf([away(), away()]);
  await expect(call({ method: 'POST', path: '/x' })).rejects.toBeInstanceOf(Unreachable);
  expect(calls).toHaveLength(2);
});

test("a refusal is the problem's own sentence, and is not repeated", async () => {
  const { call, calls } = clientOf([
    problem(409, { code: 'taken', detail: 'Bob has accepted this chat already.' }),
  ]);
  const refused = await call({ method: 'POST', path: '/x' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({
    status: 409,
    code: 'taken',
    message: 'Bob has accepted this chat already.',
  });
  expect(calls).toHaveLength(1);
});

test('a refusal without a problem still gives a sentence', async () => {
  const { call } = clientOf([new Response('<h1>Bad gateway</h1>', { status: 502 })]);
  await expect(call({ method: 'GET', path: '/x' })).rejects.toThrow('The server refused this (502).');
});

test('401 ends the session, unless there was none: then the sign-in form says why', async () => {
  const withToken = clientOf([problem(401, { detail: 'Sign in first.' })]);
  await expect(withToken.call({ method: 'GET', path: '/x' })).rejects.toThrow('Sign in first.');
  expect(withToken.signedOut()).toBe(1);
  const calls: Step[] = [problem(401, { detail: 'Wrong password.' })];
  let out = 0;
  const call = createClient({
    fetch: (async () => calls.shift()) as unknown as typeof fetch,
    token: () => undefined,
    signedOut: () => {
      out += 1;
    },
  });
  await expect(call({ method: 'POST', path: '/api/v1/session' })).rejects.toThrow('Wrong password.');
  expect(out).toBe(0);
});

test('an answer without content is nothing', async () => {
  const { call } = clientOf([new Response(null, { status: 204 })]);
  expect(await call({ method: 'DELETE', path: '/x' })).toBeUndefined();
});

test('the pause before a reconnect doubles, is spread, and has an end', () => {
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(backoff(3, 0)).toBe(2000);
  expect(backoff(1000, 1)).toBe(15_000);
});
