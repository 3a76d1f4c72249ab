import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory, type TurnContext } from 'botbuilder';
import { newChatId } from '../../../src/chat/ids.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { createConversations } from '../../../src/store/ingest.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { eventually } from '../../support/eventually.ts';
import { ALICE } from '../sync/post-room.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

const BOT = { id: '28:bot', name: 'Deskbridge' };
const ANA = { id: '29:ana', name: 'Ana Ruiz' };
const BEN = { id: '29:ben', name: 'Ben Okoro' };
const GROUP = { id: '19:abc@thread.tacv2;messageid=1', isGroup: true, conversationType: 'channel' };

/** A bot that hands over at "agent" or at an event, and remembers what reached it. */
async function withBot(settings: object = {}) {
  const heard: string[] = [];
  door = await openFrontDoor(
    async (context: TurnContext) => {
      const { type, text, from, name } = context.activity;
      heard.push(`${from?.id} ${type} ${text ?? name ?? ''}`.trim());
      if (text === 'agent' || name === 'agent')
        await context.sendActivity(EventFactory.createHandoffInitiation(context, { topic: 'Network' }));
      else if (type === 'message') await context.sendActivity(`You said ${text}`);
    },
    { settings },
  );
  return heard;
}

const post = (from: object, activity: object) =>
  door.post({ id: randomUUID(), conversation: GROUP, recipient: BOT, from, ...activity });
const say = (from: object, text: string) => post(from, { text });
const chat = async () => (await door.chats())[0]!;
const lines = async (id: string) =>
  (await door.store.chats.log(id)).map(({ author, text }) => `${author.id ?? author.kind}: ${text}`);
const agentSays = async (text: string) => {
  const { id } = await chat();
  const entry = {
    seq: 99,
    at: 0,
    author: { kind: 'agent' as const, id: 'alice', name: 'Alice' },
    visibility: 'public' as const,
    type: 'message' as const,
    text,
  };
  await door.door.sendEntry((await door.store.chats.read(id)).chat!, entry);
  return door.channel.posted.at(-1)!;
};
const accepted = async () => {
  await say(ANA, 'agent');
  const { id } = await chat();
  await door.execute(id, { type: 'accept', by: ALICE });
  return id;
};

describe('[chat F5] several people in one conversation', () => {
  test('[chat F5] each line says who wrote it, and the chat keeps its user', async () => {
    await withBot();
    const id = await accepted();
    await say(BEN, 'I am somebody else');
    await say(ANA, 'And I am she who asked');
    expect((await lines(id)).slice(-2)).toEqual([
      '29:ben: I am somebody else',
      '29:ana: And I am she who asked',
    ]);
    expect((await door.store.chats.log(id)).at(-2)?.author).toEqual({
      kind: 'user',
      id: BEN.id,
      name: BEN.name,
    });
    expect(await chat()).toMatchObject({ user: { id: ANA.id, name: ANA.name }, group: true });
  });

  test('[chat F5] another member’s word for leaving is just their words', async () => {
    await withBot();
    const id = await accepted();
    await post(BEN, { text: 'cancel chat', id: 'b-1' });
    // The channel repeats it: still theirs.
    await post(BEN, { text: 'cancel chat', id: 'b-1' });
    expect(await chat()).toMatchObject({ id, status: 'assigned', cancelledByUser: false });
    expect(await lines(id)).toContain('29:ben: cancel chat');
    await say(ANA, 'cancel chat');
    expect((await door.store.chats.read(id)).chat).toMatchObject({ cancelledByUser: true });
  });

  test('[chat F5 sibling] their endOfConversation ends nothing; the user’s own does', async () => {
    await withBot();
    const id = await accepted();
    await post(BEN, { type: 'endOfConversation' });
    await post({ id: '' }, { type: 'endOfConversation' });
    expect(await chat()).toMatchObject({ cancelledByUser: false });
    await post(ANA, { type: 'endOfConversation' });
    expect((await door.store.chats.read(id)).chat).toMatchObject({ cancelledByUser: true });
  });

  test('[chat F5 sibling] what one was offered in place of an agent, another neither takes nor loses for them', async () => {
    await withBot({ hours: [{ status: 'unavailable' }] });
    await say(ANA, 'agent');
    await say(BEN, '1');
    expect(await door.chats()).toEqual([]);
    await say(BEN, 'What is this about?');
    await say(ANA, '1');
    expect(await chat()).toMatchObject({ user: { id: ANA.id } });
  });

  test('[chat F5 sibling] what they said with the virtual agent before bears their names too', async () => {
    await withBot();
    await say(BEN, 'The VPN is down');
    await say(ANA, 'agent');
    expect((await lines((await chat()).id)).slice(0, 2)).toEqual([
      '29:ben: The VPN is down',
      'bot: You said The VPN is down',
    ]);
  });

  test('[chat F5 sibling] a chat of two is no group, and its user’s lines keep the name it began with', async () => {
    await withBot();
    await post(ANA, { text: 'agent', conversation: { id: 'p-1', conversationType: 'personal' } });
    const { id, group } = await chat();
    expect(group).toBeUndefined();
    await post({ ...ANA, name: 'Ana R.' }, { text: 'hi', conversation: { id: 'p-1' } });
    expect((await door.store.chats.log(id)).at(-1)?.author.name).toBe(ANA.name);
  });
});

