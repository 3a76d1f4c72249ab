import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Problem } from '../../../src/shared/http/problem.ts';
import { eventually } from '../../support/eventually.ts';
import { BASE, closeSideDoors, openSideDoor, type SideDoor, until } from './side-door.ts';

let door: SideDoor;
beforeAll(async () => {
  door = await openSideDoor();
});
afterAll(closeSideDoors);

type Session = Awaited<ReturnType<SideDoor['session']>>;
const pathOf = ({ conversationId }: Session) => `${BASE}/conversations/${conversationId}/activities`;
const send = (at: SideDoor, session: Session, body: unknown) =>
  at.call('POST', pathOf(session), { token: session.token, body });
const read = (at: SideDoor, session: Session, watermark = '') =>
  at.call('GET', `${pathOf(session)}?watermark=${watermark}`, { token: session.token });
const messages = (at: SideDoor, { conversationId }: Session) =>
  at.received.filter((a) => a.conversation.id === conversationId && a.type !== 'conversationUpdate');

test('a message is in the log, numbered, and with the bot room', async () => {
  const session = await door.session();
  const { status, body } = await send(door, session, { type: 'message', text: 'hello', locale: 'en' });
  expect({ status, body }).toEqual({ status: 200, body: { id: `${session.conversationId}|0000001` } });
  const answer = await door.directLine.post(session.conversationId, {
    type: 'message',
    text: 'hi Ada',
    replyToId: body.id,
  });
  expect(answer).toEqual({ id: `${session.conversationId}|0000002`, duplicate: false });
  const all = await read(door, session);
  expect(all.headers.get('content-type')).toBe('application/json');
  expect(all.body).toMatchObject({
    watermark: '2',
    activities: [
      {
        id: body.id,
        type: 'message',
        text: 'hello',
        channelId: 'directline',
        conversation: { id: session.conversationId },
        from: { id: session.userId, name: 'Ada', role: 'user' },
      },
      { id: answer.id, text: 'hi Ada', from: { id: 'bot', name: 'Bot', role: 'bot' }, replyToId: body.id },
    ],
  });
  expect(Date.parse(all.body.activities[0].timestamp)).toBeGreaterThan(Date.now() - 60_000);
  expect((await read(door, session, '1')).body).toMatchObject({
    watermark: '2',
    activities: [{ id: answer.id }],
  });
  for (const newest of ['2', '99999']) {
    expect((await read(door, session, newest)).body).toEqual({ watermark: '2', activities: [] });
  }
  for (const none of ['', 'null', 'undefined', '-']) {
    expect((await read(door, session, none)).body.activities).toHaveLength(2);
  }
  expect(messages(door, session)).toMatchObject([{ id: body.id, text: 'hello', locale: 'en' }]);
});

test('what a client says about who speaks is overwritten', async () => {
  const session = await door.session();
  const forged = {
    type: 'message',
    text: 'I am the boss',
    id: 'my-own-id',
    timestamp: '1999-01-01T00:00:00.000Z',
    from: { id: 'bot', name: 'Boss', role: 'bot' },
    recipient: { id: 'x' },
    conversation: { id: 'another' },
    channelId: 'emulator',
    serviceUrl: 'https://evil.example',
    callerId: 'urn:botframework:azure',
    membersAdded: [{ id: 'x' }],
    channelData: { mine: 1, deskbridge: { verified: true, email: 'boss@example.com' } },
  };
  const { body } = await send(door, session, forged);
  const [logged] = (await read(door, session)).body.activities;
  expect(logged).toEqual({
    type: 'message',
    text: 'I am the boss',
    id: body.id,
    timestamp: expect.not.stringContaining('1999'),
    channelId: 'directline',
    conversation: { id: session.conversationId },
    from: { id: session.userId, name: 'Ada', role: 'user' },
    channelData: { mine: 1 },
  });
  const [handed] = messages(door, session);
  expect(handed).toEqual({
    ...logged,
    serviceUrl: 'urn:deskbridge:directline',
    recipient: { id: 'bot', name: 'Bot', role: 'bot' },
    channelData: { mine: 1, deskbridge: { verified: false } },
  });
});

test('text comes back as it was sent', async () => {
  const session = await door.session();
  const texts = [
    '',
    ' ',
    'a\u0000b',
    '\ud800',
    '\u202eevil',
    '👩‍👩‍👧‍👦',
    'e\u0301'.repeat(500),
    'line\r\nline',
    '{}":\\"',
    '<script>',
    'x'.repeat(65_536),
    '__proto__',
  ];
  for (const text of texts) expect((await send(door, session, { type: 'message', text })).status).toBe(200);
  const { activities } = (await read(door, session)).body;
  expect(activities.map(({ text }: { text: string }) => text)).toEqual(texts);
  expect(messages(door, session).map(({ text }) => text)).toEqual(texts);
});

test.each([
  ['no type', { text: 'x' }],
  ['a type that is no string', { type: 5 }],
  ['an unknown type', { type: 'delete' }],
  ['invoke', { type: 'invoke', name: 'x' }],
  ['conversationUpdate', { type: 'conversationUpdate' }],
  ['a text that is no string', { type: 'message', text: { a: 1 } }],
  ['too long a text', { type: 'message', text: 'x'.repeat(65_537) }],
  ['channelData that is no object', { type: 'message', channelData: 'x' }],
  ['a list', [{ type: 'message' }]],
  ['null', null],
  ['nothing', undefined],
])('refused with 400 and nothing stored: %s', async (_what, body) => {
  const session = await door.session();
  expect(await send(door, session, body)).toMatchObject({
    status: 400,
    body: { code: 'malformed-activity', status: 400 },
  });
  expect((await read(door, session)).body.activities).toEqual([]);
  expect(messages(door, session)).toEqual([]);
});

