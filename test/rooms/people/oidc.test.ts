import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CLIENT, type Faults, type Issuer, startIssuer } from '../../support/oidc-issuer.ts';
import { openSignInBrowser } from '../../support/sign-in-browser.ts';
import { type AgentsRoom, openAgentsRoom } from '../desk/agents-room.ts';

let issuer: Issuer;
let room: AgentsRoom;
let other: AgentsRoom;

beforeAll(async () => {
  issuer = await startIssuer();
  const oidc = {
    title: 'Example ID',
    issuer: issuer.url,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    claims: { id: 'preferred_username', groups: 'realm.groups', companies: 'firms', screenName: 'nickname' },
    groups: {
      helpers: { roles: ['agent'], queues: ['Network'] },
      printers: { queues: ['Hardware'], rights: ['request-control'] },
      leads: { roles: ['supervisor'] },
      owners: { roles: ['admin', 'alert-admin'] },
      sirens: { roles: ['alert-admin'] },
    },
  };
  room = await openAgentsRoom({ oidc });
  other = await openAgentsRoom({ oidc }, room.desk);
});
afterEach(() => {
  issuer.state.faults = {};
  // Each test has tries of its own.
  later(61_000);
});
afterAll(async () => {
  await room.close();
  await other.close();
  await issuer.close();
});

/** For everybody. */
function later(ms: number): void {
  for (const clock of [room.time, other.time, issuer.state]) clock.ahead += ms;
}

let people = 0;
/** Somebody of these groups, whom nobody here has met. */
function comes(groups: unknown = ['helpers'], more: object = {}): string {
  const id = `person-${++people}`;
  issuer.state.person = {
    sub: `sub-${id}`,
    preferred_username: id,
    name: 'Olga Openid',
    email: `${id}@example.com`,
    realm: { groups },
    firms: ['Calbro Services'],
    ...more,
  };
  return id;
}
const lastAudited = async () => JSON.parse((await room.store.audit.after('', 1000)).at(-1)?.row ?? '{}');
const browser = () => openSignInBrowser(room.url);
const me = async (token: string, at = room) => (await at.call('GET', '/api/v1/me', { token })).body;

