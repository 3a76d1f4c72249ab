import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../src/store/store.ts';
import { type Estate, startEstate } from '../support/estate.ts';
import { eventually } from '../support/eventually.ts';
import { CLIENT, type Issuer, startIssuer } from '../support/oidc-issuer.ts';
import { Agent, User } from '../support/people.ts';
import { openSignInBrowser } from '../support/sign-in-browser.ts';

// Agents and users who are known by an identity provider alone, before two servers and two workers.

const AUDIENCE = 'urn:help-desk';
let issuer: Issuer;
let estate: Estate;

beforeAll(async () => {
  issuer = await startIssuer();
  estate = await startEstate(
    ['alice'],
    {},
    {
      oidc: {
        issuer: issuer.url,
        clientId: CLIENT.id,
        clientSecret: CLIENT.secret,
        claims: { id: 'preferred_username' },
        groups: { helpers: { roles: ['agent'] } },
      },
      portal: { issuer: issuer.url, audience: AUDIENCE },
      priorities: [{ vip: true, priority: 9 }],
    },
  );
}, 90_000);

afterAll(async () => {
  await estate?.stop();
  await issuer?.close();
}, 60_000);

test('[row 30] an agent signs in by OIDC, is given a chat by a worker, takes another that is offered, and signs out', async () => {
  const [first, second] = estate.servers;
  expect(await (await fetch(`${first.url}/site.json`)).json()).toMatchObject({
    oidc: { title: 'single sign-on' },
  });
  issuer.state.person = {
    sub: 'sub-olga',
    preferred_username: 'olga',
    name: 'Olga Openid',
    groups: ['helpers'],
  };
  const olga = await Agent.withToken(first.url, await openSignInBrowser(first.url).session(issuer));
  expect(olga.id).toBe('olga');

  // She came through one server; a worker gives her a chat, and she answers at the other server.
  const user = await User.arrive(second.url);
  await user.escalate();
  const there = olga.at(second.url);
  const { id } = await eventually(
    async () => (await there.list('mine')).chats.find((chat) => chat.user.id === user.userId),
    'the chat is given to her',
  );
  expect((await there.do(`/chats/${id}/messages`, { text: 'Hello from Olga' })).status).toBe(201);
  await user.hears('Hello from Olga');

  // A local agent offers her one, and she accepts it.
  const alice = await Agent.signIn(second.url, 'alice');
  const other = await User.arrive(first.url);
  await other.escalate();
  const hers = await eventually(
    async () => (await alice.list('mine')).chats.find((chat) => chat.user.id === other.userId),
    'the one with fewer chats is given the next',
  );
  expect((await alice.do(`/chats/${hers.id}/transfer`, { agentId: 'olga' })).status).toBe(200);
  const accepted = await olga.do(`/chats/${hers.id}/accept`);
  expect(accepted).toMatchObject({ status: 200, body: { chat: { agent: { id: 'olga' } } } });

  for (const chat of [id, hers.id]) expect((await olga.do(`/chats/${chat}/end`)).status).toBe(200);
  const signOut = await fetch(`${second.url}/api/v1/session`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${olga.token}` },
  });
  expect(signOut.status).toBe(204);
  await eventually(
    async () => (await olga.get('/me')).status === 401,
    'her session is over at the other too',
  );
}, 90_000);

test('a user of the portal is verified, and comes before others where priorities say so', async () => {
  const [first] = estate.servers;
  const now = Math.floor(Date.now() / 1000);
  const identity = await issuer.sign({
    sub: 'u-4711',
    aud: AUDIENCE,
    iat: now,
    exp: now + 200,
    name: 'Vera Important',
    email: 'vera@example.com',
    vip: true,
  });
  // On a busy machine the issuer's keys may come too late for the first try.
  const session = await eventually(async () => {
    const headers = { authorization: `Bearer ${identity}` };
    const response = await fetch(`${first.url}/chat/session`, { method: 'POST', headers });
    return response.ok && response.json();
  }, 'the portal’s user has a session');
  const vera = User.ofPage(first.url, session as Parameters<typeof User.ofPage>[1]);
  expect(vera.userId).toBe('u-4711');
  await vera.escalate();
  const alice = await Agent.signIn(first.url, 'alice');
  const chat = await eventually(
    async () => (await alice.list('mine')).chats.find((one) => one.user.id === 'u-4711'),
    'her chat is given away',
  );
  expect(chat.user).toMatchObject({
    id: 'u-4711',
    name: 'Vera Important',
    email: 'vera@example.com',
    verified: true,
  });
  const kept = await openStore(estate.redis.client, 'main').chats.read(chat.id);
  expect(kept.chat?.priority).toBe(9);
}, 60_000);
