import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory, type TurnContext } from 'botbuilder';
import type { Entry } from '../../../src/chat/entry.ts';
import { ALICE } from '../sync/post-room.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

/** A bot that echoes, hands over at "agent", and remembers all that reached it. */
async function withBot(
  more: Parameters<typeof openFrontDoor>[1] = {},
  turn?: (context: TurnContext) => Promise<void>,
) {
  const heard: string[] = [];
  door = await openFrontDoor(async (context) => {
    const { type, text, name, value } = context.activity;
    heard.push(type === 'message' ? text : `${type}:${name ?? ''}:${value?.state ?? ''}`);
    if (turn !== undefined) return turn(context);
    if (text === 'agent') {
      await context.sendActivity('I will ask an agent.');
      await context.sendActivity(
        EventFactory.createHandoffInitiation(context, { topic: 'Network', question: 'VPN' }),
      );
    } else if (type === 'message') await context.sendActivity(`You said ${text}`);
  }, more);
  return heard;
}

const theChat = async () => {
  const chats = await door.chats();
  expect(chats).toHaveLength(1);
  return chats[0]!;
};
const log = async (chat: string): Promise<readonly Entry[]> => door.store.chats.log(chat);
const words = async (chat: string) => (await log(chat)).map(({ text }) => text);

describe('the crossing', () => {
  test('a handoff becomes one chat with what both said before, and the event does not go out [row 10]', async () => {
    await withBot();
    await door.say('My VPN does not connect');
    await door.say('agent');
    const chat = await theChat();
    expect(chat).toMatchObject({
      status: 'queued',
      queue: 'Network',
      topic: 'Network',
      subject: 'VPN',
      company: 'Calbro Services',
      user: { id: 'user-1', name: 'Dana Reyes', verified: false },
    });
    expect((await log(chat.id)).map(({ author, text }) => `${author.kind}: ${text}`)).toEqual([
      'user: My VPN does not connect',
      'bot: You said My VPN does not connect',
      'user: agent',
      'bot: I will ask an agent.',
      expect.stringMatching(/^system: You are in the queue/),
    ]);
    expect(door.channel.posted.map(({ body }) => body.type)).toEqual(['message', 'message']);
  });

  test('while the chat is open the bot is mute and the words go into the chat, once each', async () => {
    const heard = await withBot();
    await door.say('agent');
    const { id } = await theChat();
    for (let i = 0; i < 3; i++) expect((await door.say('Is anybody there?', 'again')).status).toBe(200);
    await door.post({ type: 'typing', id: randomUUID() });
    await door.post({ type: 'event', name: 'page/opened', id: randomUUID() });
    expect((await words(id)).filter((text) => text === 'Is anybody there?')).toHaveLength(1);
    expect(heard).toEqual(['agent']);
  });

  test('an event that only looks like a status of ours is muted like any other', async () => {
    const heard = await withBot();
    await door.say('agent');
    await door.post({
      type: 'event',
      name: 'handoff.status',
      value: { state: 'completed' },
      id: randomUUID(),
    });
    expect(heard).toEqual(['agent']);
    expect((await theChat()).status).toBe('queued');
  });

  test('after the chat the words go to the bot again, and not into the chat', async () => {
    const heard = await withBot();
    await door.say('agent');
    const { id } = await theChat();
    await door.execute(id, { type: 'accept', by: ALICE });
    await door.execute(id, { type: 'end', by: ALICE, resolveTicket: false });
    await door.say('Thank you');
    expect(heard).toEqual(['agent', 'Thank you']);
    expect(await words(id)).not.toContain('Thank you');
  });

  test('a repeat of the handoff’s activity opens no second chat, not even after the close', async () => {
    await withBot();
    await door.say('agent', 'h-1');
    const { id } = await theChat();
    expect((await door.say('agent', 'h-1')).status).toBe(200);
    await theChat();
    await door.execute(id, { type: 'cancel' });
    expect((await door.say('agent', 'h-1')).status).toBe(200);
    expect(await door.chats()).toEqual([]);
    await door.say('agent', 'h-2');
    expect((await theChat()).id).not.toBe(id);
  });

  test('a bot that asks twice in one turn gets one chat', async () => {
    await withBot({}, async (context) => {
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
    });
    await door.say('agent');
    await theChat();
  });

  test('a bot that asks together with other activities: they go out, in order', async () => {
    await withBot({}, async (context) => {
      await context.sendActivities([
        { type: 'message', text: 'before' },
        EventFactory.createHandoffInitiation(context, { question: 'q' }),
        { type: 'message', text: 'after' },
      ]);
    });
    await door.say('agent');
    const { id } = await theChat();
    expect(door.channel.posted.map(({ body }) => body.text)).toEqual(['before', 'after']);
    const said = await words(id);
    expect(said).toEqual(expect.arrayContaining(['agent', 'before', 'after']));
  });

  test.each([
    ['nothing', undefined, 'agent'],
    ['a string', 'words', 'agent'],
    ['a list', [1, 2], 'agent'],
    ['numbers for words', { topic: 5, question: 6 }, 'agent'],
    ['too many words', { question: 'q'.repeat(1_000) }, 'q'.repeat(300)],
    ['an emoji across the cut', { question: `${'q'.repeat(299)}👋` }, 'q'.repeat(299)],
  ])('a context that is %s is read as far as it goes', async (_what, value, subject) => {
    await withBot({}, async (context) => {
      await context.sendActivity({ ...EventFactory.createHandoffInitiation(context, {}), value });
    });
    expect((await door.say('agent')).status).toBe(200);
    expect(await theChat()).toMatchObject({ subject, queue: 'GENERAL' });
  });

  test('a handoff out of an expectReplies turn is taken too', async () => {
    await withBot();
    const reply = await door.say('agent', randomUUID(), { deliveryMode: 'expectReplies' });
    expect(reply.body.activities.map(({ type }: { type: string }) => type)).toEqual(['message']);
    await theChat();
  });

  test('where the store is full no chat is opened, and page and bot are told that it failed', async () => {
    const heard = await withBot();
    door.state.room = false;
    expect((await door.say('agent', 'full')).status).toBe(200);
    expect(await door.chats()).toEqual([]);
    expect(heard).toEqual(['agent', 'event:handoff.status:failed']);
    expect(door.channel.posted.map(({ body }) => body.value?.state)).toContain('failed');
    await door.say('still here?');
    expect(heard.at(-1)).toBe('still here?');
  });
});

