import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import { ALICE } from '../sync/post-room.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

const SHUT = [{ status: 'unavailable' }];
const TICKET = { connector: 'itsm', ticketType: 'incident', kind: 'incident' } as const;
const ALL = ['Wait for an agent', 'Leave a ticket', 'Back to the virtual agent'];

/** A bot that hands over at "agent" and remembers all that reached it, where nobody answers as the settings say. */
async function shut(settings: object = { hours: SHUT }) {
  const heard: string[] = [];
  door = await openFrontDoor(
    async (context) => {
      const { type, text, name, value } = context.activity;
      heard.push(type === 'message' ? text : `${type}:${name ?? ''}:${value?.state ?? ''}`);
      if (text === 'agent')
        await context.sendActivity(EventFactory.createHandoffInitiation(context, { topic: 'Network' }));
    },
    { settings },
  );
  door.state.ticket = TICKET;
  return heard;
}

const posted = () => door.channel.posted.map(({ body }) => body);
const messages = () => posted().filter(({ type }) => type === 'message');
const choices = () =>
  messages()
    .at(-1)
    ?.suggestedActions?.actions.map(({ value }: { value: string }) => value);
const states = () => posted().flatMap(({ type, value }) => (type === 'event' ? [value.state] : []));
/** The chat that the conversation had, open or closed. */
const closedChat = async () => {
  const ids = await door.redis.zrange(`{${door.desk}}:closed`, '0', '-1');
  return (await door.store.chats.readAll(ids))[0];
};

