import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory, type TurnContext } from 'botbuilder';
import { keysOf } from '../../../src/store/keys.ts';
import { ALICE } from '../sync/post-room.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

/** A bot that hands over at "agent", answers invokes by counting, and remembers what reached it. */
async function withBot(turn?: (context: TurnContext) => Promise<void>) {
  const heard: string[] = [];
  let invokes = 0;
  door = await openFrontDoor(async (context) => {
    const { type, text, id } = context.activity;
    heard.push(`${type} ${text ?? id ?? ''}`.trim());
    if (text === 'agent')
      await context.sendActivity(EventFactory.createHandoffInitiation(context, { question: 'VPN' }));
    else if (turn !== undefined) await turn(context);
    else if (type === 'invoke') {
      invokes += 1;
      await context.sendActivity({ type: 'invokeResponse', value: { status: 200, body: { n: invokes } } });
    }
  });
  return heard;
}

const opened = async () => {
  await door.say('agent');
  const chat = (await door.chats())[0]!;
  await door.execute(chat.id, { type: 'accept', by: ALICE });
  return chat.id;
};
const log = (id: string) => door.store.chats.log(id);
const texts = async (id: string) => (await log(id)).map(({ text }) => text);
const last = async (id: string) => (await texts(id)).at(-1);
const update = (id: string, text: string, more: object = {}) =>
  door.post({ type: 'messageUpdate', id, text, ...more });
const remove = (id: string) => door.post({ type: 'messageDelete', id });

describe('[chat F9] edits and deletions', () => {
  test('[chat F9] an edit is a line of its own, and the first one stays', async () => {
    const heard = await withBot();
    const id = await opened();
    await door.say('My asset tag is 1234', 'm-100');
    await update('m-100', 'My asset tag is 4321');
    expect((await texts(id)).slice(-2)).toEqual(['My asset tag is 1234', 'edited: My asset tag is 4321']);
    expect((await log(id)).at(-1)).toMatchObject({
      visibility: 'public',
      author: { kind: 'user', id: 'user-1' },
    });
    expect(heard).toEqual(['message agent']);
  });

  test('[chat F9] a deletion takes the words out of the log and says so', async () => {
    await withBot();
    const id = await opened();
    await door.say('My password is hunter2', 'm-101');
    await remove('m-101');
    await remove('m-101');
    expect((await texts(id)).slice(-2)).toEqual([
      '(deleted by the user)',
      'A message was deleted by the user.',
    ]);
    expect((await log(id)).at(-1)).toMatchObject({ type: 'event', code: 'message-deleted' });
    // Windows that have read the line read it again.
    const rows = await door.redis.xrange(keysOf(door.desk).feed, '-', '+');
    expect(rows.filter(([, fields]) => fields.includes('d'))).toHaveLength(1);
  });

  test('[chat F9 sibling] an edit of what is deleted goes with it, another’s words stay', async () => {
    await withBot();
    const id = await opened();
    await door.say('It is hunter2', 'm-1');
    await update('m-1', 'It is hunter3');
    await door.say('unlike', 'm-2');
    await remove('m-1');
    expect((await texts(id)).slice(-4)).toEqual([
      '(deleted by the user)',
      '(deleted by the user)',
      'unlike',
      'A message was deleted by the user.',
    ]);
  });

  test('[chat F9 sibling] what was deleted before the handoff no agent reads', async () => {
    const heard = await withBot();
    await door.say('My password is hunter2', 'm-1');
    await remove('m-1');
    await remove('never-said');
    expect(heard).toEqual([
      'message My password is hunter2',
      'messageDelete m-1',
      'messageDelete never-said',
    ]);
    const id = await opened();
    expect((await texts(id)).slice(0, 3)).toEqual([
      '(deleted by the user)',
      'A message was deleted by the user.',
      'agent',
    ]);
  });

  test('[chat F9 sibling] what is deleted after the end is gone from the closed chat', async () => {
    await withBot();
    const id = await opened();
    await door.say('My password is hunter2', 'm-1');
    await door.execute(id, { type: 'end', by: ALICE, resolveTicket: false });
    await remove('m-1');
    expect((await texts(id)).join()).not.toContain('hunter2');
  });

  test('[chat F9 sibling] two edits and one that is undone are three lines; the repeat of one is none', async () => {
    await withBot();
    const id = await opened();
    await door.say('one', 'm-1');
    await update('m-1', 'two');
    await update('m-1', 'one', { timestamp: '2026-03-01T09:00:00Z' });
    await update('m-1', 'one', { timestamp: '2026-03-01T09:00:00Z' });
    await update('m-1', 'two', { timestamp: '2026-03-01T09:00:05Z' });
    await update('m-1', 'two', {
      channelData: { eventType: 'undeleteMessage' },
      timestamp: '2026-03-01T09:01:00Z',
    });
    expect((await texts(id)).slice(-5)).toEqual([
      'one',
      'edited: two',
      'edited: one',
      'edited: two',
      'restored: two',
    ]);
  });

  test('[chat F9] with the virtual agent in charge an update with the first id reaches it', async () => {
    const heard = await withBot();
    await door.say('1234', 'm-100');
    await update('m-100', '4321');
    expect(heard).toEqual(['message 1234', 'messageUpdate 4321']);
  });

  test('[chat F9] an edit to a word for leaving leaves nothing', async () => {
    await withBot();
    const id = await opened();
    await door.say('hello', 'm-1');
    await update('m-1', 'cancel chat');
    expect((await door.store.chats.read(id)).chat?.cancelledByUser).toBe(false);
  });

  test('[chat F9 sibling] a repeated invoke gets the first answer again', async () => {
    await withBot();
    const invoke = { type: 'invoke', name: 'adaptiveCard/action', id: 'i-1', value: {} };
    expect(await door.post(invoke)).toMatchObject({ status: 200, body: { n: 1 } });
    expect(await door.post(invoke)).toMatchObject({ status: 200, body: { n: 1 } });
    expect(await door.post({ ...invoke, id: 'i-2' })).toMatchObject({ status: 200, body: { n: 2 } });
    // An id is one message's and one invoke's.
    await door.say('hello', 'i-3');
    expect(await door.post({ ...invoke, id: 'i-3' })).toMatchObject({ status: 200, body: { n: 3 } });
  });

  test('[chat F9 sibling] without id and time two equal texts are one only if they come together', async () => {
    const heard = await withBot();
    await door.post({ text: 'ok' });
    await door.post({ text: 'ok' });
    expect(heard).toEqual(['message ok']);
    const known = async () => {
      const names = await door.redis.keys(`{${door.desk}}:once:*`);
      return Promise.all(names.map((name) => door.redis.ttl(name)));
    };
    expect(Math.max(...(await known()))).toBeLessThanOrEqual(10);
    const id = await opened();
    await door.post({ text: 'thanks' });
    await door.post({ text: 'thanks', timestamp: '2026-03-01T09:00:00Z' });
    await door.post({ text: 'thanks', timestamp: '2026-03-01T09:00:01Z' });
    expect((await texts(id)).filter((text) => text === 'thanks')).toHaveLength(3);
  });
});

