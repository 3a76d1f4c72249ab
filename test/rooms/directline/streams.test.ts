import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  BASE,
  closeSideDoors,
  type Listener,
  listen,
  openSideDoor,
  refusal,
  type SideDoor,
  until,
} from './side-door.ts';

let door: SideDoor;
const listeners: Listener[] = [];
beforeAll(async () => {
  door = await openSideDoor();
});
afterEach(() => {
  for (const { socket } of listeners.splice(0)) socket.terminate();
});
afterAll(closeSideDoors);

function hear(streamUrl: string, headers = {}, options = {}): Listener {
  const listener = listen(streamUrl, headers, options);
  listeners.push(listener);
  return listener;
}

type Session = Awaited<ReturnType<SideDoor['session']>>;
const say = (at: SideDoor, { conversationId }: Session, text: string) =>
  at.directLine.post(conversationId, { type: 'message', text });
const nextUrl = async (at: SideDoor, { conversationId, token }: Session, watermark = ''): Promise<string> =>
  (await at.call('GET', `${BASE}/conversations/${conversationId}?watermark=${watermark}`, { token })).body
    .streamUrl;

test('a stream brings what was said before and what is said now, both ways, with watermarks', async () => {
  const session = await door.session();
  await say(door, session, 'one');
  const listener = hear(session.streamUrl);
  await until('the history is here', () => listener.texts().length === 1);
  await door.call('POST', `${BASE}/conversations/${session.conversationId}/activities`, {
    token: session.token,
    body: { type: 'message', text: 'two' },
  });
  await say(door, session, 'three');
  await until('all are here', () => listener.texts().length === 3);
  expect(listener.texts()).toEqual(['one', 'two', 'three']);
  expect(listener.watermark()).toBe('3');
});

test('a client that comes back with its watermark misses nothing and hears nothing twice', async () => {
  const session = await door.session();
  const first = hear(session.streamUrl);
  await say(door, session, 'one');
  await until('the first is here', () => first.texts().length === 1);
  first.socket.terminate();
  await say(door, session, 'two');
  const second = hear(await nextUrl(door, session, first.watermark()));
  await say(door, session, 'three');
  await until('the rest is here', () => second.texts().length === 2);
  expect(second.texts()).toEqual(['two', 'three']);
});

test('a long history comes whole and in order', async () => {
  const session = await door.session();
  const texts = Array.from({ length: 60 }, (_, i) => `${i} ${'x'.repeat(30_000)}`);
  for (const text of texts) await say(door, session, text);
  const listener = hear(session.streamUrl);
  await until('all are here', () => listener.texts().length >= 60);
  expect(listener.texts()).toEqual(texts);
  expect(listener.frames.length).toBeGreaterThan(1);
});

test('what another process posts wakes the streams of this one', async () => {
  const other = await openSideDoor({ desk: door.desk });
  const session = await door.session();
  const [here, there] = [hear(session.streamUrl), hear(await nextUrl(other, session))];
  for (let i = 0; i < 20; i++) await say(i % 2 === 0 ? door : other, session, `${i}`);
  await other.directLine.post(session.conversationId, { type: 'typing' });
  for (const listener of [here, there]) {
    await until('all are here', () => listener.texts().length === 21);
    // A sign of typing is not read from the conversation, so it may come before its last message.
    const said = listener.texts().filter((text) => text !== undefined);
    expect(said).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
    const typing = listener.frames.filter(({ watermark }) => watermark === undefined);
    expect(typing).toMatchObject([{ activities: [{ type: 'typing', from: { id: 'bot' } }] }]);
  }
  await other.close();
});

test('typing is for those who listen now', async () => {
  const session = await door.session();
  await door.directLine.post(session.conversationId, { type: 'typing' });
  await say(door, session, 'one');
  const listener = hear(session.streamUrl);
  await until('the message is here', () => listener.texts().length === 1);
  expect(listener.texts()).toEqual(['one']);
});

test('wake-ups that were missed are made up for when their connection is back', async () => {
  const connectionName = `wakes-${randomUUID()}`;
  const own = await openSideDoor({ redis: new Redis(process.env.TEST_REDIS ?? '', { connectionName }) });
  const session = await own.session();
  const listener = hear(session.streamUrl);
  await say(own, session, 'one');
  await until('the first is here', () => listener.texts().length === 1);
  const clients = String(await own.redis.client('LIST')).split('\n');
  const follower = clients.find(
    (line) => line.includes(`name=${connectionName}`) && line.includes(' sub=1 '),
  );
  await own.redis.client('KILL', 'ID', /\bid=(\d+)/.exec(follower ?? '')?.[1] ?? '');
  await say(own, session, 'two');
  await until('the second is here', () => listener.texts().length === 2);
});