describe('[chat F5] where the settings want no agents in groups', () => {
  const told = () => door.channel.posted.flatMap(({ body }) => (body.type === 'message' ? [body.text] : []));

  test('[chat F5 sibling] a handoff out of a group is refused in one line, and the bot goes on', async () => {
    const heard = await withBot({ bot: { groups: 'personal-only' } });
    await say(ANA, 'agent');
    expect(await door.chats()).toEqual([]);
    expect(told()).toEqual([expect.stringMatching(/personal chat/)]);
    expect(heard.at(-1)).toMatch(/handoff.status/);
    await say(ANA, 'hello again');
    expect(told().at(-1)).toBe('You said hello again');
  });

  test('[chat F5 sibling] a personal conversation gets its agent', async () => {
    await withBot({ bot: { groups: 'personal-only' } });
    await post(ANA, { text: 'agent', conversation: { id: 'a:1', isGroup: false } });
    expect(await door.chats()).toHaveLength(1);
  });

  test('[chat F5 sibling] a thread of Teams is a group, whatever else the activity leaves out', async () => {
    await withBot({ bot: { groups: 'personal-only' } });
    const thread = { text: 'agent', channelId: 'msteams' };
    await post(ANA, { ...thread, conversation: { id: '19:x@thread.v2' } });
    expect(await door.chats()).toEqual([]);
    await post(ANA, { ...thread, conversation: { id: 'a:personal' } });
    expect(await door.chats()).toHaveLength(1);
  });
});

describe('[chat F8] the address', () => {
  test('[chat F8] is the chat’s user’s, whoever else acts and whatever the bot’s own account sends', async () => {
    await withBot();
    const id = await accepted();
    const before = await lines(id);
    await post(BOT, { text: 'cancel chat', recipient: ANA });
    await post({ ...BOT, id: 'another', role: 'bot' }, { text: 'echo', recipient: ANA });
    await post(BEN, { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] });
    await post({ id: '' }, { type: 'conversationUpdate', membersAdded: [BEN] });
    expect(await lines(id)).toEqual(before);
    expect((await agentSays('Hello')).body).toMatchObject({
      from: { id: BOT.id },
      recipient: { id: ANA.id },
    });
    await say(BEN, 'me too');
    expect((await agentSays('Hello both')).body).toMatchObject({ recipient: { id: ANA.id } });
    expect(await chat()).toMatchObject({ cancelledByUser: false });
  });

  test('[chat F8 sibling] a skill’s words and those under the registration’s name are nobody’s, for the bot too', async () => {
    const heard = await withBot();
    await say(ANA, 'hello');
    await post({ id: 'skill-1', role: 'skill' }, { text: 'agent' });
    await post(BOT, { text: 'agent', recipient: ANA });
    await post({ id: 'x', role: 'Bot' }, { type: 'event', name: 'agent' });
    expect(heard).toEqual(['29:ana message hello']);
    expect(await door.chats()).toEqual([]);
  });

  test('[chat F8 sibling] without a chat it is that of whoever wrote last, and of whoever got the chat', async () => {
    await withBot();
    await say(ANA, 'hello');
    await say(BEN, 'hello');
    await post(ANA, { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] });
    const conversation = { channel: 'test', id: GROUP.id };
    const user = async () => JSON.parse((await door.store.conversations.reference(conversation))!).user.id;
    expect(await user()).toBe(BEN.id);
    // A button makes no words, and yet it is Ana who gets the agent.
    await post(ANA, { type: 'event', name: 'agent' });
    expect(await chat()).toMatchObject({ user: { id: ANA.id } });
    expect(await user()).toBe(ANA.id);
  });

  test('[chat F8 sibling] a chat that another member would reopen does not turn the open one to them', async () => {
    await withBot();
    const earlier = await accepted();
    await door.execute(earlier, { type: 'end', by: ALICE, resolveTicket: false });
    const id = await accepted();
    const value = { deskbridge: { do: 'reopen', chat: earlier } };
    expect(await post(BEN, { type: 'event', value })).toMatchObject({ body: { code: 'already-open' } });
    expect((await chat()).id).toBe(id);
    expect((await agentSays('Hello')).body).toMatchObject({ recipient: { id: ANA.id } });
  });

  test('[chat F8 sibling] a serviceUrl that has changed counts at once', async () => {
    await withBot();
    await accepted();
    await agentSays('Here');
    const moved = `${door.channel.url}/moved`;
    await post(ANA, { text: 'I am elsewhere', serviceUrl: moved });
    expect((await agentSays('There')).path).toMatch(/^\/moved\/v3/);
    // A change that another process has heard of, and back again.
    await post(ANA, { text: 'and back' });
    expect((await agentSays('Here')).path).toMatch(/^\/v3/);
  });

  test('[chat F8 sibling] nobody’s name is no address, and an activity without a sender still has its turn', async () => {
    const heard = await withBot();
    await post({ id: '' }, { type: 'conversationUpdate', membersAdded: [BOT] });
    expect(heard).toHaveLength(1);
    const conversation = { channel: 'test', id: GROUP.id };
    expect(await door.store.conversations.reference(conversation)).toBeUndefined();
    await post(ANA, { type: 'conversationUpdate', membersAdded: [ANA] });
    expect(await door.store.conversations.reference(conversation)).toContain(ANA.id);
  });
});