describe('leaving', () => {
  test.each(['end chat', '  Cancel Live Chat ', 'CANCEL CHAT'])('the words %j cancel', async (said) => {
    const heard = await withBot();
    await door.say('agent');
    const { id } = await theChat();
    await door.say(said);
    expect((await door.store.chats.read(id)).chat).toMatchObject({
      status: 'closed',
      disposition: 'cancelled',
    });
    expect(await words(id)).toEqual(expect.arrayContaining([said, 'End user has cancelled chat.']));
    expect(heard).toEqual(['agent']);
  });

  test('words about cancelling do not', async () => {
    await withBot();
    await door.say('agent');
    await door.say('how do I end chat?');
    expect((await theChat()).status).toBe('queued');
  });

  test('endOfConversation cancels an open chat, and is the bot’s where there is none', async () => {
    const heard = await withBot();
    await door.post({ type: 'endOfConversation', id: 'eoc-0' });
    await door.say('agent');
    const { id } = await theChat();
    await door.execute(id, { type: 'accept', by: ALICE });
    await door.post({ type: 'endOfConversation', id: 'eoc-1' });
    expect((await door.store.chats.read(id)).chat).toMatchObject({
      status: 'assigned',
      cancelledByUser: true,
    });
    await door.say('hello bot');
    expect(heard).toEqual(['endOfConversation::', 'agent', 'hello bot']);
  });
});