describe('[chat F10] messages without text', () => {
  test.each([
    [
      '[chat F10]',
      { value: { asset: 'LT-0042', reason: 'broken screen' } },
      'asset: LT-0042, reason: broken screen',
    ],
    [
      '[chat F10]',
      { attachments: [{ contentType: 'image/png', contentUrl: 'data:image/png;base64,AAAA' }] },
      'sent a picture that this channel does not pass on',
    ],
    [
      '[chat F10 sibling]',
      { attachments: [{ contentType: 'text/vcard', name: 'Bob.vcf', content: 'BEGIN:VCARD' }] },
      'sent a contact card that this channel does not pass on: Bob.vcf',
    ],
    [
      '[chat F10 sibling]',
      { attachments: [{ contentType: 'audio/ogg' }, { contentType: 'video/mp4' }, {}] },
      'sent a recording that this channel does not pass on\nsent a video that this channel does not pass on\nsent a file that this channel does not pass on',
    ],
    [
      '[chat F10 sibling]',
      {
        value: {
          user: { name: 'Ana', tags: ['a', 'b'] },
          n: 3,
          ok: false,
          none: null,
          msteams: { type: 'x' },
        },
      },
      'user.name: Ana, user.tags: a; b, n: 3, ok: false',
    ],
    ['[chat F10 sibling]', { value: '{"asset":"LT-1"}' }, 'asset: LT-1'],
    ['[chat F10 sibling]', { value: 'yes' }, 'yes'],
    ['[chat F10 sibling]', { value: [{ a: 1 }, { a: 2 }] }, '0.a: 1, 1.a: 2'],
    [
      '[chat F10 sibling]',
      { text: 'look', value: { hidden: 1 }, attachments: [{ contentType: 'image/heic', name: 'a.heic' }] },
      'look\nsent a picture that this channel does not pass on: a.heic',
    ],
    [
      '[chat F10 sibling]',
      { attachments: [{ contentType: 'text/html', content: '<div>only <b>this</b></div>' }] },
      'only this',
    ],
    [
      '[chat F10 sibling]',
      { entities: [{ type: 'Place', name: 'Office', geo: { latitude: 52.5, longitude: 13.4 } }] },
      'sent a place: Office, 52.5, 13.4',
    ],
  ])('%s %j is a line that says what it is', async (_case, message, line) => {
    await withBot();
    const id = await opened();
    await door.post({ id: randomUUID(), ...message });
    expect(await last(id)).toBe(line);
  });

  test.each([
    ['[chat F10]', {}],
    ['[chat F10 sibling]', { text: ' \u200b\u00a0\n' }],
    ['[chat F10 sibling]', { text: '', value: { deep: {} }, attachments: [] }],
    ['[chat F10 sibling]', { text: null, value: null }],
  ])('%s %j leaves no line', async (_case, message) => {
    await withBot();
    const id = await opened();
    const before = await texts(id);
    expect((await door.post({ id: randomUUID(), ...message })).status).toBe(200);
    expect(await texts(id)).toEqual(before);
  });

  test('[chat F10 sibling] endless values are cut, and cost no more than others', async () => {
    await withBot();
    const id = await opened();
    const value: Record<string, unknown> = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [`field${i}`, '👩‍👩‍👧'.repeat(20)]),
    );
    await door.post({ id: randomUUID(), value });
    const text = await last(id);
    expect(text?.length).toBeLessThanOrEqual(4_000);
    expect(text).toMatch(/👩‍👩‍👧…$/u);
  });

  const ADAPTIVE = {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      fallbackText: 'Status',
      body: [
        { type: 'TextBlock', text: 'VPN status' },
        { type: 'TextBlock', text: 'hidden', isVisible: false },
        {
          type: 'ColumnSet',
          columns: [
            { type: 'Column', items: [{ type: 'RichTextBlock', inlines: ['Gate', { text: 'way' }] }] },
          ],
        },
        { type: 'FactSet', facts: [{ title: 'State:', value: 'down' }] },
        { type: 'Input.Text', id: 'asset', label: 'Asset tag' },
        { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Send' }] },
      ],
      actions: [
        {
          type: 'Action.ShowCard',
          title: 'More',
          card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Call 4711' }] },
        },
      ],
    },
  };

  test.each([
    ['[chat F10]', ADAPTIVE, 'VPN status. Gateway. State: down. Asset tag. Call 4711 (Send | More)'],
    [
      '[chat F10 sibling]',
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: { title: 'Reset', text: 'your password', buttons: [{ title: 'Do it' }] },
      },
      'Reset. your password (Do it)',
    ],
    [
      '[chat F10 sibling]',
      {
        contentType: 'application/vnd.microsoft.card.thumbnail',
        content: { title: 'Article', subtitle: 'VPN' },
      },
      'Article. VPN',
    ],
    [
      '[chat F10 sibling]',
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', body: [], speak: '<speak>It is <b>down</b></speak>' },
      },
      'It is down',
    ],
    [
      '[chat F10 sibling]',
      { contentType: 'application/vnd.microsoft.card.adaptive', content: 'x' },
      '[a card]',
    ],
    [
      '[chat F10 sibling]',
      { contentType: 'image/png', name: 'map.png', contentUrl: 'https://x.example/map.png' },
      '[map.png]',
    ],
  ])('%s what the virtual agent shows on a card the agent reads: %#', async (_case, attachment, line) => {
    await withBot(async (context) => {
      if (context.activity.type === 'message') await context.sendActivity({ attachments: [attachment] });
    });
    await door.say('status');
    const id = await opened();
    expect((await texts(id))[1]).toBe(line);
  });
});

