import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom({
    cannedTexts: [
      { title: 'Greeting', text: 'Hello {user}, this is {agent} of {queue}. {Nothing} {constructor}' },
      { title: 'Follow-up', text: 'We go on in {ticket}.' },
      { title: 'VPN', text: 'Connect again.', queue: 'Network' },
      { title: 'Gruß', text: 'Guten Tag {user}', language: 'de' },
    ],
  });
  for (const id of ['alice', 'bob', 'carl']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const as = (who: string, method: string, path: string, body?: unknown) =>
  room.call(method, `/api/v1${path}`, { token: tokens[who], ...(body !== undefined && { body }) });
const texts = async (who: string, chat?: string): Promise<{ id?: string; title: string; text: string }[]> =>
  (await as(who, 'GET', `/canned-texts${chat === undefined ? '' : `?chat=${chat}`}`)).body.texts;
const titles = async (chat: string) => (await texts('alice', chat)).map(({ title }) => title);
const own = (id: string, text = 'My own words', title = 'Own') =>
  as('alice', 'PUT', `/me/canned-texts/${id}`, { title, text });

async function hers(more: Parameters<AgentsRoom['arrive']>[0] = {}): Promise<string> {
  const id = await room.arrive({ conversation: { channel: 'directline', id: randomUUID() }, ...more });
  expect((await as('alice', 'POST', `/chats/${id}/accept`)).status).toBe(200);
  return id;
}

describe('[row 45] a prepared text', () => {
  test('comes filled in for the chat, under the names by which both are known there', async () => {
    const id = await hers({ queue: 'Software' });
    const named = async (title: string) =>
      (await texts('alice', id)).find((one) => one.title === title)?.text;
    expect(await named('Greeting')).toBe(
      'Hello Dana Reyes, this is Alice Smith of Software. {Nothing} {constructor}',
    );
    expect(await named('Follow-up')).toBe('We go on in {ticket}.');
    const by = { id: 'alice', screenName: 'Alice Smith' };
    const wish = { connector: 'helix', ticketType: 'incident', kind: 'incident' as const, another: false };
    await room.execute(id, { type: 'request-ticket', by, ...wish });
    await room.execute(id, {
      type: 'record-ticket-created',
      n: 1,
      displayId: 'INC42',
      externalId: 'x',
    } as Parameters<AgentsRoom['execute']>[1]);
    expect(await named('Follow-up')).toBe('We go on in INC42.');
  });

  test('stays text, whatever a user calls himself', async () => {
    const name = '{agent} <b>$& $1</b> {ticket}';
    const id = await hers({ user: { id: 'u2', name, verified: false } });
    expect((await texts('alice', id)).find(({ title }) => title === 'Gruß')?.text).toBe(`Guten Tag ${name}`);
  });

  test('is offered in the chats of its queue, and to users of its language', async () => {
    expect(await titles(await hers({ queue: 'Network' }))).toEqual(['Follow-up', 'Greeting', 'Gruß', 'VPN']);
    expect(await titles(await hers({ queue: 'Software' }))).toEqual(['Follow-up', 'Greeting', 'Gruß']);
    const speaks = async (locale: string) => {
      const conversation = { channel: 'directline', id: randomUUID() };
      await room.store.conversations.ingest({
        conversation,
        activityId: 'a1',
        line: { at: 0, visibility: 'public', type: 'message', text: 'x' },
        author: { kind: 'user', id: 'u1', name: 'Dana Reyes' },
        reference: '{}',
        leaseMs: 1_000,
        locale,
      });
      return titles(await hers({ conversation, queue: 'Software' }));
    };
    expect(await speaks('de-AT')).toEqual(['Gruß', 'Follow-up', 'Greeting']);
    expect(await speaks('en-US')).toEqual(['Follow-up', 'Greeting']);
  });

  test('[pages D10] says which names nothing is there for; those in code are code', async () => {
    const id = await hers({ queue: 'Software' });
    const gaps = async (title: string) => {
      const all = (await texts('alice', id)) as { title: string; gaps?: string[] }[];
      return all.find((one) => one.title === title)?.gaps;
    };
    expect(await gaps('Follow-up')).toEqual(['{ticket}']);
    expect(await gaps('Greeting')).toEqual(['{Nothing}', '{constructor}']);
    expect(await gaps('Gruß')).toBeUndefined();
  });

  test('[pages D31] those in the user’s language come first, else those in the agent’s', async () => {
    const inLanguage = async (chat: string, accepted: string) =>
      (
        await room.call('GET', `/api/v1/canned-texts?chat=${chat}`, {
          token: tokens.alice,
          headers: { 'accept-language': accepted },
        })
      ).body.texts.map(({ title }: { title: string }) => title);
    const id = await hers({ queue: 'Software' });
    expect(await inLanguage(id, 'en-US,en;q=0.9')).toEqual(['Follow-up', 'Greeting', 'Gruß']);
    expect(await inLanguage(id, 'de-DE,de;q=0.9')).toEqual(['Gruß', 'Follow-up', 'Greeting']);
    expect(await inLanguage(id, '*')).toEqual(['Follow-up', 'Greeting', 'Gruß']);
  });

  test('is for the owner and for who takes part, and for nobody else', async () => {
    const id = await hers();
    await as('bob', 'GET', '/me');
    const ask = async (who: string) => {
      const { status, body } = await as(who, 'GET', `/canned-texts?chat=${id}`);
      return status === 200 ? 'may' : body.code;
    };
    expect(await ask('alice')).toBe('may');
    expect(await ask('bob')).toBe('not-owner');
    for (const [mode, answer] of [
      ['monitor', 'not-owner'],
      ['participant', 'may'],
    ] as const) {
      await as('alice', 'POST', `/chats/${id}/invites`, { agentId: 'bob', mode });
      await as('bob', 'POST', `/chats/${id}/invites/answer`, { accept: true });
      expect(await ask('bob')).toBe(answer);
      await as('bob', 'POST', `/chats/${id}/leave`);
    }
    expect(await ask('carl')).toBe('not-found');
    await as('alice', 'POST', `/chats/${id}/end`, {});
    expect(await ask('alice')).toBe('chat-closed');
  });
});

describe('[row 45] texts of an agent’s own', () => {
  test('are kept, changed and deleted by him, come first and are nobody else’s', async () => {
    expect(await own('t1', 'Bye {user}', ' Farewell ')).toMatchObject({
      status: 200,
      body: { id: 't1', title: 'Farewell', text: 'Bye {user}' },
    });
    const id = await hers({ queue: 'Software' });
    expect((await texts('alice', id))[0]).toEqual({ id: 't1', title: 'Farewell', text: 'Bye Dana Reyes' });
    expect((await texts('alice'))[0]).toEqual({ id: 't1', title: 'Farewell', text: 'Bye {user}' });
    await own('t1', 'Goodbye');
    expect((await texts('alice')).filter((one) => one.id !== undefined)).toHaveLength(1);
    expect((await texts('bob')).every((one) => one.id === undefined)).toBe(true);
    await as('bob', 'DELETE', '/me/canned-texts/t1');
    expect((await texts('alice'))[0]?.text).toBe('Goodbye');
    for (const _again of [1, 2])
      expect((await as('alice', 'DELETE', '/me/canned-texts/t1')).status).toBe(204);
    expect((await texts('alice')).every((one) => one.id === undefined)).toBe(true);
  });

  test('are a hundred at most, also where several come at once; one that is there can be changed', async () => {
    const answers = await Promise.all(Array.from({ length: 110 }, (_one, i) => own(`n${i}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
    expect(answers.find(({ status }) => status !== 200)).toMatchObject({
      status: 409,
      body: { code: 'too-many-texts' },
    });
    const [kept] = await texts('alice');
    expect((await own(kept?.id ?? '')).status).toBe(200);
  });

  test('are refused where they are too long, empty, or under no good id', async () => {
    const refused = { status: 400, body: { code: 'malformed' } };
    expect(await own('x', 'a'.repeat(4_001))).toMatchObject(refused);
    expect(await own('x', ' ')).toMatchObject(refused);
    expect(await own('x', 'a', 'b'.repeat(101))).toMatchObject(refused);
    expect(await own('x'.repeat(41))).toMatchObject(refused);
    expect(await own('a%2Fb')).toMatchObject(refused);
  });
});