describe('signing in at the issuer', () => {
  test('goes there with PKCE, state and nonce, and comes back to a session whose token stood in no address', async () => {
    const id = comes();
    const person = browser();
    const away = await person.get('/api/v1/oidc/sign-in?returnTo=%2Fconsole%3Fticket%3Dhelix%2FINC1%23c1');
    expect(away.status).toBe(302);
    const to = new URL(away.location);
    expect(`${to.origin}${to.pathname}`).toBe(`${issuer.url}/authorize`);
    expect(Object.fromEntries(to.searchParams)).toEqual({
      response_type: 'code',
      client_id: CLIENT.id,
      redirect_uri: 'https://desk.example/api/v1/oidc/callback',
      scope: 'openid profile email',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect(away.setCookie).toMatch(
      /^__Host-[\w-]+=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );

    const back = await issuer.comesBack(away.location);
    const landed = await person.get(back.pathname + back.search);
    expect(landed).toMatchObject({ status: 302, location: '/console?ticket=helix%2FINC1&signed-in=oidc#c1' });
    expect(landed.setCookie).toMatch(/; Path=\/; Max-Age=60; HttpOnly; SameSite=Strict; Secure$/);
    const { status, body } = await person.exchange();
    expect({ status, agent: body.agent }).toEqual({
      status: 200,
      agent: { id, name: 'Olga Openid', roles: ['agent'] },
    });
    for (const shown of [away.location, back.href, landed.location, landed.setCookie])
      expect(shown).not.toContain(body.token);
    expect(await me(body.token)).toMatchObject({ id, queues: ['GENERAL', 'Network'] });
    // What stood for it is used.
    expect((await person.exchange()).body).toMatchObject({ status: 401, code: 'sign-in-expired' });
    expect(await lastAudited()).toMatchObject({
      actor: `agent ${id} via Deskbridge`,
      what: 'signed-in',
      by: 'oidc',
    });
  });

  test('may begin at one server, come back to a second and be used at both', async () => {
    const id = comes();
    const first = browser();
    const path = await first.goesAway(issuer);
    const second = first.at(other.url);
    expect((await second.get(path)).status).toBe(302);
    const { body } = await second.at(room.url).exchange();
    for (const at of [room, other, room]) expect(await me(body.token, at)).toMatchObject({ id });
    const ticket = await room.ticketFor(body.token);
    const window = await other.follow(ticket);
    expect(await window.first()).toMatchObject({ kind: 'resync' });
    expect((await other.call('DELETE', '/api/v1/session', { token: body.token })).status).toBe(204);
    expect((await other.call('GET', '/api/v1/me', { token: body.token })).status).toBe(401);
  });

  test('makes an account like any other: it takes chats, is offered them, and keeps its name at every server', async () => {
    const [olga, alice] = [comes(['helpers'], { nickname: 'Olga from IT' }), await room.signIn('alice')];
    const token = await browser().session(issuer);
    const [hers, offered] = [
      await room.arrive({ queue: 'Network' }),
      await room.arrive({ queue: 'Network' }),
    ];
    const accepted = await other.call('POST', `/api/v1/chats/${hers}/accept`, { token });
    expect(accepted.body.chat.agent).toEqual({ id: olga, screenName: 'Olga from IT' });
    await room.call('POST', `/api/v1/chats/${offered}/accept`, { token: alice });
    const targets = await room.call('GET', `/api/v1/chats/${offered}/transfer-targets`, { token: alice });
    expect(JSON.stringify(targets.body)).toContain(olga);
    const sent = await room.call('POST', `/api/v1/chats/${offered}/transfer`, {
      token: alice,
      body: { agentId: olga },
    });
    expect(sent.body.chat.transferTo).toEqual({ id: olga, screenName: 'Olga from IT' });
    const hardware = await room.arrive({ queue: 'Hardware' });
    expect((await room.call('GET', `/api/v1/chats/${hardware}`, { token })).status).toBe(404);
  });
});

describe('[row 106] groups give roles', () => {
  test.each([
    [['helpers', 'printers', 'unknown'], { roles: ['agent'], queues: ['GENERAL', 'Network', 'Hardware'] }],
    [['leads'], { roles: ['supervisor'], queues: ['GENERAL', 'Network', 'Hardware', 'Software', 'Access'] }],
    [['owners', 'helpers'], { roles: ['admin', 'alert-admin', 'agent'], queues: ['GENERAL', 'Network'] }],
    ['helpers', { roles: ['agent'] }],
  ])('%j', async (groups, account) => {
    comes(groups);
    expect(await me(await browser().session(issuer))).toMatchObject(account);
  });

  test.each([
    [['strangers', '__proto__', 'constructor'], /\(strangers, __proto__, constructor\) has a role here/],
    [[], /names no groups in the claim realm\.groups/],
    [null, /names no groups/],
    [['printers'], /\(printers\) has a role/],
  ])('none for %j: 403 says which groups have roles', async (groups, why) => {
    const id = comes(groups);
    const { status, body } = await browser().signsIn(issuer);
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'no-role' });
    expect(body.detail).toMatch(why);
    expect(body.detail).toContain('helpers, printers, leads, owners');
    expect(await lastAudited()).toMatchObject({
      what: 'sign-in-refused',
      account: id,
    });
  });

  test('groups that were too many for the token are spoken of as such', async () => {
    comes(null, { _claim_names: { groups: 'src1' } });
    expect((await browser().signsIn(issuer)).body.detail).toContain('too many of them');
  });

  test('and are read again at each sign-in, for every session of the person', async () => {
    const id = comes(['helpers']);
    const before = await browser().session(issuer);
    issuer.state.person = { ...issuer.state.person, realm: { groups: ['leads'] } };
    const after = await openSignInBrowser(other.url).session(issuer);
    expect(await me(after, other)).toMatchObject({ id, roles: ['supervisor'] });
    // Another server knows at the next look, which is a second away at most.
    later(1_100);
    expect(await me(before)).toMatchObject({ roles: ['supervisor'] });
  });

  test('[row 30] whoever has not the role agent accepts no chat', async () => {
    comes(['leads']);
    const token = await browser().session(issuer);
    const id = await room.arrive();
    expect((await room.call('GET', `/api/v1/chats/${id}`, { token })).status).toBe(200);
    const { status, body } = await room.call('POST', `/api/v1/chats/${id}/accept`, { token });
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'not-allowed' });
  });

  test('an alert admin alone sees no chat', async () => {
    comes(['sirens']);
    const token = await browser().session(issuer);
    const id = await room.arrive();
    expect((await room.call('GET', `/api/v1/chats/${id}`, { token })).status).toBe(404);
    expect((await room.call('GET', '/api/v1/chats', { token })).status).toBe(403);
    expect((await room.call('POST', '/api/v1/events/ticket', { token })).status).toBe(403);
  });

  test('companies of a claim hold, and none where the claim is absent', async () => {
    comes(['helpers'], { firms: undefined });
    const token = await browser().session(issuer);
    const id = await room.arrive();
    expect((await room.call('GET', `/api/v1/chats/${id}`, { token })).status).toBe(404);
  });
});

