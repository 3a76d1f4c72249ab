import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { digest } from '../../../src/chat/ids.ts';
import { becomes } from '../../support/becomes.ts';
import { type Cellar, openCellar } from '../store/open-cellar.ts';
import { BASE, closeSideDoors, listen, openSideDoor, type SideDoor, until } from './side-door.ts';

// Whether a user is there, by what their client does at our own Direct Line.

let door: SideDoor;
let house: Cellar;
beforeAll(async () => {
  door = await openSideDoor();
  house = openCellar(door.redis, door.desk);
});
afterAll(closeSideDoors);

/** A user whose client has done nothing since the conversation began, and their chat. */
async function user() {
  const session = await door.session();
  const conversation = { channel: 'directline', id: session.conversationId };
  const chat = await house.waiting({ conversation });
  const lease = async () =>
    Number((await door.redis.zscore(house.keys.attended, digest('directline', session.conversationId))) ?? 0);
  return {
    ...session,
    lease,
    /** As if nobody had been heard of; whoever opens a conversation is. */
    async forget() {
      await until('the client is heard of', async () => (await lease()) > 0);
      await door.redis.zrem(house.keys.attended, digest('directline', session.conversationId));
    },
    connected: async () => (await house.store.connections.of([chat]))(chat).connected,
  };
}

type User = Awaited<ReturnType<typeof user>>;
const activities = ({ conversationId }: { conversationId: string }) =>
  `${BASE}/conversations/${conversationId}/activities`;

test('[chat F14] a tab that is closed has gone within some seconds, and is there again when it is opened again', async () => {
  const uma = await user();
  await uma.forget();
  expect(await uma.connected()).toBe('no');
  const tab = listen(uma.streamUrl);
  await becomes(uma.connected, 'yes');
  tab.socket.close(1001);
  await becomes(uma.connected, 'no');
  const { body } = await door.call('GET', `${BASE}/conversations/${uma.conversationId}`, {
    token: uma.token,
  });
  const again = listen(body.streamUrl);
  await becomes(uma.connected, 'yes');
  again.socket.close(1001);
});

test('[chat F14 sibling] a broken line leaves a client the time to come back, a closed tab of two does not end the other', async () => {
  const uma = await user();
  await uma.forget();
  const first = listen(uma.streamUrl);
  await until('the stream is open', async () => (await uma.lease()) > 0);
  const before = await uma.lease();
  first.socket.terminate();
  await until('it is closed', () => first.closed.code !== undefined);
  // The next call comes behind the close on the server.
  const { body } = await door.call('GET', `${BASE}/conversations/${uma.conversationId}`, {
    token: uma.token,
  });
  expect(await uma.lease()).toBeGreaterThanOrEqual(before);
  const [one, other] = [listen(body.streamUrl), listen(await next(uma))];
  await until('both are open', () => [one, other].every(({ socket }) => socket.readyState === socket.OPEN));
  const both = await uma.lease();
  one.socket.close(1001);
  await until('one is closed', () => one.closed.code !== undefined);
  await until('the other is heard of', async () => (await uma.lease()) > both);
  expect(await uma.connected()).toBe('yes');
  other.socket.close();
});

const next = async ({ conversationId, token }: { conversationId: string; token: string }): Promise<string> =>
  (await door.call('GET', `${BASE}/conversations/${conversationId}`, { token })).body.streamUrl;

test.each([
  ['polls', (at: SideDoor, uma: User) => at.call('GET', activities(uma), { token: uma.token })],
  [
    'writes',
    (at: SideDoor, uma: User) =>
      at.call('POST', activities(uma), { token: uma.token, body: { type: 'message', text: 'hello' } }),
  ],
])(
  '[chat F14 sibling] who %s without a stream is there too, and their signs cost one write for many',
  async (_how, call) => {
    const uma = await user();
    await uma.forget();
    expect(await uma.connected()).toBe('no');

    // Another process, whose clock stands still.
    const now = Date.now();
    const other = await openSideDoor({ desk: door.desk, clock: { now: () => now } });
    await call(other, uma);
    await becomes(uma.connected, 'yes');
    await uma.forget();
    await call(other, uma);
    expect(await uma.lease()).toBe(0);
  },
);
