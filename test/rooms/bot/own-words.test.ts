import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import { asksToCancel } from '../../../src/bot/cancel-words.ts';
import { withOwnWords } from '../../../src/bot/mentions.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor | undefined;
afterEach(() => door?.close());

const BOT = { id: '28:bot', name: 'Deskbridge' };
const mention = (id: string, name: string, text = `<at>${name}</at>`) => ({
  type: 'mention',
  mentioned: { id, name },
  text,
});
const OURS = mention(BOT.id, BOT.name);
const activity = {
  type: 'message',
  channelId: 'msteams',
  serviceUrl: 'https://smba.example',
  conversation: { id: '19:x@thread.tacv2' },
  from: { id: '29:ana', name: 'Ana' },
  recipient: BOT,
};
/** What everybody reads of a text. */
const read = (text: string, entities: readonly object[] = [OURS], more: object = {}) =>
  withOwnWords({ ...activity, text, entities: [...entities], ...more } as never).text;

describe('[chat F6] the words of a message', () => {
  test.each([
    ['[chat F6]', '<at>Deskbridge</at> Yes', 'Yes'],
    ['[chat F6]', '<at>Deskbridge</at>&nbsp;My VPN &amp; mail are down', 'My VPN & mail are down'],
    ['[chat F6 sibling]', 'My VPN is down <at>Deskbridge</at>', 'My VPN is down'],
    ['[chat F6 sibling]', 'Hello <at>Deskbridge</at>, how are you?', 'Hello, how are you?'],
    ['[chat F6 sibling]', '<at>Deskbridge</at>: 1', '1'],
    ['[chat F6 sibling]', '<at id="0">DESKBRIDGE</at> Yes', 'Yes'],
    ['[chat F6 sibling]', '<at>Deskbridge</at>', ''],
    ['[chat F6 sibling]', '<at>Deskbridge</at>\nfirst\nsecond', 'first\nsecond'],
    ['[chat F6 sibling]', '<at>Deskbridge</at> it&#39;s &lt;b&gt; &quot;down&quot;', 'it\'s <b> "down"'],
    ['[chat F6 sibling] decoded once', '<at>Deskbridge</at> &amp;amp; &amp;lt;', '&amp; &lt;'],
    ['[chat F6 sibling]', '<p><strong>Down</strong> since<br/>noon</p>', 'Down since\nnoon\n'],
    [
      '[chat F6 sibling]',
      'see <a href="https://x.example/a?b=1&amp;c=2">this</a>',
      'see this (https://x.example/a?b=1&c=2)',
    ],
    [
      '[chat F6 sibling]',
      'if a < b and b > c, &#0; &#x110000; &unknown;',
      'if a < b and b > c, \ufffd \ufffd &unknown;',
    ],
  ])('%s without the bot’s mention and decoded: %j', (_case, text, words) => {
    expect(read(text)).toBe(words);
  });

  test('[chat F6] another’s mention stays as a name, though the bot’s is beside it', () => {
    const both = [OURS, mention('29:ben', 'Ben Okoro')];
    expect(read('<at>Deskbridge</at> ask <at>Ben Okoro</at> please', both)).toBe('ask Ben Okoro please');
  });

  test('[chat F6 sibling] whose mention it is the list says, where the text has another name', () => {
    const renamed = [
      mention('29:ben', 'Ben'),
      mention(BOT.id, 'Deskbridge (prod)', '<at>Deskbridge (prod)</at>'),
    ];
    expect(read('<at>Ben</at> and <at>Helpdesk</at> yes', renamed)).toBe('Ben and yes');
    // Another who bears the bot's name is another.
    const alike = [mention('29:ben', 'Desk'), mention(BOT.id, 'Deskbridge')];
    expect(read('<at>Desk</at> <at>Deskbridge</at> Yes', alike)).toBe('Desk Yes');
  });

  test('[chat F6 sibling] where mentions are plain text, one word of its own goes, once', () => {
    const plain = { channelId: 'test' };
    const at = [mention(BOT.id, 'desk', '@desk')];
    expect(read('@desk Yes', at, plain)).toBe('Yes');
    expect(read('mail me@desk.example @Desk ok @desk', at, plain)).toBe('mail me@desk.example @Desk ok');
    expect(read('Help help me', [mention(BOT.id, 'Help', 'Help')], plain)).toBe('help me');
  });

  test.each(['directline', 'test', 'slack'])(
    '[chat F6 sibling] what was typed on %s stays as it was typed',
    (channelId) => {
      for (const text of ['a &amp; b', '<at>Ben</at> is a tag', '&nbsp;', 'x <b>y</b>'])
        expect(read(text, [], { channelId })).toBe(text);
    },
  );

  test('[chat F6 sibling] odd lists of mentions are read as far as they go, and any text in linear time', () => {
    for (const entities of [
      [null],
      [{ type: 5 }],
      [{ type: 'mention' }],
      [{ type: 'mention', mentioned: 'x' }],
    ])
      expect(read('Yes', entities as never)).toBe('Yes');
    for (const text of [
      '<at>'.repeat(16_000),
      '<a href="'.repeat(7_000),
      ' '.repeat(64_000),
      '&amp'.repeat(16_000),
    ])
      expect(typeof read(`${text}<at>Deskbridge</at>`)).toBe('string');
  });

  test('[chat F6] bot, prompt, log and subject have the same words', async () => {
    const heard: string[] = [];
    door = await openFrontDoor(async (context) => {
      heard.push(context.activity.text);
      if (context.activity.text === 'agent & co')
        await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
    });
    const text = '<at>Deskbridge</at>&nbsp;agent &amp; co';
    await door.post({ ...activity, serviceUrl: door.channel.url, id: 'm-1', text, entities: [OURS] });
    const [chat] = await door.chats();
    expect(heard).toEqual(['agent & co']);
    expect(chat?.subject).toBe('agent & co');
    expect((await door.store.chats.log(chat!.id))[0]?.text).toBe('agent & co');
    const leave = '<at>Deskbridge</at> Cancel chat.';
    await door.post({ ...activity, serviceUrl: door.channel.url, id: 'm-2', text: leave, entities: [OURS] });
    expect(await door.chats()).toEqual([]);
  });

  test.each(['1', '<at>Deskbridge</at> 1', '<at>Deskbridge</at>&nbsp;Wait for an agent'])(
    '[chat F6 sibling] an offer is taken with %j',
    async (text) => {
      door = await openFrontDoor(
        async (context) => {
          if (context.activity.text === 'agent')
            await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
        },
        { settings: { hours: [{ status: 'unavailable' }] } },
      );
      const { url } = door.channel;
      await door.post({ ...activity, serviceUrl: url, id: 'm-1', text: 'agent' });
      await door.post({ ...activity, serviceUrl: url, id: 'm-2', text, entities: [OURS] });
      expect(await door.chats()).toHaveLength(1);
    },
  );
});