describe('an id', () => {
  test('that an account of the settings has is not taken over', async () => {
    room.accounts.set('person-local', { ...room.accounts.get('alice')!, id: 'person-local' });
    comes(['owners'], { preferred_username: 'person-local' });
    expect((await browser().signsIn(issuer)).body).toMatchObject({ status: 403, code: 'id-taken' });
  });

  test('that another person of the issuer has is not taken over', async () => {
    const id = comes();
    await browser().session(issuer);
    comes(['owners'], { preferred_username: id });
    expect((await browser().signsIn(issuer)).body).toMatchObject({ status: 403, code: 'id-taken' });
  });

  test('that an admin gives to another meanwhile: his sessions are not that account’s', async () => {
    const id = comes();
    const token = await browser().session(issuer);
    const ticket = await room.ticketFor(token);
    const local = { ...room.accounts.get('sam')!, id, name: 'Somebody Else' };
    for (const { accounts } of [room, other]) accounts.set(id, local);
    for (const at of [room, other])
      expect((await at.call('GET', '/api/v1/me', { token })).body).toMatchObject({ code: 'not-signed-in' });
    await expect(room.follow(ticket)).rejects.toThrow('401');
    const own = await room.signIn(id);
    expect(await me(own)).toMatchObject({ name: 'Somebody Else' });
    // And the other way round, once that account is taken out again.
    for (const { accounts } of [room, other]) accounts.delete(id);
    expect((await room.call('GET', '/api/v1/me', { token: own })).status).toBe(401);
  });

  test('that two persons come with at the same time is the first one’s', async () => {
    const id = comes();
    const [first, second] = [browser(), browser()];
    expect((await first.signsIn(issuer)).status).toBe(302);
    comes(['owners'], { preferred_username: id });
    expect((await second.signsIn(issuer)).status).toBe(302);
    const { body } = await first.exchange();
    expect((await second.exchange()).body).toMatchObject({ status: 403, code: 'id-taken' });
    later(1_100);
    expect(await me(body.token)).toMatchObject({ id, roles: ['agent'] });
  });

  test.each([
    ['is not there', undefined],
    ['is no text', 5],
    ['is empty', ' '],
    ['is too long', 'x'.repeat(201)],
    ['hides something', 'al\u202eice'],
  ])('that %s', async (_what, preferred_username) => {
    comes(['helpers'], { preferred_username });
    const { body } = await browser().signsIn(issuer);
    expect(body).toMatchObject({ status: 403, code: 'claim-missing' });
    expect(body.detail).toContain('preferred_username');
  });

  test('has no password: nobody signs in with one', async () => {
    const id = comes();
    await browser().session(issuer);
    for (const password of ['', 'undefined', 'x']) {
      const body = { username: id, password };
      expect((await room.call('POST', '/api/v1/session', { body })).status).not.toBe(200);
    }
  });

  test('whose address is not verified has none', async () => {
    const id = comes(['helpers'], { email_verified: false });
    await browser().session(issuer);
    const kept = await room.redis.keys(`{${room.desk}}:account:*`);
    const texts = await room.redis.mget(...kept);
    expect(texts.find((text) => text?.includes(`sub-${id}`))).not.toContain('@example.com');
  });
});

test('a name of the token that reads like one which no agent may have is not used', async () => {
  comes(['helpers'], { nickname: 'Vіrtual  Agent', name: 'System' });
  const { body } = await browser()
    .session(issuer)
    .then((token) => room.call('GET', '/api/v1/me', { token }));
  expect(body).toMatchObject({ name: body.id, screenName: body.id });
});