describe('a turn of the bot', () => {
  test('that throws is a 500 that says nothing, and is done again on the repeat', async () => {
    let broken = true;
    const heard = await withBot({}, async (context) => {
      if (broken) throw new Error('secret detail of the bot');
      await context.sendActivity('done');
    });
    const reply = await door.say('Hello', 't-1');
    expect(reply).toMatchObject({ status: 500, body: { code: 'internal', errorId: expect.any(String) } });
    expect(JSON.stringify(reply.body)).not.toContain('secret detail');
    broken = false;
    expect((await door.say('Hello', 't-1')).status).toBe(200);
    expect((await door.say('Hello', 't-1')).status).toBe(200);
    expect(heard).toEqual(['Hello', 'Hello']);
    expect(door.channel.posted.map(({ body }) => body.text)).toEqual([
      expect.stringMatching(/^Something went wrong/),
      'done',
    ]);
  });

  test('that was done again leaves its user’s line once in the chat', async () => {
    let broken = true;
    await withBot({}, async (context) => {
      if (broken) throw new Error('half-way');
      await context.sendActivity('one moment');
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
    });
    await door.say('please, an agent', 't-2');
    broken = false;
    await door.say('please, an agent', 't-2');
    const said = await words((await theChat()).id);
    expect(said.filter((text) => text === 'please, an agent')).toHaveLength(1);
    expect(said.filter((text) => text === 'one moment')).toHaveLength(1);
  });

  test('that crashed after its handoff is finished by the repeat, with the same chat', async () => {
    let broken = true;
    await withBot({}, async (context) => {
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
      if (broken) throw new Error('after the handoff');
    });
    expect((await door.say('agent', 't-3')).status).toBe(500);
    const { id } = await theChat();
    broken = false;
    expect((await door.say('agent', 't-3')).status).toBe(200);
    expect((await theChat()).id).toBe(id);
  });

  test('that is under way makes a repeat wait: 503, and one turn', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const heard = await withBot({}, () => gate);
    const first = door.say('slow', 't-4');
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const repeats = await Promise.all(Array.from({ length: 10 }, () => door.say('slow', 't-4')));
    for (const { status, body, headers } of repeats) {
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'turn-under-way', '2']);
    }
    go();
    expect((await first).status).toBe(200);
    expect((await door.say('slow', 't-4')).status).toBe(200);
    expect(heard).toEqual(['slow']);
  });

  test('fifty at once with one activity are one turn', async () => {
    const heard = await withBot();
    const replies = await Promise.all(Array.from({ length: 50 }, () => door.say('Hello', 't-5')));
    expect(replies.every(({ status }) => status === 200 || status === 503)).toBe(true);
    expect(heard).toEqual(['Hello']);
    expect(door.channel.posted).toHaveLength(1);
  });

  test('an activity without an id is known by what it holds', async () => {
    const heard = await withBot();
    const event = { type: 'event', name: 'ping', value: { n: 1 }, timestamp: '2026-03-01T09:00:00Z' };
    await door.post(event);
    await door.post(event);
    await door.post({ ...event, value: { n: 2 } });
    expect(heard).toHaveLength(2);
  });

  test('the same activity id in another conversation or channel is another activity', async () => {
    const heard = await withBot();
    await door.say('one', 'same');
    await door.say('two', 'same', { conversation: { id: randomUUID() } });
    await door.say('three', 'same', { channelId: 'emulator' });
    expect(heard).toEqual(['one', 'two', 'three']);
  });
});

