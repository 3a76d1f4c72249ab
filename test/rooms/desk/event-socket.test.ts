import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let alice: string;
let amy: string;
beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
  amy = await room.signIn('amy');
});
afterAll(() => room?.close());

const accept = (id: string) => room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
const say = (id: string, text = 'Hi') =>
  room.call('POST', `/api/v1/chats/${id}/messages`, { token: alice, body: { text } });

describe('the ticket', () => {
  test('opens one socket, once', async () => {
    const ticket = await room.ticketFor(alice);
    await room.follow(ticket);
    await expect(room.follow(ticket)).rejects.toThrow('401');
  });

  test('used by twenty at once opens one', async () => {
    const ticket = await room.ticketFor(alice);
    const opened = await Promise.allSettled(Array.from({ length: 20 }, () => room.follow(ticket)));
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('lives thirty seconds and no longer than its session', async () => {
    const session = await room.signIn('bob');
    const ticket = await room.ticketFor(session);
    const [key] = (await room.redis.keys(`*${room.desk}*socket-ticket*`)).filter(Boolean);
    expect(await room.redis.ttl(key ?? '')).toBeLessThanOrEqual(30);
    await room.call('DELETE', '/api/v1/session', { token: session });
    await expect(room.follow(ticket)).rejects.toThrow('401');
  });

  test.each(['', 'x', 'x'.repeat(43), '%00', '__proto__'])('%j is none', async (ticket) => {
    await expect(room.follow(ticket)).rejects.toThrow('401');
  });

  test('a session’s token is none', async () => {
    await expect(room.follow(alice)).rejects.toThrow('401');
  });
});

test('a window ends with the session that opened it; the agent’s other windows go on', async () => {
  const [one, two] = [await room.signIn('bob'), await room.signIn('bob')];
  const [ended, other] = [
    await room.follow(await room.ticketFor(one)),
    await room.follow(await room.ticketFor(two)),
  ];
  await room.call('DELETE', '/api/v1/session', { token: one });
  await eventually(() => ended.closed() !== 0, 'the window of the session closes', 20_000);
  const id = await room.arrive();
  await other.hears(id, 'chat');
  expect(other.closed()).toBe(0);
});

test('a window that hears nothing of a busy desk is told with its ping how far it has come', async () => {
  const quiet = await room.follow(await room.ticketFor(amy));
  const { cursor } = await quiet.first();
  await room.arrive({ queue: 'Network' });
  const told = await eventually(() => quiet.frames[1], 'the second frame', 20_000);
  expect(told).toEqual({ kind: 'ready', cursor: expect.any(String) });
  expect(told.cursor > cursor).toBe(true);
  // With it the window goes on where it was.
  const again = await room.follow(await room.ticketFor(amy), told.cursor);
  expect(await again.first()).toMatchObject({ kind: 'ready' });
});

describe('the page', () => {
  test.each(['https://evil.example.com', 'http://127.0.0.1:1', 'null', 'file://'])(
    'of %s may not open it, and its ticket is not used up',
    async (origin) => {
      const ticket = await room.ticketFor(alice);
      await expect(room.follow(ticket, undefined, { origin })).rejects.toThrow('403');
      await room.follow(ticket);
    },
  );

  test('of this server may, also where people reach it under another address', async () => {
    for (const origin of [room.url, 'https://desk.example'])
      await room.follow(await room.ticketFor(alice), undefined, { origin });
  });
});

describe('the feed', () => {
  test('begins with resync and the cursor, and then says what changes, never a text', async () => {
    const window = await room.follow(await room.ticketFor(alice));
    expect(await window.first()).toEqual({
      kind: 'resync',
      cursor: expect.stringMatching(/^[0-9a-f]{12}:\d+-\d+$/),
    });
    const id = await room.arrive();
    expect(await window.hears(id, 'chat')).toMatchObject({ version: 1 });
    await accept(id);
    await room.settle(id);
    await say(id, 'WORDS FOR THE USER');
    expect(await window.hears(id, 'entry')).toMatchObject({ seq: expect.any(Number) });
    expect(await window.hears(id, 'delivery')).toMatchObject({ seq: expect.any(Number) });
    expect(JSON.stringify(window.frames)).not.toContain('WORDS');
  });

  test('with a cursor goes on where the window was, without a gap and in order', async () => {
    const first = await room.follow(await room.ticketFor(alice));
    const { cursor } = await first.first();
    first.ws.close();
    const ids = [await room.arrive(), await room.arrive(), await room.arrive()];
    const again = await room.follow(await room.ticketFor(alice), cursor);
    expect(await again.first()).toMatchObject({ kind: 'ready' });
    await again.hears(ids[2]!, 'chat');
    const chats = again.frames.filter(({ kind }) => kind === 'chat').map(({ chat }) => chat);
    expect(chats.filter((chat) => ids.includes(chat))).toEqual(ids);
    const cursors = again.frames.slice(1).map((frame) => frame.cursor);
    expect(cursors).toEqual([...cursors].sort());
  });

  test('while rows keep coming, a window that joins misses none', async () => {
    const before = await room.follow(await room.ticketFor(alice));
    const { cursor } = await before.first();
    const ids: string[] = [];
    const arriving = (async () => {
      for (let i = 0; i < 40; i++) ids.push(await room.arrive());
    })();
    const joining = await Promise.all(
      Array.from({ length: 5 }, async () => room.follow(await room.ticketFor(alice), cursor)),
    );
    await arriving;
    for (const window of joining) {
      await window.hears(ids.at(-1)!, 'chat');
      const heard = new Set(window.frames.map(({ chat }) => chat));
      expect(ids.filter((id) => !heard.has(id))).toEqual([]);
    }
  });

  test('goes on for an agent who has missed little, whatever became of chats that they may not see', async () => {
    const window = await room.follow(await room.ticketFor(amy));
    const { cursor } = await window.first();
    const unseen = await room.arrive({ queue: 'Network' });
    await accept(unseen);
    for (let i = 0; i < 6; i++)
      await Promise.all(Array.from({ length: 100 }, (_, n) => say(unseen, `${i} ${n}`)));
    const seen = await room.arrive({ queue: 'Access' });
    const again = await room.follow(await room.ticketFor(amy), cursor);
    expect(await again.first()).toMatchObject({ kind: 'ready' });
    await again.hears(seen, 'chat');
    const all = await room.follow(await room.ticketFor(alice), cursor);
    expect(await all.first()).toMatchObject({ kind: 'resync' });
  });

  test('with a cursor older than the rows that are left says resync', async () => {
    await room.arrive();
    const stale = await room.follow(await room.ticketFor(alice), '1-1');
    expect(await stale.first()).toMatchObject({ kind: 'resync' });
  });

  test.each(['x', '1', '-1-1', '1-1-1', '', '9'.repeat(40)])(
    'with %j for a cursor says resync',
    async (cursor) => {
      const window = await room.follow(await room.ticketFor(alice), cursor);
      expect(await window.first()).toMatchObject({ kind: 'resync' });
    },
  );

  test.each(['nothing like JSON', 'null', '[]', '5', '{"cursor":5}', '{"cursor":{"a":1}}'])(
    'with %j for a first frame says resync',
    async (frame) => {
      const window = await room.follow(await room.ticketFor(alice), 'nothing');
      window.ws.send(frame);
      expect(await window.first()).toMatchObject({ kind: 'resync' });
    },
  );

  test('with a first frame that is too large is closed, and others go on', async () => {
    const window = await room.follow(await room.ticketFor(alice), 'nothing');
    window.ws.on('error', () => {});
    window.ws.send('x'.repeat(100_000));
    await eventually(() => window.closed() !== 0, 'the window is closed');
    await (await room.follow(await room.ticketFor(alice))).first();
  });

  test('tells an agent nothing of a chat in queues or companies that are not his', async () => {
    const amys = await room.follow(await room.ticketFor(amy));
    const alices = await room.follow(await room.ticketFor(alice));
    const { cursor } = await amys.first();
    await alices.first();
    const unseen = await room.arrive({ queue: 'Network' });
    await accept(unseen);
    await room.settle(unseen);
    await say(unseen);
    await room.call('POST', `/api/v1/chats/${unseen}/notes`, { token: alice, body: { text: 'x' } });
    await alices.hears(unseen, 'delivery');
    const seen = await room.arrive({ queue: 'Access' });
    await amys.hears(seen, 'chat');
    expect(JSON.stringify(amys.frames)).not.toContain(unseen);
    const late = await room.follow(await room.ticketFor(amy), cursor);
    await late.hears(seen, 'chat');
    expect(JSON.stringify(late.frames)).not.toContain(unseen);
  });
});