describe('what proves nothing signs nobody in', () => {
  const now = () => issuer.now();
  const faults: readonly (readonly [string, () => Faults, string])[] = [
    ['another nonce', () => ({ claims: { nonce: 'another' } }), 'malformed'],
    ['no nonce', () => ({ claims: { nonce: undefined } }), 'malformed'],
    ['an expired token', () => ({ claims: { iat: now() - 500, exp: now() - 100 } }), 'expired'],
    ['an old token', () => ({ claims: { iat: now() - 2_000, exp: now() + 2_000 } }), 'expired'],
    ['a token of the future', () => ({ claims: { iat: now() + 500, exp: now() + 900 } }), 'not-yet-valid'],
    ['no expiry', () => ({ claims: { exp: undefined } }), 'incomplete'],
    ['no subject', () => ({ claims: { sub: undefined } }), 'incomplete'],
    ['another audience', () => ({ claims: { aud: 'another' } }), 'wrong-audience'],
    ['several audiences', () => ({ claims: { aud: [CLIENT.id, 'another'] } }), 'wrong-audience'],
    ['another azp', () => ({ claims: { azp: 'another' } }), 'wrong-audience'],
    ['another issuer', () => ({ claims: { iss: 'https://elsewhere.example' } }), 'wrong-issuer'],
    ['a key of nobody', () => ({ signed: 'stranger' }), 'wrong-signature'],
    ['no signature', () => ({ signed: 'none' }), 'wrong-algorithm'],
    ['a signature by the shared secret', () => ({ signed: 'shared' }), 'wrong-algorithm'],
  ];
  test.each(faults)('%s', async (_what, fault, why) => {
    comes();
    issuer.state.faults = fault();
    const person = browser();
    expect((await person.signsIn(issuer)).body).toMatchObject({
      status: 401,
      code: 'identity-not-proven',
      fault: why,
    });
    expect((await person.exchange()).status).toBe(401);
  });

  test('several audiences are well where azp is this client', async () => {
    comes();
    issuer.state.faults = { claims: { aud: ['another', CLIENT.id], azp: CLIENT.id } };
    expect(await me(await browser().session(issuer))).toMatchObject({ name: 'Olga Openid' });
  });

  test('an answer for another browser, for none, and a second time', async () => {
    comes();
    const person = browser();
    const path = await person.goesAway(issuer);
    for (const stranger of [browser(), openSignInBrowser(other.url)])
      expect((await stranger.get(path)).body).toMatchObject({ status: 401, code: 'sign-in-expired' });
    expect((await person.get(path.replace(/state=[\w-]+/, 'state=x'))).body.code).toBe('sign-in-expired');
    const twice = person.at(room.url);
    expect((await person.get(path)).status).toBe(302);
    expect((await twice.get(path)).body.code).toBe('sign-in-expired');
  });

  test('an answer whose address says what its browser’s cookie should', async () => {
    comes();
    const attacker = browser();
    const path = await attacker.goesAway(issuer);
    const [, secret = ''] = attacker.carried().split('=');
    const victim = await browser().get(path.replace(/state=([\w-]+)/, `state=$1${secret}`));
    expect(victim.body).toMatchObject({ status: 401, code: 'sign-in-expired' });
  });

  test('an answer in a browser whose cookie another site of our domain has set', async () => {
    comes();
    const attacker = browser();
    const path = await attacker.goesAway(issuer);
    const victim = attacker.at(room.url);
    victim.carry(attacker.carried().replace('__Host-', ''));
    expect((await victim.get(path)).body).toMatchObject({ status: 401, code: 'sign-in-expired' });
  });

  test('an answer of another issuer, one without a code, and a code that is not its own', async () => {
    comes();
    const swap = async (change: (query: URLSearchParams) => void) => {
      const person = browser();
      const url = new URL(await person.goesAway(issuer), room.url);
      change(url.searchParams);
      return (await person.get(url.pathname + url.search)).body;
    };
    expect(await swap((query) => query.set('iss', 'https://elsewhere.example'))).toMatchObject({
      code: 'identity-not-proven',
      fault: 'wrong-issuer',
    });
    expect(await swap((query) => query.delete('iss'))).toMatchObject({ fault: 'wrong-issuer' });
    expect(await swap((query) => query.set('code', 'guessed'))).toMatchObject({ code: 'sign-in-refused' });
    const denied = await swap((query) => {
      query.delete('code');
      query.set('error', 'access_denied<script>');
    });
    expect(denied).toMatchObject({ status: 401, code: 'sign-in-refused' });
    expect(denied.detail).toContain('(access_deniedscript)');
    expect((await browser().get('/api/v1/oidc/callback')).body).toMatchObject({ status: 400 });
  });

  test('[S4] eleven times a minute', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++)
      statuses.push((await browser().get('/api/v1/oidc/callback?state=x&code=x')).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
    expect((await browser().get('/api/v1/oidc/sign-in')).body).toMatchObject({ code: 'too-many-attempts' });
    expect(await room.signIn('alice')).toBeTruthy();
    later(61_000);
    comes();
    expect(await browser().session(issuer)).toBeTruthy();
  });
});