describe('[chat F11] invokes while an agent has the chat', () => {
  test('[chat F11] a card’s button is answered in words', async () => {
    const heard = await withBot();
    const id = await opened();
    const before = await texts(id);
    const reply = await door.post({ type: 'invoke', name: 'adaptiveCard/action', id: 'i-1', value: {} });
    expect(reply).toMatchObject({
      status: 200,
      body: {
        statusCode: 200,
        type: 'application/vnd.microsoft.activity.message',
        value: 'You are with a live agent. Please write to them here.',
      },
    });
    expect(heard).toEqual(['message agent']);
    expect(await texts(id)).toEqual(before);
  });

  test.each([
    ['[chat F11 sibling]', 'fileConsent/invoke', ''],
    ['[chat F11 sibling]', 'signin/verifyState', ''],
    ['[chat F11 sibling]', 'anything/else', ''],
    [
      '[chat F11 sibling]',
      'task/fetch',
      { task: { type: 'message', value: expect.stringContaining('live agent') } },
    ],
  ])('%s %s is a 200, its repeat too', async (_case, name, body) => {
    await withBot();
    await opened();
    for (let i = 0; i < 2; i++)
      expect(await door.post({ type: 'invoke', name, id: 'i-1', value: {} })).toMatchObject({
        status: 200,
        body,
      });
  });

  test('[chat F11 sibling] after the end the virtual agent answers again', async () => {
    await withBot();
    const id = await opened();
    await door.execute(id, { type: 'end', by: ALICE, resolveTicket: false });
    expect(await door.post({ type: 'invoke', name: 'x', id: 'i-1' })).toMatchObject({ body: { n: 1 } });
  });
});

