import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkPassword, hashPassword } from '../../../src/people/passwords.ts';
import { type AgentsRoom, openAgentsRoom, PASSWORD } from '../desk/agents-room.ts';

let room: AgentsRoom;
beforeAll(async () => {
  room = await openAgentsRoom();
});
afterAll(() => room?.close());

const attempt = (username: string, password: string) =>
  room.call('POST', '/api/v1/session', { body: { username, password } });

describe('a session', () => {
  test('begins with the password and ends with sign-out; other sessions go on', async () => {
    const [one, two] = [await room.signIn('alice'), await room.signIn('alice')];
    expect(one).not.toBe(two);
    expect((await room.call('GET', '/api/v1/me', { token: one })).body).toMatchObject({
      id: 'alice',
      name: 'Alice Smith',
      screenName: 'Alice Smith',
      roles: ['agent'],
      available: true,
      queues: ['GENERAL', 'Network', 'Hardware', 'Software', 'Access'],
    });
    expect((await room.call('DELETE', '/api/v1/session', { token: one })).status).toBe(204);
    expect((await room.call('GET', '/api/v1/me', { token: one })).status).toBe(401);
    expect((await room.call('DELETE', '/api/v1/session', { token: one })).status).toBe(401);
    expect((await room.call('GET', '/api/v1/me', { token: two })).status).toBe(200);
  });

  test('is over when the account is gone', async () => {
    const token = await room.signIn('carl');
    const account = room.accounts.get('carl')!;
    room.accounts.delete('carl');
    expect((await room.call('GET', '/api/v1/me', { token })).status).toBe(401);
    room.accounts.set('carl', account);
  });

  test('leaves no token and no password in the store', async () => {
    const token = await room.signIn('bob');
    await room.ticketFor(token);
    const keys = await room.redis.keys(`*${room.desk}*`);
    expect(keys.join()).not.toContain(token);
    for (const key of keys.filter((one) => /session|ticket/.test(one)))
      expect(await room.redis.get(key)).not.toContain(token);
  });

  test('makes the agent present, also right after a sign-out', async () => {
    const present = () => room.redis.zscore(`{${room.desk}}:presence`, 'bob');
    const token = await room.signIn('bob');
    expect(Number(await present())).toBeGreaterThan(Date.now() + 30_000);
    await room.call('DELETE', '/api/v1/session', { token });
    expect(Number(await present())).toBeLessThanOrEqual(Date.now());
    await room.signIn('bob');
    expect(Number(await present())).toBeGreaterThan(Date.now() + 30_000);
  });
});

describe('a wrong password', () => {
  test('and a name nobody has are told alike', async () => {
    const wrong = await attempt('alice', 'wrong');
    const unknown = await attempt('nobody', 'wrong');
    expect(wrong.body).toMatchObject({ status: 401, code: 'wrong-credentials' });
    expect(unknown.body).toEqual(wrong.body);
    for (const name of ['__proto__', 'constructor', 'toString', 'ALICE', ' alice'])
      expect((await attempt(name, PASSWORD)).status).toBe(401);
  });

  test('[S4] may be tried ten times a minute, one after another', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push((await attempt('amy', `wrong ${i}`)).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    const reply = await attempt('amy', PASSWORD);
    expect(reply.body).toMatchObject({ status: 429, code: 'too-many-attempts' });
    expect(reply.headers.get('retry-after')).toBe('60');
    expect((await attempt('alice', PASSWORD)).status).toBe(200);
    room.time.ahead += 61_000;
    expect((await attempt('amy', PASSWORD)).status).toBe(200);
    expect((await attempt('amy', 'wrong')).status).toBe(401);
  });

  test('[S4] may be tried ten times a minute, also all at once', async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, (_, i) => attempt('guessed', `wrong ${i}`)));
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(30);
  });
});

test('[S4] whoever tries name after name has a hundred tries a minute from one address', async () => {
  room.time.ahead += 61_000;
  const replies = await Promise.all(Array.from({ length: 150 }, (_, i) => attempt(`name-${i}`, 'wrong')));
  const wrong = replies.filter(({ status }) => status === 401).length;
  // The one that was looked at beside the last comes on top.
  expect([100, 101]).toContain(wrong);
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(150 - wrong);
  room.time.ahead += 61_000;
  expect((await attempt('alice', PASSWORD)).status).toBe(200);
});

describe('passwords', () => {
  test('[S3] are hashed with a salt of their own, and compared as text, not as bytes', async () => {
    const [one, two] = [await hashPassword('Straße é'), await hashPassword('Straße é')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^scrypt\$[\w-]{22}\$[\w-]{43}$/);
    expect(await checkPassword('Straße e\u0301', one)).toBe(true);
    expect(await checkPassword('strasse é', one)).toBe(false);
    expect(await checkPassword('', one)).toBe(false);
  });

  test.each([undefined, '', 'x', 'scrypt$$', 'scrypt$a', 'plain$$', '$$$', 'md5$a$b'])(
    'nothing matches the hash %s',
    async (hash) => {
      for (const password of ['', 'x', PASSWORD]) expect(await checkPassword(password, hash)).toBe(false);
    },
  );
});

describe('what an agent says of himself', () => {
  test('a capacity above the bound is lowered to it, and the answer says so', async () => {
    const token = await room.signIn('alice');
    const set = (body: object) => room.call('PUT', '/api/v1/me/availability', { token, body });
    expect((await set({ available: false, capacity: 500 })).body).toMatchObject({
      available: false,
      capacity: 10,
    });
    expect((await set({ available: true, capacity: 2 })).body).toMatchObject({
      available: true,
      capacity: 2,
    });
    expect((await set({ available: true })).body).toMatchObject({ capacity: 2 });
    expect((await room.call('GET', '/api/v1/me', { token })).body).toMatchObject({
      available: true,
      capacity: 2,
    });
  });

  test('a screen name holds from the next accepted chat [row 35]', async () => {
    const token = await room.signIn('alice');
    const rename = (screenName: string) =>
      room.call('PUT', '/api/v1/me/screen-name', { token, body: { screenName } });
    const say = async (id: string) =>
      (await room.call('POST', `/api/v1/chats/${id}/messages`, { token, body: { text: 'Hi' } })).body.entry
        .author.name;
    const accept = (id: string) => room.call('POST', `/api/v1/chats/${id}/accept`, { token });
    const [before, after] = [await room.arrive(), await room.arrive()];
    await accept(before);
    expect((await rename('  Al\u202e "the fixer" <b>\u200b ')).body.screenName).toBe('Al "the fixer" <b>');
    await accept(after);
    expect(await say(before)).toBe('Alice Smith');
    expect(await say(after)).toBe('Al "the fixer" <b>');
    expect((await room.call('GET', `/api/v1/chats/${before}`, { token })).body.chat.agent).toEqual({
      id: 'alice',
      screenName: 'Alice Smith',
    });
    await rename('Alice Smith');
  });
});