describe('the issuer', () => {
  test('may change its keys: the new ones are fetched, though not at once again', async () => {
    const changing = await startIssuer();
    const oidc = { clientId: CLIENT.id, clientSecret: CLIENT.secret, groups: { g: { roles: ['agent'] } } };
    const fresh = await openAgentsRoom({ oidc: { ...oidc, issuer: changing.url } });
    changing.state.person = { sub: 'changing', groups: ['g'] };
    const session = () => openSignInBrowser(fresh.url).session(changing);
    expect(await session()).toBeTruthy();
    await changing.rotate();
    await expect(session()).rejects.toThrow('wrong-signature');
    const { now } = Date;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 31_000);
    expect(await session()).toBeTruthy();
    clock.mockRestore();
    await fresh.close();
    await changing.close();
  });

  const outages: readonly (readonly [string, Faults])[] = [
    ['answers more than anybody reads', { floods: '/token' }],
    ['calls itself another', { metadata: { issuer: 'https://elsewhere.example' } }],
    [
      'names an endpoint that is not encrypted',
      { metadata: { token_endpoint: 'http://elsewhere.example/' } },
    ],
    ['has no endpoint for this', { metadata: { token_endpoint: undefined } }],
    ['floods with keys', { floods: '/keys' }],
    ['floods with its description', { floods: '/.well-known/openid-configuration' }],
  ];
  test.each(outages)('that %s: 503, and no failure of the person', async (_what, fault) => {
    const fresh = await openAgentsRoom({
      oidc: { issuer: issuer.url, clientId: CLIENT.id, clientSecret: CLIENT.secret, groups: {} },
    });
    fresh.time.ahead = issuer.state.ahead;
    issuer.state.faults = fault;
    const person = openSignInBrowser(fresh.url);
    const away = await person.get('/api/v1/oidc/sign-in');
    const { body } =
      away.status === 302
        ? await issuer.comesBack(away.location).then(({ pathname, search }) => person.get(pathname + search))
        : away;
    expect(body).toMatchObject({ status: 503, code: 'sign-in-unavailable' });
    await fresh.close();
  });
});

describe('where to return to', () => {
  test.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/.//elsewhere.example/',
    '/\t/elsewhere.example/',
    'console',
    'javascript:alert(1)',
    '',
  ])('is a path of ours: not %j', async (returnTo) => {
    const { status, body } = await browser().get(`/api/v1/oidc/sign-in?${new URLSearchParams({ returnTo })}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'malformed' });
  });
});

test('a person sees a sentence in place of JSON, with nothing in it that a browser would carry out', async () => {
  comes(['<script>alert(1)</script>']);
  const person = browser();
  const { status, body } = await person.get(await person.goesAway(issuer), 'text/html,*/*;q=0.8');
  expect(status).toBe(403);
  expect(body).toContain('&#60;script&#62;');
  expect(body).not.toContain('<script>');
  expect(body).toContain('href="/console"');
});

test('without an issuer in the settings there is nothing to sign in at', async () => {
  const plain = await openAgentsRoom();
  for (const path of ['/api/v1/oidc/sign-in', '/api/v1/oidc/callback?state=x&code=y'])
    expect((await plain.call('GET', path)).body).toMatchObject({ status: 404, code: 'oidc-not-configured' });
  expect((await plain.call('POST', '/api/v1/session', { body: { exchange: true } })).body).toMatchObject({
    status: 401,
  });
  await plain.close();
});
