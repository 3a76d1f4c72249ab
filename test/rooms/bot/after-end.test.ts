import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import type { Chat } from '../../../src/chat/chat.ts';
import { ALICE } from '../sync/post-room.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

let door: FrontDoor;
afterEach(() => door?.close());

/** A bot that hands over at "agent" and remembers what reached it. */
async function desk(settings: object = {}) {
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
  return heard;
}

/** A chat that Alice has had and ended. */
async function ended(): Promise<Chat> {
  await door.say('agent');
  const [{ id }] = (await door.chats()) as [Chat];
  await door.execute(id, { type: 'accept', by: ALICE });
  await door.say('my modem is on fire');
  await door.execute(id, { type: 'add-note', by: ALICE, text: 'a side note' });
  await door.execute(id, { type: 'end', by: ALICE, resolveTicket: false });
  return chat(id);
}
const chat = async (id: string) => (await door.store.chats.readAll([id]))[0]!;
const texts = async (id: string) => (await door.store.chats.log(id)).map(({ text }) => text);
const messages = () => door.channel.posted.map(({ body }) => body).filter(({ type }) => type === 'message');

/** A button of the card, pressed: what it is called is of no matter. */
const press = (value: object, extra: object = {}) =>
  door.post({ id: randomUUID(), text: 'agent', value: { deskbridge: value }, ...extra });
const reopens = (id: string, extra: object = {}) => press({ do: 'reopen', chat: id }, extra);

/** The card under the line that tells of the end. */
async function cardOf({ id }: Chat, channelId = 'test') {
  const log = await door.store.chats.log(id);
  await door.post({ id: randomUUID(), type: 'event', name: 'hello', channelId });
  const { conversation, owner } = await chat(id);
  const target = { id, conversation: { ...conversation, channel: channelId }, ...(owner && { owner }) };
  await door.door.sendEntry(target, log.find(({ code }) => code === 'chat-ended')!);
  return messages().at(-1)?.attachments?.[0]?.content;
}

describe('a closed chat is reopened by a button', () => {
  test('a new chat waits in the same place, and begins with all that was said', async () => {
    const heard = await desk();
    const old = await ended();
    await door.say('are you still there?');
    expect(heard).toEqual(['agent', 'are you still there?']);
    await reopens(old.id);
    const [now, ...others] = await door.chats();
    expect(others).toEqual([]);
    expect(now).toMatchObject({ reopens: old.id, status: 'queued', queue: 'Network', topic: 'Network' });
    const said = await texts(now!.id);
    expect(said.slice(0, (await texts(old.id)).length)).toEqual(await texts(old.id));
    expect(said.slice(-3)).toEqual([
      'are you still there?',
      expect.stringContaining('goes on with a chat that was unresolved. It was Alice Smith’s.'),
      expect.stringMatching(/^You are in the queue/),
    ]);
    expect(said.filter((text) => text === 'agent')).toHaveLength(1);
  });

  test('words alone reopen nothing, and reach the virtual agent', async () => {
    const heard = await desk();
    const old = await ended();
    for (const text of [
      'Reopen chat',
      'reopen',
      JSON.stringify({ deskbridge: { do: 'reopen', chat: old.id } }),
    ])
      await door.say(text);
    expect(heard).toHaveLength(4);
    expect(await door.chats()).toEqual([]);
  });

  test('the same wish twice, at once or repeated, makes one chat; the second is told that one is open', async () => {
    await desk();
    const old = await ended();
    const id = randomUUID();
    await Promise.all([reopens(old.id, { id }), reopens(old.id), reopens(old.id)]);
    expect((await reopens(old.id, { id })).status).toBeLessThan(300);
    await reopens(old.id);
    expect(await door.chats()).toHaveLength(1);
    expect(messages().at(-1)?.text).toBe('You are in a live chat already.');
  });

  test('who had it gets it first; where he is not free as it is written, it waits', async () => {
    await desk();
    const old = await ended();
    door.state.first = { agent: ALICE, capacity: 2, give: 'assign' };
    await reopens(old.id);
    expect(await door.chats()).toMatchObject([{ status: 'queued', reopens: old.id }]);
    const [waiting] = await door.chats();
    await door.execute(waiting!.id, { type: 'cancel' });
    await door.store.agents.renewLease('alice', 600_000);
    await reopens(old.id);
    expect(await door.chats()).toMatchObject([{ status: 'assigned', owner: ALICE }]);
  });

  test('who is asked first takes it as he takes a transfer', async () => {
    await desk();
    const old = await ended();
    await door.store.agents.renewLease('alice', 600_000);
    door.state.first = { agent: ALICE, capacity: 2, give: 'offer' };
    await reopens(old.id);
    const [offered] = await door.chats();
    expect(offered).toMatchObject({ status: 'pending-transfer', transferTo: ALICE });
    const executed = await door.execute(offered!.id, { type: 'accept', by: ALICE });
    expect(executed).toMatchObject({ kind: 'done', chat: { status: 'assigned', owner: ALICE } });
  });

  test('outside the hours he chooses as at any handoff, and what waits then goes on with the old chat', async () => {
    await desk({ hours: [{ status: 'unavailable' }] });
    await door.say('agent');
    await door.say('Wait for an agent');
    const [{ id }] = (await door.chats()) as [Chat];
    await door.execute(id, { type: 'accept', by: ALICE });
    await door.execute(id, { type: 'end', by: ALICE, resolveTicket: false });
    await reopens(id);
    expect(await door.chats()).toEqual([]);
    expect(messages().at(-1)?.text).toMatch(/^Our agents are not here/);
    await door.say('Wait for an agent');
    expect(await door.chats()).toMatchObject([{ reopens: id, queue: 'Network' }]);
  });

  test.each([
    [
      'in a conversation of others',
      { from: { id: 'user-2', name: 'Ove' } },
      'That is not possible with this chat.',
    ],
    ['elsewhere', { conversation: { id: 'another' } }, 'That is not possible with this chat.'],
  ])('%s it is refused, and nobody learns more', async (_where, extra, told) => {
    const heard = await desk();
    const old = await ended();
    expect((await reopens(old.id, extra)).status).toBeLessThan(300);
    expect(messages().at(-1)?.text).toBe(told);
    expect(await door.chats()).toEqual([]);
    expect(heard).toEqual(['agent']);
  });

  test('a program is told by a code', async () => {
    await desk();
    const old = await ended();
    const event = { type: 'event', from: { id: 'user-2', name: 'Ove' } };
    expect(await reopens(old.id, event)).toMatchObject({ status: 409, body: { code: 'not-yours' } });
    expect(await reopens('chat-none', event)).toMatchObject({ status: 409, body: { code: 'not-found' } });
  });
});