describe('an agent is asked for outside the hours [row 11] [row 100]', () => {
  test('the user is offered what he can do instead, and no chat waits', async () => {
    const heard = await shut();
    await door.say('agent');
    expect(await door.chats()).toEqual([]);
    expect(messages().at(-1)?.text).toBe('Our agents are not here at this hour. What would you like to do?');
    expect(choices()).toEqual(ALL);
    expect(heard).toEqual(['agent']);
    expect(states()).toEqual([]);
  });

  test('within the hours nothing is asked', async () => {
    await shut({ hours: [{ status: 'available' }] });
    await door.say('agent');
    expect(await door.chats()).toHaveLength(1);
    expect(messages()).toEqual([]);
  });

  test('the hours of another queue do not matter', async () => {
    await shut({ hours: [{ status: 'unavailable', queue: 'Access' }] });
    await door.say('agent');
    expect(await door.chats()).toHaveLength(1);
  });

  test.each(['Wait for an agent', '1', 'WAIT FOR AN AGENT!', ' 1. '])(
    'he waits (%j): the chat is in its queue, with all that was said',
    async (text) => {
      const heard = await shut();
      await door.say('agent');
      await door.say(text);
      const [chat] = await door.chats();
      expect(chat).toMatchObject({ status: 'queued', queue: 'Network', topic: 'Network', subject: 'agent' });
      const log = await door.store.chats.log(chat!.id);
      expect(log.map(({ text }) => text)).toEqual([
        'agent',
        expect.stringContaining('Our agents are not here'),
        text,
        expect.stringMatching(/^You are in the queue/),
      ]);
      expect(heard).toEqual(['agent']);
    },
  );

  test('he leaves a ticket: it is opened from the chat, which is over at once, and he is told', async () => {
    const heard = await shut();
    await door.say('my laptop is broken');
    await door.say('agent');
    await door.say('leave a ticket');
    expect(await door.chats()).toEqual([]);
    const chat = await closedChat();
    expect(chat).toMatchObject({
      status: 'closed',
      disposition: 'unresolved',
      queue: 'Network',
      tickets: [{ n: 1, ...{ connector: 'itsm', type: 'incident' }, byItself: true, state: 'creating' }],
    });
    const log = await door.store.chats.log(chat!.id);
    expect(log[0]?.text).toBe('my laptop is broken');
    expect(log.at(-1)).toMatchObject({ visibility: 'public', text: expect.stringMatching(/^Thank you/) });
    expect(await door.store.lists.places()).toEqual([]);
    await door.say('and now?');
    expect(heard).toEqual(['my laptop is broken', 'agent', 'and now?']);
  });

  test('he goes back: the virtual agent learns that the handoff failed, and the offer is over', async () => {
    const heard = await shut();
    await door.say('agent');
    await door.say('3');
    expect(heard).toEqual(['agent', 'event:handoff.status:failed']);
    expect(states()).toEqual(['failed']);
    await door.say('1');
    expect(heard.at(-1)).toBe('1');
    expect(await door.chats()).toEqual([]);
  });

  test.each(['My VPN is down', '7', '0', 'wait', 'ticket please', '1 2'])(
    'what is no choice (%j) is the virtual agent’s, and what comes after it too',
    async (text) => {
      const heard = await shut();
      await door.say('agent');
      await door.say(text);
      await door.say('1');
      expect(heard).toEqual(['agent', text, '1']);
      expect(await door.chats()).toEqual([]);
    },
  );

  test('what is no message leaves the offer as it is', async () => {
    await shut();
    await door.say('agent');
    await door.post({ type: 'typing', id: randomUUID() });
    await door.say('1');
    expect(await door.chats()).toHaveLength(1);
  });

  test('a channel without buttons gets the choices as numbered lines', async () => {
    await shut();
    await door.say('agent', randomUUID(), { channelId: 'slack' });
    expect(messages().at(-1)?.text).toBe(
      [
        'Our agents are not here at this hour. What would you like to do?',
        ...ALL.map((label, i) => `${i + 1}. ${label}`),
      ].join('\n'),
    );
    expect(messages().at(-1)?.suggestedActions).toBeUndefined();
    await door.say('1', randomUUID(), { channelId: 'slack' });
    expect(await door.chats()).toHaveLength(1);
  });

  test('without an ITSM there is no ticket to leave, and the numbers are those that were shown', async () => {
    const heard = await shut();
    door.state.ticket = undefined;
    await door.say('agent');
    expect(choices()).toEqual([ALL[0], ALL[2]]);
    door.state.ticket = TICKET;
    await door.say('2');
    expect(heard.at(-1)).toBe('event:handoff.status:failed');
  });

  test('a ticket that cannot be opened any more is a handoff that failed', async () => {
    const heard = await shut();
    await door.say('agent');
    door.state.room = false;
    await door.say('Leave a ticket');
    expect(heard.at(-1)).toBe('event:handoff.status:failed');
  });

  test.each([
    ['wait', 'Wait for an agent'],
    ['leave a ticket', 'Leave a ticket'],
  ])('a choice that the channel repeats (%s) is made once', async (_what, text) => {
    const heard = await shut();
    await door.say('agent');
    await door.say(text, 'choice');
    expect((await door.say(text, 'choice')).status).toBe(200);
    expect((await door.chats()).length + ((await closedChat()) === undefined ? 0 : 1)).toBe(1);
    expect(heard).toEqual(['agent']);
  });

  test('a choice whose process dies before it was noted is made once, and is over with its chat', async () => {
    const heard = await shut();
    await door.say('agent');
    const conversation = { channel: 'test', id: door.conversation };
    const key = (await door.redis.keys(`{${door.desk}}:conv:*`))[0]!;
    const offer = (await door.redis.hget(key, 'offer'))!;
    await door.say('1');
    const [chat] = await door.chats();
    await door.store.conversations.offer(conversation, offer);
    await door.execute(chat!.id, { type: 'cancel' });
    await door.say('1');
    expect(await door.chats()).toEqual([]);
    expect(heard.at(-1)).toBe('1');
  });

  test('another wish for an agent is another offer', async () => {
    await shut();
    await door.say('agent');
    await door.say('agent');
    expect(messages()).toHaveLength(2);
    await door.say('1');
    expect(await door.chats()).toHaveLength(1);
  });

  test('the admin may let it wait', async () => {
    await shut({ hours: SHUT, chats: { whenClosed: 'wait' } });
    await door.say('agent');
    expect(await door.chats()).toHaveLength(1);
  });

  test('the admin may have it refused: the user reads why, the virtual agent goes on', async () => {
    const heard = await shut({
      hours: SHUT,
      chats: { whenClosed: 'refuse' },
      texts: { closed: 'Closed until Monday.' },
    });
    await door.say('agent');
    expect(messages().at(-1)?.text).toBe('Closed until Monday.');
    expect(heard.at(-1)).toBe('event:handoff.status:failed');
    expect(await door.chats()).toEqual([]);
  });
});