describe('what comes from outside', () => {
  test('claims no profile: it is neither verified nor of another company', async () => {
    await withBot();
    const claimed = {
      email: 'ceo@example.com',
      company: 'Other',
      verified: true,
      topic: 'Access',
    };
    await door.say('agent', randomUUID(), { channelData: { deskbridge: claimed, own: 1 } });
    const { user, company } = await theChat();
    expect(user).toEqual({ id: 'user-1', name: 'Dana Reyes', verified: false });
    expect(company).toBe('Calbro Services');
  });

  test('our own Direct Line may say who the user is', async () => {
    await withBot();
    await door.door.receive({
      type: 'message',
      id: 'd-1',
      text: 'agent',
      channelId: 'directline',
      conversation: { id: 'dl-1' },
      from: { id: 'dl_u', name: 'Dana' },
      recipient: { id: 'bot' },
      channelData: { deskbridge: { email: 'dana@example.com', company: 'Calbro', verified: true } },
    });
    expect(await theChat()).toMatchObject({
      company: 'Calbro',
      user: { id: 'dl_u', email: 'dana@example.com', verified: true },
    });
    expect(door.direct.map(({ activity }) => activity.text)).toContain('I will ask an agent.');
    expect(door.channel.posted).toEqual([]);
  });

  test.each([
    ['a company of half an emoji', { company: 'x\ud83d' }],
    ['a company with a NUL', { company: 'a\u0000b' }],
    ['a topic of half an emoji', { topic: '\udc00' }],
    ['a mail of half an emoji', { email: '\ud83d@x.y' }],
  ])('%s does not keep a user from an agent', async (_what, profile) => {
    await withBot({}, async (context) => {
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
    });
    await door.door.receive({
      type: 'message',
      id: 'd-1',
      text: 'agent',
      channelId: 'directline',
      conversation: { id: 'dl-1' },
      from: { id: 'dl_u', name: 'Dana' },
      channelData: { deskbridge: profile },
    });
    await theChat();
  });

  test('[faults 8b] without an app id nobody gets into a conversation of our own Direct Line', async () => {
    await withBot();
    const sent = { conversation: { id: 'dl-1' }, from: { id: 'dl_u', name: 'Dana' } };
    await door.door.receive({ type: 'message', id: 'd-1', text: 'agent', channelId: 'directline', ...sent });
    const { id } = await theChat();
    // Other spellings are the siblings.
    for (const channelId of ['directline', 'DirectLine', ' directline'])
      expect(await door.post({ ...sent, channelId, text: 'I am she' })).toMatchObject({
        status: 403,
        body: { code: 'channel-not-allowed' },
      });
    expect((await door.store.chats.log(id)).map(({ text }) => text)).not.toContain('I am she');
    expect(
      JSON.parse((await door.store.conversations.reference({ channel: 'directline', id: 'dl-1' })) ?? ''),
    ).toMatchObject({ serviceUrl: 'urn:deskbridge:directline' });
  });

  test.each([
    ['no type', { type: undefined }],
    ['a type that is a number', { type: 5 }],
    ['a type that is a list', { type: ['message'] }],
    ['an empty type', { type: '' }],
    ['no channel', { channelId: undefined }],
    ['no conversation', { conversation: undefined }],
    ['a conversation that is a string', { conversation: 'x' }],
    ['an empty conversation', { conversation: { id: '' } }],
    ['no sender', { from: undefined }],
    ['a sender without id', { from: {} }],
    ['an id that is a number', { id: 5 }],
    ['an id that is endless', { id: 'x'.repeat(2_000) }],
    ['a text that is an object', { text: {} }],
    ['attachments that are no list', { attachments: 'x' }],
    ['no serviceUrl', { serviceUrl: undefined }],
    ['a serviceUrl that is an object', { serviceUrl: { href: 'x' } }],
    ['a name that is a number', { from: { id: 'u', name: 7 } }],
  ])('%s is a 400 that names it', async (_what, change) => {
    const heard = await withBot();
    const reply = await door.post({ id: 'b-1', text: 'x', ...change });
    expect(reply).toMatchObject({ status: 400, body: { code: 'malformed-activity' } });
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(heard).toEqual([]);
  });

  test.each([
    ['null members', { text: null, name: null, recipient: null, attachments: null, locale: null }],
    ['no recipient', { recipient: undefined }],
    ['an unknown type', { type: 'somethingNew' }],
    [
      'odd attachments',
      { attachments: [{}, { contentUrl: 'javascript:alert(1)' }, { contentUrl: 5, name: {} }] },
    ],
    ['a time that is none', { timestamp: 'soon', localTimestamp: 7, expiration: {} }],
    ['a member called constructor', { constructor: 'x', toString: 'y' }],
    ['suggested actions from a user', { suggestedActions: 5, entities: 'x', membersAdded: 7 }],
  ])('%s is taken as far as it goes', async (_what, change) => {
    const heard = await withBot();
    expect((await door.post({ id: 'o-1', text: 'x', ...change })).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  test('files are kept by their https address, and nothing else is', async () => {
    await withBot();
    await door.say('agent');
    const { id } = await theChat();
    await door.post({
      id: 'f-1',
      text: '',
      attachments: [
        { contentUrl: 'https://files.example.com/a.png', name: 'a.png', contentType: 'image/png' },
        { contentUrl: 'data:text/html,<script>', name: 'b' },
        { contentUrl: 'javascript:alert(1)', name: 'c' },
        { content: { type: 'AdaptiveCard' }, contentType: 'application/vnd.microsoft.card.adaptive' },
      ],
    });
    expect((await log(id)).at(-1)?.attachments).toEqual([
      { name: 'a.png', contentType: 'image/png', url: 'https://files.example.com/a.png' },
    ]);
  });
});

describe('to the user', () => {
  async function accepted(): Promise<{ id: string; heard: string[] }> {
    const heard = await withBot();
    await door.say('agent');
    const { id } = await theChat();
    await door.execute(id, { type: 'accept', by: ALICE });
    door.channel.posted.length = 0;
    return { id, heard };
  }

  test('a line goes under the agent’s name, with an id that is the same when it goes again', async () => {
    const { id } = await accepted();
    const chat = (await door.store.chats.read(id)).chat!;
    const entry: Entry = {
      seq: 9,
      at: 0,
      author: { kind: 'agent', id: 'alice', name: 'Alice Smith' },
      visibility: 'public',
      type: 'message',
      text: 'Hello <b>you</b>',
    };
    expect(await door.door.sendEntry(chat, entry)).toEqual({ kind: 'delivered' });
    expect(await door.door.sendEntry(chat, entry)).toEqual({ kind: 'delivered' });
    expect(door.channel.posted.map(({ body }) => body.id)).toEqual([`${id}-9`, `${id}-9`]);
    expect(door.channel.posted[0]?.body).toMatchObject({
      text: 'Hello <b>you</b>',
      textFormat: 'plain',
      from: { id: 'bot', name: 'Alice Smith' },
    });
    expect(await door.door.dropsRepeats(chat)).toBe(false);
  });

  test('[row 46] files of a line go with addresses that a channel can fetch, and with their sizes', async () => {
    const { id } = await accepted();
    const chat = (await door.store.chats.read(id)).chat!;
    const entry: Entry = {
      seq: 9,
      at: 0,
      author: { kind: 'agent', id: 'alice', name: 'Alice Smith' },
      visibility: 'public',
      type: 'message',
      text: '',
      attachments: [
        { name: 'where to click.png', contentType: 'image/png', url: '/files/x/where%20to.png', size: 7 },
      ],
    };
    expect(await door.door.sendEntry(chat, entry)).toEqual({ kind: 'delivered' });
    expect(door.channel.posted[0]?.body).toMatchObject({
      text: '',
      attachments: [
        {
          name: 'where to click.png',
          contentType: 'image/png',
          contentUrl: 'https://help.example/files/x/where%20to.png',
        },
      ],
      channelData: { attachmentSizes: [7], deskbridge: { author: 'agent' } },
    });
  });

  test('a side note is not sent, whoever asks for it', async () => {
    const { id } = await accepted();
    const chat = (await door.store.chats.read(id)).chat!;
    const note: Entry = {
      seq: 9,
      at: 0,
      author: { kind: 'agent', id: 'alice', name: 'Alice' },
      visibility: 'internal',
      type: 'note',
      text: 'SIDE NOTE',
    };
    await expect(door.door.sendEntry(chat, note)).rejects.toThrow(/internal/);
    expect(door.channel.posted).toEqual([]);
  });

  test('the state of the handoff reaches page and bot; a bot that fails at it holds up nobody', async () => {
    const { id, heard } = await accepted();
    const chat = (await door.store.chats.read(id)).chat!;
    expect(await door.door.tellStatus(chat, 'accepted', chat.epoch)).toEqual({ kind: 'delivered' });
    expect(door.channel.posted[0]?.body).toMatchObject({
      type: 'event',
      name: 'handoff.status',
      value: { state: 'accepted', chatId: id, agent: 'Alice Smith' },
    });
    expect(heard.at(-1)).toBe('event:handoff.status:accepted');
    await door.door.tellStatus(chat, 'requested', chat.epoch);
    expect(heard.at(-1)).toBe('event:handoff.status:accepted');
  });

  test('a channel for people gets no event; a conversation nobody knows is gone', async () => {
    await withBot();
    await door.say('agent', randomUUID(), { channelId: 'msteams' });
    const chat = await theChat();
    door.channel.posted.length = 0;
    await door.door.tellStatus(chat, 'accepted', chat.epoch);
    expect(door.channel.posted).toEqual([]);
    const unknown = { id: 'chat-x', conversation: { channel: 'test', id: 'never seen' } };
    expect(await door.door.tellStatus({ ...chat, ...unknown }, 'accepted', 0)).toMatchObject({ gone: true });
  });
});