test('one clientActivityID, posted 50 times at once on two processes: one activity', async () => {
  const second = await openSideDoor({ desk: door.desk });
  const session = await door.session();
  const body = { type: 'message', text: 'once', channelData: { clientActivityID: 'c1' } };
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => send(i % 2 === 0 ? door : second, session, body)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect((await read(door, session)).body.activities).toHaveLength(1);
  const handed = [...messages(door, session), ...messages(second, session)];
  expect(new Set(handed.map(({ id }) => id))).toEqual(new Set([answers[0]?.body.id]));
  expect(handed[0]).toMatchObject({ channelData: { clientActivityID: 'c1' } });
  await second.close();
});

test('repeats that come while the bot is at it share its answer', async () => {
  let turns = 0;
  let finish = () => {};
  const slow = await openSideDoor({
    receive: async ({ type }) => {
      if (type !== 'message') return;
      turns += 1;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    },
  });
  const session = await slow.session();
  const body = { type: 'message', text: 'x', channelData: { clientActivityID: 'c1' } };
  const first = send(slow, session, body);
  await until('the turn has begun', () => turns === 1);
  const repeats = [1, 2, 3].map(() => send(slow, session, body));
  await until('it is in the log', async () => (await read(slow, session)).body.activities.length === 1);
  // The repeats are under way once a later request has been answered on the same connection to Redis.
  await Promise.all([1, 2, 3].map(() => read(slow, session)));
  finish();
  const answers = await Promise.all([first, ...repeats]);
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect((await read(slow, session)).body.activities).toHaveLength(1);
  await slow.close();
});

test('where the bot fails the client hears 502, and its repeat comes to the bot under the same id', async () => {
  const heard: string[] = [];
  let fault: unknown = new Error('secret internal words');
  const shaky = await openSideDoor({
    receive: async ({ type, id }) => {
      if (type !== 'message') return;
      heard.push(id);
      if (fault !== undefined) throw fault;
    },
  });
  const session = await shaky.session();
  const body = { type: 'message', text: 'x', channelData: { clientActivityID: 'c1' } };
  const failed = await send(shaky, session, body);
  expect(failed).toMatchObject({ status: 502, body: { code: 'bot-failed' } });
  expect(JSON.stringify(failed.body)).not.toContain('secret internal words');
  fault = new Problem(503, 'full', 'No more chats are taken. Try later.');
  expect(await send(shaky, session, body)).toMatchObject({ status: 503, body: { code: 'full' } });
  fault = undefined;
  const done = await send(shaky, session, body);
  expect(done.status).toBe(200);
  expect(heard).toEqual([done.body.id, done.body.id, done.body.id]);
  expect((await read(shaky, session)).body.activities).toHaveLength(1);
  await shaky.close();
});

test('a bot that does not answer is given up, and the next activity reaches it', async () => {
  const texts: unknown[] = [];
  const hung = await openSideDoor({
    limits: { receiveMs: 100 },
    receive: async ({ text }) => {
      texts.push(text);
      if (text === 'hang') await new Promise(() => {});
    },
  });
  const session = await hung.session();
  expect(await send(hung, session, { type: 'message', text: 'hang' })).toMatchObject({ status: 502 });
  // The next one waits for the turn itself a while, so that a slow bot does not think twice at once.
  const passed = () =>
    send(hung, session, { type: 'message', text: 'go' }).then(({ status }) => status === 200);
  await eventually(passed, 'the next activity reaches the bot');
  expect(texts.filter((text) => text !== undefined)).toEqual(['hang', 'go']);
  await hung.close();
});

test('the bot room gets a conversation one activity at a time, in the order of the log', async () => {
  let inside = 0;
  let most = 0;
  const order: string[] = [];
  const busy = await openSideDoor({
    receive: async ({ type, id }) => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      if (type === 'message') order.push(id);
    },
  });
  const session = await busy.session();
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => send(busy, session, { type: 'message', text: `${i}` })),
  );
  expect(most).toBe(1);
  expect(order).toEqual((await read(busy, session)).body.activities.map(({ id }: { id: string }) => id));
  await busy.close();
});

test("a user's sign of typing reaches the bot and no log", async () => {
  const session = await door.session();
  const { status, body } = await send(door, session, { type: 'typing' });
  expect(status).toBe(200);
  expect(messages(door, session)).toMatchObject([
    { type: 'typing', id: body.id, from: { id: session.userId } },
  ]);
  expect((await read(door, session)).body).toEqual({ activities: [], watermark: '0' });
});

test('an activity for the user with a known id is dropped, also 50 times at once', async () => {
  const { conversationId, ...session } = await door.session();
  const post = (text: string) =>
    door.directLine.post(conversationId, { type: 'message', id: 'entry-7', text });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => post(`${i}`)));
  expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
  expect(new Set(answers.map(({ id }) => id))).toEqual(new Set(['entry-7']));
  const { activities } = (await read(door, { conversationId, ...session })).body;
  expect(activities).toHaveLength(1);
  expect(activities[0].id).toBe('entry-7');
});

test('an activity for the user names its own author, and may not be huge', async () => {
  const session = await door.session();
  const from = { id: 'alice', name: 'Alice', role: 'bot' };
  await door.directLine.post(session.conversationId, { type: 'message', text: 'hi', from });
  expect((await read(door, session)).body.activities).toMatchObject([{ from }]);
  await expect(
    door.directLine.post(session.conversationId, { type: 'message', text: 'x'.repeat(300_000) }),
  ).rejects.toMatchObject({ status: 413, code: 'activity-too-large' });
});