describe('nobody is online who may take the chat [row 126]', () => {
  test('by default the chat waits', async () => {
    await shut({});
    await door.say('agent');
    expect(await door.chats()).toHaveLength(1);
  });

  test('the user may try again: nobody yet, the same offer; somebody by now, a chat', async () => {
    await shut({ chats: { whenNobody: 'offer' } });
    await door.say('agent');
    expect(messages().at(-1)?.text).toMatch(/^No agent is here at the moment/);
    expect(choices()).toEqual([ALL[0], 'Try again', ALL[1], ALL[2]]);
    await door.say('Try again');
    expect(await door.chats()).toEqual([]);
    expect(messages()).toHaveLength(2);
    door.state.there.add('Network');
    await door.say('2');
    expect((await door.chats())[0]).toMatchObject({ status: 'queued', queue: 'Network' });
  });

  test('agents of another queue do not help; those of the chat’s queue do', async () => {
    await shut({ chats: { whenNobody: 'offer' } });
    door.state.there.add('Access');
    await door.say('agent');
    expect(await door.chats()).toEqual([]);
    door.state.there.add('Network');
    await door.say('agent');
    expect(await door.chats()).toHaveLength(1);
  });

  test('a turn that failed after its wish was granted is repeated without an offer, though nobody is there by now', async () => {
    let fails = true;
    door = await openFrontDoor(
      async (context) => {
        await context.sendActivity(EventFactory.createHandoffInitiation(context, { topic: 'Network' }));
        if (fails) throw new Error('the bot dies');
      },
      { settings: { chats: { whenNobody: 'offer' } } },
    );
    door.state.there.add('Network');
    expect((await door.say('agent', 'same')).status).toBe(500);
    expect(await door.chats()).toHaveLength(1);
    door.state.there.clear();
    fails = false;
    expect((await door.say('agent', 'same')).status).toBe(200);
    expect(await door.chats()).toHaveLength(1);
    expect(messages()).toEqual([]);
  });

  test('the admin may have it refused', async () => {
    const heard = await shut({ chats: { whenNobody: 'refuse' } });
    await door.say('agent');
    expect(heard.at(-1)).toBe('event:handoff.status:failed');
  });
});

describe('agents only [row 12]', () => {
  const agentOnly = { chats: { agentOnly: true } };

  test('the first words are a chat, by what they speak of, and the virtual agent hears nothing of all of it', async () => {
    const heard = await shut(agentOnly);
    await door.post({ type: 'conversationUpdate', membersAdded: [{ id: 'user-1' }], id: randomUUID() });
    await door.say('My software is broken');
    const [chat] = await door.chats();
    expect(chat).toMatchObject({ status: 'queued', queue: 'Software', subject: 'My software is broken' });
    await door.execute(chat!.id, { type: 'accept', by: ALICE });
    await door.door.tellStatus(chat!, 'accepted', 1);
    await door.execute(chat!.id, { type: 'end', by: ALICE, resolveTicket: false });
    await door.door.tellStatus(chat!, 'completed', 1);
    await door.say('Another question');
    expect((await door.chats())[0]?.subject).toBe('Another question');
    expect(heard).toEqual([]);
  });

  test('a file alone is a chat too, and nothing at all is none', async () => {
    await shut(agentOnly);
    await door.say('  ');
    expect(await door.chats()).toEqual([]);
    await door.post({
      id: 'f-1',
      text: '',
      attachments: [{ contentUrl: 'https://x.example/a.png', name: 'a.png', contentType: 'image/png' }],
    });
    expect(await door.chats()).toHaveLength(1);
  });

  test('outside the hours there is nobody to go back to', async () => {
    await shut({ ...agentOnly, hours: SHUT });
    await door.say('Help');
    expect(choices()).toEqual([ALL[0], ALL[1]]);
    await door.say('It is urgent');
    expect(messages()).toHaveLength(2);
    await door.say('1');
    expect((await door.chats())[0]?.subject).toBe('It is urgent');
  });

  test('where there is no room the user is told in words', async () => {
    await shut(agentOnly);
    door.state.room = false;
    await door.say('Help');
    expect(messages().at(-1)?.text).toMatch(/^No more chats/);
  });
});

describe('what reports are told of it [row 116]', () => {
  const reported = async () =>
    (await door.store.reports.rows({ from: 0, to: 1e15 }, 100)).map(({ id: _id, ...row }) => row);

  test.each([
    ['closed', { hours: SHUT }, true],
    ['closed', { hours: SHUT, chats: { whenClosed: 'refuse' } }, true],
    ['nobody', { chats: { whenNobody: 'offer' } }, true],
    ['no-room', {}, false],
  ] as const)('a wish that failed: %s', async (reason, settings, room) => {
    await shut(settings);
    door.state.room = room;
    const wish = randomUUID();
    await door.say('agent', wish);
    // The channel repeats it.
    await door.say('agent', wish);
    expect(await reported()).toMatchObject([
      {
        event: 'transfer-to-agent',
        status: 'failed',
        reason,
        company: 'Calbro Services',
        queue: 'Network',
        topic: 'Network',
        channel: 'test',
        source: 'test',
      },
    ]);
  });

  test('a user who waits all the same has asked for an agent then', async () => {
    await shut();
    await door.say('agent');
    await door.say('Wait for an agent');
    expect((await reported()).map(({ event, status }) => `${event} ${status}`)).toEqual([
      'transfer-to-agent failed',
      'live-agent-request open',
    ]);
  });
});
