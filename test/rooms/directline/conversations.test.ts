import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { Problem } from '../../../src/shared/http/problem.ts';
import { startRedis } from '../../support/redis.ts';
import { BASE, closeSideDoors, openSideDoor, SECRET, type SideDoor, until } from './side-door.ts';

let door: SideDoor;
beforeAll(async () => {
  door = await openSideDoor();
});
afterAll(closeSideDoors);

const open = (token: string, body: unknown = {}) =>
  door.call('POST', `${BASE}/conversations`, { token, body });

test('a session is a user, a conversation and the token for both', async () => {
  const { status, body } = await door.call('POST', '/chat/session', {
    body: {
      userName: ' <b>O\u202e\'Neil</b> "x" ',
      userEmail: 'o@example.com',
      company: 'Calbro',
      topic: 'VPN',
    },
  });
  expect(status).toBe(200);
  expect(body.userId).toMatch(/^dl_[0-9a-f]{32}$/);
  const opened = await open(body.token);
  expect(opened.status).toBe(201);
  expect(opened.body).toMatchObject({ conversationId: body.conversationId, expires_in: 1800 });
  expect(opened.body.streamUrl).toMatch(
    new RegExp(`^ws://127\\.0\\.0\\.1:\\d+/v3/directline/conversations/${body.conversationId}/stream\\?`),
  );
  expect(typeof opened.body.referenceGrammarId).toBe('string');
  await until('the bot is told', () => door.received.some((a) => a.conversation.id === body.conversationId));
  expect(door.received.find((a) => a.conversation.id === body.conversationId)).toMatchObject({
    type: 'conversationUpdate',
    channelId: 'directline',
    from: { id: body.userId, name: '<b>O\'Neil</b> "x"', role: 'user' },
    recipient: { id: 'bot', name: 'Bot' },
    membersAdded: [{ id: 'bot' }, { id: body.userId }],
    channelData: {
      deskbridge: { email: 'o@example.com', company: 'Calbro', topic: 'VPN', verified: false },
    },
  });
});

test('a session needs no words about the user, and refuses wrong ones', async () => {
  expect((await door.call('POST', '/chat/session')).status).toBe(200);
  expect(await door.call('POST', '/chat/session', { body: { userEmail: 'not-an-address' } })).toMatchObject({
    status: 400,
    body: { code: 'malformed-request', errors: [{ field: 'userEmail' }] },
  });
});

test('[S25] off loopback a session needs a sign-in', async () => {
  const public_ = await openSideDoor({ loopback: false });
  expect(await public_.call('POST', '/chat/session', { body: {} })).toMatchObject({
    status: 401,
    body: { code: 'sign-in-required' },
  });
  await public_.close();
});

test('opening again resumes: 200, the same conversation, the bot told once', async () => {
  const { token, conversationId } = await door.session();
  const told = () => door.received.filter((a) => a.conversation.id === conversationId);
  await until('the bot is told', () => told().length === 1);
  const again = await Promise.all([1, 2, 3].map(() => open(token, { locale: 'de' })));
  for (const answer of again) {
    expect(answer).toMatchObject({ status: 200, body: { conversationId } });
    expect((await open(answer.body.token)).status).toBe(200);
  }
  await door.call('GET', `${BASE}/conversations/${conversationId}?watermark=`, { token });
  expect(told()).toHaveLength(1);
});

test('a bot that failed on the beginning is told again, under the same id', async () => {
  const heard: string[] = [];
  const shaky = await openSideDoor({
    receive: async ({ id }) => {
      heard.push(id);
      if (heard.length === 1) throw new Error('not yet');
    },
  });
  const { token, conversationId } = await shaky.session();
  await until('the first attempt', () => heard.length === 1);
  await until('the second attempt', async () => {
    await shaky.call('GET', `${BASE}/conversations/${conversationId}`, { token });
    return heard.length > 1;
  });
  expect(new Set(heard)).toEqual(new Set([`${conversationId}|start`]));
  await shaky.close();
});

test('the secret opens a conversation for a user it names', async () => {
  const { status, body } = await open(SECRET, { user: { id: 'u1', name: 'Una' }, locale: 'en' });
  expect(status).toBe(201);
  await until('the bot is told', () => door.received.some((a) => a.conversation.id === body.conversationId));
  expect(door.received.find((a) => a.conversation.id === body.conversationId)).toMatchObject({
    from: { id: 'u1', name: 'Una' },
    locale: 'en',
  });
  const posted = await door.call('POST', `${BASE}/conversations/${body.conversationId}/activities`, {
    token: SECRET,
    body: { type: 'message', from: { id: 'u2' }, text: 'hi' },
  });
  expect(posted.status).toBe(200);
  expect(door.received.at(-1)).toMatchObject({ from: { id: 'u1' }, text: 'hi' });
});

