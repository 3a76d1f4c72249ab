import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ConnectionStatus, DirectLine } from 'botframework-directlinejs';
import type { OutgoingActivity, UserActivity } from '../../../src/directline/ports.ts';
import { patience } from '../../support/pace.ts';
import { XmlHttpRequest } from '../../support/xml-http-request.ts';
import { BASE, closeSideDoors, openSideDoor, type SideDoor, until } from './side-door.ts';

beforeAll(() => {
  Object.assign(globalThis, { XMLHttpRequest: XmlHttpRequest });
});
afterAll(closeSideDoors);

interface Heard {
  readonly id: string;
  readonly text: string;
  readonly type: string;
  readonly from: { readonly id: string };
}

/** Microsoft's client, unmodified; it waits 3 s before it comes back (its shortest), instead of up to 15. */
function connect(door: SideDoor, token: string, options: object) {
  const client = new DirectLine({
    token,
    domain: `${door.url}${BASE}`,
    timeout: patience(500),
    random: () => 0,
    ...options,
  } as ConstructorParameters<typeof DirectLine>[0]);
  const heard: Heard[] = [];
  const statuses: ConnectionStatus[] = [];
  client.connectionStatus$.subscribe((status) => statuses.push(status));
  const subscription = client.activity$.subscribe((activity) => heard.push(activity as unknown as Heard));
  const send = (text: string, clientActivityID: string = randomUUID()): Promise<string> =>
    new Promise((resolve, reject) => {
      client
        .postActivity({
          type: 'message',
          text,
          from: { id: 'whoever' },
          channelData: { clientActivityID },
        } as Parameters<DirectLine['postActivity']>[0])
        .subscribe(resolve, reject);
    });
  const end = () => {
    subscription.unsubscribe();
    client.end();
  };
  return { heard, statuses, send, end, texts: () => heard.map(({ text }) => text) };
}

/** A bot that answers each message once, however often it comes, as the bot room does. */
function echoBot(post: () => (conversationId: string, activity: OutgoingActivity) => Promise<unknown>) {
  return async ({ type, id, text, conversation }: UserActivity) => {
    if (type === 'message') {
      await post()(conversation.id, { type: 'message', id: `answer to ${id}`, text: `you said ${text}` });
    }
  };
}

test.each([
  ['WebSocket', { webSocket: true }],
  ['polling', { webSocket: false, pollingInterval: 3000 }],
])(
  'an unmodified botframework-directlinejs talks over %s, through a restart of the server',
  async (_how, options) => {
    const desk = `dljs-${randomUUID()}`;
    let door: SideDoor;
    const receive = echoBot(() => door.directLine.post);
    door = await openSideDoor({ desk, receive });
    const { token, conversationId, userId } = (
      await door.call('POST', '/chat/session', { body: { userName: 'Ada' } })
    ).body;
    const client = connect(door, token, options);
    const both = ['one', 'you said one'];

    expect(await client.send('one')).toBe(`${conversationId}|0000001`);
    await until('both are heard', () => client.heard.length === 2);
    expect(client.texts()).toEqual(both);
    expect(client.heard.map(({ from }) => from.id)).toEqual([userId, 'bot']);

    await door.close();
    const lost = randomUUID();
    expect(await client.send('two', lost)).toBe('retry');
    door = await openSideDoor({ desk, receive }, door.port);
    await door.directLine.post(conversationId, { type: 'message', text: 'are you there?' });
    const id = await client.send('two', lost);
    expect(await client.send('two', lost)).toBe(id);
    await client.send('three');

    const all = [...both, 'are you there?', 'two', 'you said two', 'three', 'you said three'];
    await until('all are heard', () => client.heard.length >= all.length);
    expect(client.texts()).toEqual(all);
    expect(new Set(client.heard.map((activity) => activity.id)).size).toBe(all.length);
    expect(client.statuses.at(-1)).toBe(ConnectionStatus.Online);
    client.end();

    const reloaded = connect(door, token, { ...options, conversationId, watermark: '5' });
    await until('what came after the watermark', () => reloaded.heard.length === 2);
    expect(reloaded.texts()).toEqual(all.slice(5));
    reloaded.end();
    await door.close();
  },
);

test('it is told when its token has expired', async () => {
  let ahead = 0;
  const door = await openSideDoor({ clock: { now: () => Date.now() + ahead } });
  const { token } = (await door.call('POST', '/chat/session', { body: {} })).body;
  const client = connect(door, token, { webSocket: true });
  await until('it is online', () => client.statuses.includes(ConnectionStatus.Online));
  ahead = 31 * 60_000;
  expect(await client.send('too late')).toBe('retry');
  expect(client.statuses).toContain(ConnectionStatus.ExpiredToken);
  client.end();
  await door.close();
});
