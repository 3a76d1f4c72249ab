import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { type Agent, User } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse();
  alice = await house.signIn('alice');
});
afterAll(() => house?.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the server says
  readonly body: any;
}

async function ask(
  token: string | undefined,
  path: string,
  { body, ...more }: { body?: object; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(`${house.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...more.headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json ? JSON.parse(text) : undefined,
  };
}
const of = ({ token }: User, path = '', more: Parameters<typeof ask>[2] = {}) =>
  ask(token, `/chat/sessions${path}`, more);
const listed = async (user: User) => (await of(user)).body.sessions;

/** A chat that alice has had, with a side note in it, and has ended. */
async function ended(more: { email?: string } = {}) {
  const { user, id } = await house.accepted(alice, more);
  await user.say('It hums <b>loudly</b>');
  await alice.do(`/chats/${id}/notes`, { text: 'a secret side note' });
  await alice.do(`/chats/${id}/messages`, { text: 'Switch it off' });
  await alice.do(`/chats/${id}/end`, {});
  await user.hears(/has ended the chat/);
  return { user, id };
}

describe('my chats [row 22]', () => {
  test('a user finds his chat while it is open and when it is over, with subject, status and who answered', async () => {
    const { user, id } = await house.accepted(alice);
    const open = {
      id,
      status: 'assigned',
      subject: expect.any(String),
      agent: { screenName: 'Alice Smith' },
    };
    expect(await listed(user)).toMatchObject([{ ...open, here: true, mayReopen: false, mayRate: false }]);
    await alice.do(`/chats/${id}/end`, {});
    expect(await listed(user)).toMatchObject([
      { id, status: 'closed', closedAt: expect.any(String), mayReopen: true, mayRate: true },
    ]);
  });

  test('a chat that he has left is shown so until its agent closes it', async () => {
    const { user, id } = await house.accepted(alice);
    await user.post({ type: 'endOfConversation' });
    expect(await listed(user)).toMatchObject([{ id, status: 'assigned', left: true, mayReopen: false }]);
    await alice.do(`/chats/${id}/end`, {});
    expect(await listed(user)).toMatchObject([{ id, status: 'closed', disposition: 'cancelled' }]);
  });

  test('one of them has what was said in public, in his words and nothing else', async () => {
    const { user, id } = await ended();
    const { body, text } = await of(user, `/${id}`);
    expect(body.session).toMatchObject({ id, status: 'closed' });
    const said = body.transcript.map(({ text }: { text: string }) => text);
    expect(said).toEqual(expect.arrayContaining(['It hums <b>loudly</b>', 'Switch it off']));
    expect(text).not.toContain('side note');
    expect(text).not.toContain('"alice"');
  });

  test('a proven user goes on in the conversation of an earlier chat, with all that was said', async () => {
    const email = 'dana@calbro.example';
    const { user: before, id } = await ended({ email });
    const now = await User.arrive(house.url, 'Dana');
    expect(await listed(now)).toEqual([]);
    expect(await of(now, `/${id}`)).toMatchObject({ status: 403, body: { code: 'not-yours' } });
    // The same address alone is not the same person.
    await house.prove(now.conversationId, email);
    expect(await listed(now)).toEqual([]);
    await house.prove(now.conversationId, email, before.userId);
    expect(await listed(now)).toMatchObject([{ id, here: false }]);
    const { status, body } = await of(now, `/${id}/continue`, { body: {} });
    expect({ status, body }).toMatchObject({ status: 200, body: { conversationId: before.conversationId } });
    const again = User.ofPage(house.url, body);
    expect((await again.all()).map(({ text }) => text)).toContain('Switch it off');
    expect((await again.say('I am back')).status).toBe(200);
  });

  test('nobody sees what is not his', async () => {
    const { id } = await ended();
    const other = await User.arrive(house.url, 'Ove');
    for (const path of ['', '/transcript'])
      expect(await of(other, `/${id}${path}`)).toMatchObject({ status: 403, body: { code: 'not-yours' } });
    for (const path of ['/reopen', '/continue', '/rating'])
      expect(await of(other, `/${id}${path}`, { body: { score: 1 } })).toMatchObject({
        status: 403,
        body: { code: 'not-yours' },
      });
    expect((await of(other, '/chat-none')).body.code).toBe('not-found');
    for (const token of [undefined, 'nonsense', alice.token])
      expect((await ask(token, `/chat/sessions/${id}`)).status).toBe(401);
  });
});

describe('a chat is reopened from the page', () => {
  test('a new chat of the same place waits for its agent with the history, and the old one stays closed', async () => {
    const { user, id } = await ended();
    const key = { 'idempotency-key': 'again' };
    const { status, body } = await of(user, `/${id}/reopen`, { body: {}, headers: key });
    expect({ status, body }).toMatchObject({ status: 200, body: { session: { reopens: id } } });
    const repeat = await of(user, `/${id}/reopen`, { body: {}, headers: key });
    expect(repeat.body).toEqual(body);
    expect(await of(user, `/${id}/reopen`, { body: {} })).toMatchObject({
      status: 409,
      body: { code: 'already-open' },
    });
    // Agents accept by hand here, and alice is online: she is asked first.
    const [offered] = (await alice.list('transferred')).chats;
    expect(offered).toMatchObject({ id: body.session.id, reopens: id, tickets: [] });
    expect((await alice.do(`/chats/${offered!.id}/accept`)).status).toBe(200);
    const { entries } = await alice.read(offered!.id);
    const texts = entries.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['It hums <b>loudly</b>', 'a secret side note']));
    expect((await listed(user)).map(({ status }: { status: string }) => status)).toEqual([
      'assigned',
      'closed',
    ]);
    await user.say('It hums again');
    await alice.reads(offered!.id, 'It hums again');
    await alice.do(`/chats/${offered!.id}/end`, {});
  });

  test('never to an agent who is offline: then it waits for anybody', async () => {
    const bob = await house.signIn('bob');
    const { user, id } = await house.accepted(bob);
    await bob.do(`/chats/${id}/end`, {});
    await fetch(`${house.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${bob.token}` },
    });
    const { body } = await of(user, `/${id}/reopen`, { body: {} });
    expect(body.session).toMatchObject({ status: 'queued', reopens: id });
    await user.post({ type: 'endOfConversation' });
  });

  test('words after the end are the virtual agent’s', async () => {
    const { user, id } = await ended();
    await user.hears(/Welcome back/);
    await user.say('reopen chat');
    expect(await listed(user)).toMatchObject([{ id, status: 'closed' }]);
  });
});

describe('the transcript as a file', () => {
  const safe = (answer: Answer, type: string, name: RegExp) => {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('content-disposition')).toMatch(name);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    expect(answer.text).toContain('Switch it off');
    expect(answer.text).not.toContain('side note');
  };

  test('for its user as plain text, or as JSON', async () => {
    const { user, id } = await ended();
    safe(await of(user, `/${id}/transcript`), 'text/plain', /^attachment; filename="chat-.*\.txt"$/);
    const json = [
      await of(user, `/${id}/transcript?format=json`),
      await of(user, `/${id}/transcript`, { headers: { accept: 'application/json' } }),
    ];
    for (const answer of json) {
      safe(answer, 'application/json', /^attachment; filename="chat-.*\.json"$/);
      expect(answer.body).toMatchObject({ chat: { id }, lines: expect.any(Array) });
    }
    expect((await of(user, `/${id}/transcript?format=html`)).status).toBe(400);
  });

  test('for agents who may see the chat, and for them public lines alone too', async () => {
    const { id } = await ended();
    const path = `/api/v1/chats/${id}/transcript`;
    safe(await ask(alice.token, path), 'text/plain', /\.txt"$/);
    safe(await ask(alice.token, `${path}?format=json`), 'application/json', /\.json"$/);
    const carl = await house.signIn('carl');
    expect(await ask(carl.token, path)).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await ask(undefined, path)).status).toBe(401);
  });
});

describe('a rating from the page [row 27]', () => {
  test('stands in the chat for its agents; a later one replaces it', async () => {
    const { user, id } = await ended();
    const rate = (body: object) => of(user, `/${id}/rating`, { body });
    expect((await rate({ score: 6 })).status).toBe(400);
    expect((await rate({ score: 3 })).body.session).toMatchObject({ rating: { score: 3 } });
    await rate({ score: 5, comment: 'All well' });
    const { chat, entries } = await alice.read(id);
    expect(chat.rating).toMatchObject({ score: 5, comment: 'All well' });
    expect(entries.filter(({ code }) => code === 'chat-rated')).toMatchObject([
      { visibility: 'internal' },
      { text: 'The user rated the chat 5 of 5: All well' },
    ]);
    const sam = await house.signIn('sam');
    const found = async (score: number) =>
      (await sam.get(`/admin/chats?score=${score}`)).body.chats.map((one: { id: string }) => one.id);
    expect(await found(5)).toEqual([id]);
    expect(await found(3)).toEqual([]);
  });

  test('not before the end', async () => {
    const { user, id } = await house.accepted(alice);
    expect(await of(user, `/${id}/rating`, { body: { score: 3 } })).toMatchObject({
      status: 409,
      body: { code: 'chat-not-closed' },
    });
  });
});