describe('a chat is rated by a button [row 27]', () => {
  const rate = (id: string, score: unknown, extra: object = {}) =>
    press({ do: 'rate', chat: id, score, ...extra });

  test('the rating is kept, the user thanked, and the virtual agent hears nothing of it', async () => {
    const heard = await desk();
    const old = await ended();
    await rate(old.id, 5, { comment: ' quick and kind ' });
    expect((await chat(old.id)).rating).toMatchObject({ score: 5, comment: 'quick and kind' });
    expect(messages().at(-1)?.text).toBe('Thank you for your rating.');
    expect(heard).toEqual(['agent']);
    expect((await door.store.chats.log(old.id)).at(-1)).toMatchObject({
      code: 'chat-rated',
      visibility: 'internal',
    });
  });

  test('numbers that are words stay words', async () => {
    const heard = await desk();
    const old = await ended();
    await door.say('5');
    expect(heard.at(-1)).toBe('5');
    expect((await chat(old.id)).rating).toBeUndefined();
  });

  test('in another chat a button is no word of it', async () => {
    await desk();
    const old = await ended();
    await reopens(old.id);
    const [open] = await door.chats();
    const before = await texts(open!.id);
    await rate(old.id, 2);
    expect((await chat(old.id)).rating?.score).toBe(2);
    expect(await texts(open!.id)).toEqual(before);
  });

  test.each([0, 6, 2.5, 'many', undefined])('%j is no rating', async (score) => {
    const heard = await desk();
    const old = await ended();
    await rate(old.id, score);
    expect((await chat(old.id)).rating).toBeUndefined();
    expect(heard).toHaveLength(2);
  });
});

describe('the line that tells of the end', () => {
  const titles = (content: { buttons: { title: string }[] }) => content?.buttons.map(({ title }) => title);

  test('carries what the user may do now, each by its value [row 27]', async () => {
    await desk();
    const old = await ended();
    const content = await cardOf(old);
    expect(titles(content)).toEqual(['1', '2', '3', '4', '5', 'Reopen chat']);
    expect(content.text).toMatch(/^How was the chat/);
    await press(content.buttons[2].value.deskbridge);
    expect((await chat(old.id)).rating?.score).toBe(3);
  });

  test.each([
    [{ rating: false }, ['Reopen chat']],
    [{ reopenHours: 0 }, ['1', '2', '3', '4', '5']],
    [{ reopenHours: 0, rating: false }, undefined],
  ])('under %j', async (chats, buttons) => {
    await desk({ chats });
    expect(titles(await cardOf(await ended()))).toEqual(buttons);
  });

  test('carries nothing where a channel shows no cards', async () => {
    await desk();
    expect(await cardOf(await ended(), 'sms')).toBeUndefined();
  });
});