describe('[chat F6] the words for leaving', () => {
  const WORDS = ['cancel live chat', 'cancel chat', '/end', 'Chat beenden'];

  test.each([
    ['[chat F6]', 'Cancel chat.'],
    ['[chat F6]', 'CANCEL CHAT!'],
    ['[chat F6]', '“cancel chat”'],
    ['[chat F6 sibling]', 'cancel  chat'],
    ['[chat F6 sibling]', 'cancel\u00a0chat'],
    ['[chat F6 sibling]', 'cancel chat\u200b'],
    ['[chat F6 sibling]', 'can\u200bcel chat'],
    ['[chat F6 sibling]', 'ｃａｎｃｅｌ　ｃｈａｔ'],
    ['[chat F6 sibling]', ' cancel\nchat '],
    ['[chat F6 sibling]', '/END'],
    ['[chat F6 sibling]', 'chat beenden …'],
  ])('%s %j leaves', (_case, text) => {
    expect(asksToCancel(text, WORDS)).toBe(true);
  });

  test.each([
    'end',
    'please cancel chat',
    'cancel chat?  no',
    '',
    '!!!',
    'cancelchat',
    `cancel chat ${' '.repeat(3_000)} or not`,
  ])('[chat F6 sibling] %j does not', (text) => {
    expect(asksToCancel(text, [...WORDS, '!!'])).toBe(false);
  });

  test('[chat F6 sibling] on a channel the user leaves with them', async () => {
    door = await openFrontDoor(async (context) => {
      await context.sendActivity(EventFactory.createHandoffInitiation(context, {}));
    });
    await door.say('agent');
    await door.say('„Cancel\u00a0 Chat!“', randomUUID());
    expect(await door.chats()).toEqual([]);
  });
});