describe('[chat F12] quick messages', () => {
  const conversation = { channel: 'test', id: GROUP.id };
  /** Whoever has the turn or waits for it, and the counter. */
  const places = () => door.redis.hlen(keysOf(door.desk).turns(conversation));
  /** Another process of the same desk. */
  const other = () => createConversations(door.redis, door.desk);
  const wishOfAna = (chatId: string): Command => ({
    type: 'request-handoff',
    chatId,
    conversation,
    user: { ...ANA, verified: false },
    company: 'Calbro Services',
    queue: 'GENERAL',
    source: 'test',
    subject: '',
    lines: [],
  });

  test('[chat F12] one turn after the other, in the order in which they came', async () => {
    const heard: string[] = [];
    let running = 0;
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    door = await openFrontDoor(async (context) => {
      running += 1;
      heard.push(`${context.activity.text} ${running}`);
      if (context.activity.text === 'one') await held;
      await context.sendActivity(`answer to ${context.activity.text}`);
      running -= 1;
    });
    const first = say(ANA, 'one');
    await eventually(() => heard.length === 1, 'the first turn');
    // Each has its place before the one after it asks.
    const second = say(ANA, 'two');
    await eventually(async () => (await places()) === 3, 'a place for the second');
    const third = say(BEN, 'three');
    await eventually(async () => (await places()) === 4, 'a place for the third');
    expect(heard).toEqual(['one 1']);
    go();
    expect((await Promise.all([first, second, third])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(heard).toEqual(['one 1', 'two 1', 'three 1']);
    expect(door.channel.posted.map(({ body }) => body.text)).toEqual([
      'answer to one',
      'answer to two',
      'answer to three',
    ]);
    expect(await places()).toBe(0);
  });

  test('[chat F12 sibling] two wishes for an agent at once are granted once, and all words are in the log in order', async () => {
    await withBot();
    const replies = await Promise.all(['agent', 'agent', 'and this?'].map((text) => say(ANA, text)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await door.chats()).toHaveLength(1);
    const said = (await lines((await chat()).id)).filter((line) => line.startsWith('29:ana'));
    expect(said.toSorted()).toEqual(['29:ana: agent', '29:ana: agent', '29:ana: and this?']);
  });

  test('[chat F12 sibling] a bot that goes on in its conversation by its own code, within its turn, waits for nobody', async () => {
    door = await openFrontDoor(async (context) => {
      const { activity, adapter } = context;
      if (activity.type !== 'message') return;
      const reference = {
        bot: activity.recipient,
        user: activity.from,
        conversation: activity.conversation,
        channelId: activity.channelId,
        serviceUrl: activity.serviceUrl,
      };
      await adapter.continueConversationAsync('', reference, async (own) => {
        await own.sendActivity('by the way');
      });
      await context.sendActivity('done');
    });
    expect((await say(ANA, 'go')).status).toBe(200);
    expect(door.channel.posted.map(({ body }) => body.text)).toEqual(['by the way', 'done']);
  });

  test('[chat F12 sibling] a process that died with the turn holds up the next one no longer than its lease', async () => {
    await withBot();
    expect(await other().takeTurn(conversation, 'dead', 'nobody', 300)).toBe('mine');
    expect((await say(ANA, 'hello')).status).toBe(200);
    expect(door.channel.posted).toHaveLength(1);
  });

  test('[chat F12 sibling] words in a live chat wait for no turn of the bot', async () => {
    await withBot();
    const id = await accepted();
    expect(await other().takeTurn(conversation, 'held', 'somebody', 60_000)).toBe('mine');
    expect((await say(ANA, 'are you there?')).status).toBe(200);
    expect(await lines(id)).toContain('29:ana: are you there?');
  });

  test('[chat F12 sibling] words that waited stand in a chat before those that came after it began', async () => {
    await withBot();
    await say(ANA, 'hello');
    expect(await other().takeTurn(conversation, 'held', 'somebody', 60_000)).toBe('mine');
    const waited = say(ANA, 'first');
    await eventually(async () => (await places()) === 3, 'a place for the first');
    // The turn that is under way opens a chat.
    const chatId = newChatId();
    await door.execute(chatId, wishOfAna(chatId));
    await Promise.all([waited, say(ANA, 'second')]);
    expect((await lines(chatId)).filter((line) => line.startsWith(ANA.id)).slice(-2)).toEqual([
      '29:ana: first',
      '29:ana: second',
    ]);
  });

  test('[chat F12 sibling] what we tell the bot ourselves waits for its turn too', async () => {
    const heard = await withBot();
    await accepted();
    const told = heard.length;
    const one = await chat();
    expect(await other().takeTurn(conversation, 'held', 'somebody', 60_000)).toBe('mine');
    const telling = door.door.tellStatus(one, 'accepted', one.epoch);
    await eventually(async () => (await places()) === 3, 'a place for it');
    expect(heard).toHaveLength(told);
    await other().giveUpTurn(conversation, 'held', { owner: 'somebody' });
    await telling;
    expect(heard.at(-1)).toMatch(/handoff.status/);
    expect(await places()).toBe(0);
  });

  test('[chat F12 sibling] a turn of another process is waited for too', async () => {
    const heard = await withBot();
    expect(await other().takeTurn(conversation, 'held', 'somebody', 60_000)).toBe('mine');
    const reply = say(ANA, 'hello');
    await eventually(async () => (await places()) === 3, 'a place for it');
    expect(heard).toEqual([]);
    await other().giveUpTurn(conversation, 'held', { owner: 'somebody' });
    expect((await reply).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  test('[chat F12 sibling] words in a live chat do not wait for what we tell a bot that is at something long', async () => {
    await withBot();
    await accepted();
    const one = await chat();
    expect(await other().takeTurn(conversation, 'held', 'somebody', 60_000)).toBe('mine');
    const telling = door.door.tellStatus(one, 'accepted', one.epoch);
    await eventually(async () => (await places()) === 3, 'a place for it');
    expect((await say(ANA, 'are you there?')).status).toBe(200);
    // The bot has not been told yet.
    expect(await places()).toBe(3);
    expect(await lines(one.id)).toContain('29:ana: are you there?');
    await other().giveUpTurn(conversation, 'held', { owner: 'somebody' });
    await telling;
  });

  test('[chat F12 sibling] what the bot is not to hear, a chat having begun, keeps no place in the order', async () => {
    await withBot();
    await say(ANA, 'hello');
    expect(await other().takeTurn(conversation, 'held', 'somebody', 60_000)).toBe('mine');
    const pressed = post(BEN, { type: 'invoke', name: 'adaptiveCard/action' });
    await eventually(async () => (await places()) === 3, 'a place for the button');
    const chatId = newChatId();
    await door.execute(chatId, wishOfAna(chatId));
    expect((await pressed).status).toBe(200);
    expect(await places()).toBe(2);
  });
});