describe('[chat F17] a virtual agent that throws', () => {
  const said = () => door.channel.posted.flatMap(({ body }) => (body.type === 'message' ? [body.text] : []));
  const WENT_WRONG = expect.stringMatching(/^Something went wrong/);

  test('[chat F17] its user is told in one line, however often the channel repeats', async () => {
    let broken = true;
    await withBot(async (context) => {
      if (broken) throw new Error('secret');
      await context.sendActivity('done');
    });
    expect((await door.say('hello', 'm-1')).status).toBe(500);
    expect((await door.say('hello', 'm-1')).status).toBe(500);
    expect(said()).toEqual([WENT_WRONG]);
    broken = false;
    expect((await door.say('hello', 'm-1')).status).toBe(200);
    expect(said()).toEqual([WENT_WRONG, 'done']);
    const ids = door.channel.posted.map(({ body }) => body.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('[chat F17 sibling] another message that fails is told of too, in the user’s language', async () => {
    door = await openFrontDoor(
      async () => {
        throw new Error('secret');
      },
      { settings: { texts: { languages: { de: { botFailed: 'Das ging schief.' } } } } },
    );
    await door.say('hallo', 'm-1', { locale: 'de-AT' });
    await door.say('hello', 'm-2', { locale: 'fr' });
    expect(said()).toEqual(['Das ging schief.', WENT_WRONG]);
  });

  test('[chat F17 sibling] nobody who has said nothing is told', async () => {
    await withBot(async () => {
      throw new Error('secret');
    });
    expect((await door.post({ type: 'conversationUpdate', id: 'c-1', membersAdded: [] })).status).toBe(500);
    expect((await door.post({ type: 'typing', id: 't-1' })).status).toBe(500);
    expect(said()).toEqual([]);
  });

  test('[chat F17 sibling] on our own Direct Line too, under an id that no answer of the bot gets', async () => {
    let broken = true;
    await withBot(async (context) => {
      if (broken) throw new Error('secret');
      await context.sendActivity('done');
    });
    const hello = {
      type: 'message',
      id: 'd-1',
      text: 'hello',
      channelId: 'directline',
      conversation: { id: 'dl-1' },
      from: { id: 'dl_u', name: 'Dana' },
      recipient: { id: 'bot' },
    };
    await expect(door.door.receive(hello)).rejects.toThrow('secret');
    await expect(door.door.receive(hello)).rejects.toThrow('secret');
    broken = false;
    await door.door.receive(hello);
    const sent = door.direct.map(({ activity }) => activity);
    expect(sent.map(({ text }) => text)).toEqual([WENT_WRONG, 'done']);
    expect(sent[0]?.id).not.toBe(sent[1]?.id);
  });

  test('[chat F17 sibling] the next message is answered', async () => {
    await withBot(async (context) => {
      if (context.activity.text === 'bad') throw new Error('secret');
      await context.sendActivity('good');
    });
    await door.say('bad');
    expect((await door.say('fine')).status).toBe(200);
    expect(said()).toEqual([WENT_WRONG, 'good']);
  });
});