test('refusals come in the order 401, 400, 404, 403', async () => {
  const mine = await door.session();
  const theirs = await door.session();
  const ways: [string, (id: string) => string, unknown?][] = [
    ['GET', (id) => `${BASE}/conversations/${id}`],
    ['GET', (id) => `${BASE}/conversations/${id}/activities`],
    ['POST', (id) => `${BASE}/conversations/${id}/activities`, { type: 'message', text: 'x' }],
    ['POST', (id) => `${BASE}/conversations/${id}/upload`],
  ];
  for (const [method, path, body] of ways) {
    const call = (id: string, token?: string, sent = body) =>
      door.call(method, path(id), {
        ...(token !== undefined && { token }),
        ...(sent !== undefined && { body: sent }),
      });
    expect(await call('unknown', undefined, body && { type: 5 })).toMatchObject({ status: 401 });
    expect(await call('unknown', mine.token)).toMatchObject({
      status: 404,
      body: { code: 'conversation-unknown' },
    });
    expect(await call(theirs.conversationId, mine.token)).toMatchObject({
      status: 403,
      body: { code: 'other-conversation' },
    });
    if (body !== undefined) {
      expect(await call('unknown', mine.token, { type: 5 })).toMatchObject({
        status: 400,
        body: { code: 'malformed-activity' },
      });
    } else if (method === 'GET') {
      expect(await door.call(method, `${path('unknown')}?watermark=-5`, { token: mine.token })).toMatchObject(
        {
          status: 400,
          body: { code: 'malformed-watermark' },
        },
      );
    }
  }
  expect(door.received.filter((a) => a.type === 'message' && a.text === 'x')).toEqual([]);
});

test('a forgotten conversation is unknown', async () => {
  const { token, conversationId } = await door.session();
  for (const key of await door.redis.keys(`{${door.desk}}:dl:*:about`)) await door.redis.del(key);
  expect((await open(token)).status).toBe(404);
  await expect(door.directLine.post(conversationId, { type: 'message', text: 'x' })).rejects.toMatchObject({
    code: 'conversation-unknown',
  } satisfies Partial<Problem>);
});

test('off loopback a token has 50 requests a second', async () => {
  let now = Date.now();
  const limited = await openSideDoor({ loopback: false, clock: { now: () => now } });
  const generate = () => limited.call('POST', `${BASE}/tokens/generate`, { token: SECRET, body: {} });
  const { token, conversationId } = (await generate()).body;
  const other = (await generate()).body;
  const read = (bearer = token, id = conversationId) =>
    limited.call('GET', `${BASE}/conversations/${id}/activities`, { token: bearer });
  const statuses = (await Promise.all(Array.from({ length: 60 }, () => read()))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(50);
  expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  const refused = await read();
  expect(refused.body.code).toBe('too-many-requests');
  expect(refused.headers.get('retry-after')).toBe('1');
  expect((await read(other.token, other.conversationId)).status).toBe(200);
  now += 1000;
  expect((await read()).status).toBe(200);
  await limited.close();
});

test('pages of trusted origins alone may call from elsewhere', async () => {
  const portal = 'https://portal.example';
  const shared = await openSideDoor({ trustedOrigins: [portal] });
  const from = (origin: string, method: string, path: string) =>
    shared.call(method, BASE + path, { headers: { origin, 'access-control-request-method': 'POST' } });
  const asked = await from(portal, 'OPTIONS', '/conversations/x/activities');
  expect(asked.status).toBe(204);
  expect(asked.headers.get('access-control-allow-origin')).toBe(portal);
  expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
  const begins = await shared.call('OPTIONS', '/chat/session', {
    headers: { origin: portal, 'access-control-request-headers': 'authorization' },
  });
  expect(begins.status).toBe(204);
  expect(begins.headers.get('access-control-allow-headers')).toContain('authorization');
  const refused = await from(portal, 'POST', '/conversations');
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe(portal);
  for (const path of ['/conversations', '/conversations/x']) {
    const foreign = await from('https://evil.example', 'OPTIONS', path);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  }
  await shared.close();
});

test('without Redis nothing is acknowledged: 503', async () => {
  const own = await startRedis();
  const redis = new Redis(own.path, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: () => null,
    lazyConnect: true,
  });
  redis.on('error', () => {});
  await redis.connect();
  const alone = await openSideDoor({ redis });
  const { token, conversationId } = await alone.session();
  await own.stop();
  const posted = await alone.call('POST', `${BASE}/conversations/${conversationId}/activities`, {
    token,
    body: { type: 'message', text: 'x' },
  });
  expect(posted).toMatchObject({ status: 503, body: { code: 'not-ready' } });
  expect(posted.headers.get('retry-after')).toBe('2');
  await alone.close();
});