test('a ticket opens one stream of one conversation, once', async () => {
  const session = await door.session();
  const ticketKeys = await door.redis.keys(`{${door.desk}}:dl:*:ticket`);
  const ttls = await Promise.all(ticketKeys.map((key) => door.redis.pttl(key)));
  expect(Math.max(...ttls)).toBeLessThanOrEqual(60_000);
  expect(Math.min(...ttls)).toBeGreaterThan(0);
  expect(ticketKeys.join()).not.toContain(new URL(session.streamUrl).searchParams.get('t'));
  const listener = hear(session.streamUrl);
  await until('it is open', () => listener.socket.readyState === listener.socket.OPEN);
  expect(await refusal(session.streamUrl)).toEqual({ status: 401, code: 'stream-ticket-invalid' });
  expect(await refusal(session.streamUrl.replace(/t=.*/, 't='))).toMatchObject({ status: 401 });
  const other = await door.session();
  const crossed = (await nextUrl(door, session)).replace(session.conversationId, other.conversationId);
  expect(await refusal(crossed)).toEqual({ status: 403, code: 'other-conversation' });
  const odd = (await nextUrl(door, session)).replace('watermark=0', 'watermark=x');
  expect(await refusal(odd)).toEqual({ status: 400, code: 'malformed-watermark' });
});

test('pages of other sites open no stream', async () => {
  const session = await door.session();
  for (const origin of ['https://evil.example', 'null', `${door.url}.evil.example`]) {
    expect(await refusal(session.streamUrl, { origin })).toEqual({ status: 403, code: 'origin-not-trusted' });
  }
  const listener = hear(session.streamUrl, { origin: door.url });
  await until('it is open', () => listener.socket.readyState === listener.socket.OPEN);
});

test('the ninth stream of a conversation ends the oldest', async () => {
  const session = await door.session();
  const open: Listener[] = [];
  for (let i = 0; i < 9; i++) {
    const listener = hear(await nextUrl(door, session));
    await until('it is open', () => listener.socket.readyState === listener.socket.OPEN);
    open.push(listener);
  }
  await until('the oldest is gone', () => open[0]?.closed.code !== undefined);
  expect(open[0]?.closed.code).toBe(4409);
  await say(door, session, 'one');
  for (const listener of open.slice(1)) await until('it hears', () => listener.texts().length === 1);
});

test('streams are kept alive by empty frames; those of the silent and the outdated end', async () => {
  let ahead = 0;
  const short = await openSideDoor({
    limits: { keepAliveMs: 40 },
    clock: { now: () => Date.now() + ahead },
  });
  const session = await short.session();
  const well = hear(session.streamUrl);
  await until('three beats', () => well.empty.count >= 3);
  expect(well.closed.code).toBeUndefined();
  const silent = hear(await nextUrl(short, session), {}, { autoPong: false });
  await until('the silent one is let go', () => silent.closed.code !== undefined);
  expect(well.closed.code).toBeUndefined();
  ahead = 25 * 3600 * 1000;
  await until('the day is over', () => well.closed.code !== undefined);
  expect(well.closed.code).toBe(4403);
  await short.close();
});

test('words from the client are ignored, floods of them end its stream', async () => {
  const session = await door.session();
  const listener = hear(session.streamUrl);
  await until('it is open', () => listener.socket.readyState === listener.socket.OPEN);
  for (const words of ['', '{}', '{"activities":[]}', 'x'.repeat(4000)]) listener.socket.send(words);
  await say(door, session, 'one');
  await until('it hears', () => listener.texts().length === 1);
  listener.socket.send('x'.repeat(5000));
  await until('it is ended', () => listener.closed.code !== undefined);
});

test('a server that stops says so', async () => {
  const short = await openSideDoor();
  const listener = hear((await short.session()).streamUrl);
  await until('it is open', () => listener.socket.readyState === listener.socket.OPEN);
  await short.close();
  await until('it is told', () => listener.closed.code === 1012);
});
