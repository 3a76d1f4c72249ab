import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let alice: string;
let bob: string;
let amy: string;
let mine: string;
let waiting: string;
let over: string;

beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
  bob = await room.signIn('bob');
  amy = await room.signIn('amy');
  [mine, waiting, over] = [
    await room.arrive({ queue: 'Network' }),
    await room.arrive({ queue: 'Network' }),
    await room.arrive({ queue: 'Network' }),
  ];
  for (const id of [mine, over]) await room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
  await room.call('POST', `/api/v1/chats/${over}/end`, { token: alice, body: {} });
});
afterAll(() => room?.close());

/** Every route that names a chat: a good body, and bodies that are malformed. */
const ON_CHATS: readonly (readonly [string, string, unknown, readonly unknown[]])[] = [
  ['GET', '', undefined, []],
  ['POST', '/accept', undefined, []],
  ['POST', '/release', undefined, []],
  ['POST', '/abandon', undefined, []],
  ['POST', '/end', { resolveTicket: false }, [{ resolveTicket: 'yes' }, [], 'x', { resolution: 5 }]],
  [
    'POST',
    '/messages',
    { text: 'Hello' },
    [{}, undefined, { text: 5 }, { text: '' }, { text: '  \n ' }, [], null, { text: 'x'.repeat(8_001) }],
  ],
  ['POST', '/notes', { text: 'Note' }, [{}, undefined, { text: null }, { text: 'x'.repeat(8_001) }]],
  [
    'POST',
    '/tickets',
    { type: 'incident' },
    [{}, undefined, { type: 5 }, { type: '' }, { type: 'incident', another: 'x' }],
  ],
  ['POST', '/tickets/1/retry', undefined, []],
  [
    'POST',
    '/invites',
    { agentId: 'bob', mode: 'monitor' },
    [{}, undefined, { agentId: 'bob' }, { agentId: 'bob', mode: 'guest' }, { mode: 'monitor' }],
  ],
  ['POST', '/assistance', { text: 'Help' }, [{ text: 5 }, { text: ' ' }, { text: 'x'.repeat(501) }, []]],
  ['GET', '/past', undefined, []],
  ['GET', '/customer', undefined, []],
  ['GET', '/end-form', undefined, []],
  ['POST', '/relate', { displayId: 'INC1' }, [{}, undefined, { displayId: 5 }, { displayId: '' }]],
  [
    'POST',
    '/knowledge',
    { articleId: 'KBA1', action: 'share' },
    [{}, { articleId: 'KBA1' }, { articleId: 'KBA1', action: 'send' }],
  ],
  [
    'POST',
    '/outages',
    { outageId: 'o1', action: 'relate' },
    [{}, { outageId: 'o1' }, { outageId: 'o1', action: 'share' }],
  ],
];

const OTHERS: readonly (readonly [string, string])[] = [
  ['DELETE', '/api/v1/session'],
  ['GET', '/api/v1/me'],
  ['PUT', '/api/v1/me/availability'],
  ['PUT', '/api/v1/me/screen-name'],
  ['GET', '/api/v1/chats'],
  ['GET', '/api/v1/templates'],
  ['GET', '/api/v1/knowledge'],
  ['GET', '/api/v1/outages'],
  ['GET', '/api/v1/admin/checks'],
  ['GET', '/api/v1/admin/chats'],
  ['GET', '/api/v1/admin/assistance'],
  ['POST', '/api/v1/admin/agents/alice/move-chats'],
  ['POST', '/api/v1/events/ticket'],
];

const path = (id: string, action: string) => `/api/v1/chats/${id}${action}`;

describe.each(ON_CHATS)('%s /api/v1/chats/:id%s', (method, action, good, malformed) => {
  test.each([
    ['no token', undefined],
    ['a token nobody has', 'x'.repeat(43)],
    ['a token that is none', 'no'],
  ])('401 for %s, before the body is looked at and the chat looked for', async (_what, token) => {
    for (const ask of [{ body: good }, { raw: '{' }, { raw: '[]' }]) {
      const reply = await room.call(method, path('chat-unknown', action), {
        token,
        ...(method === 'GET' ? {} : ask),
      });
      expect(reply.body).toMatchObject({ status: 401, code: 'not-signed-in' });
    }
  });

  test('400 for a malformed body, before the chat is looked for', async () => {
    for (const body of malformed)
      expect(
        (await room.call(method, path('chat-unknown', action), { token: alice, body })).body,
      ).toMatchObject({
        status: 400,
        code: 'malformed',
      });
    if (malformed.length > 0)
      expect((await room.call(method, path('chat-unknown', action), { token: alice, raw: '{' })).status).toBe(
        400,
      );
  });

  test('404 for a chat that is unknown, or in another agent’s queues alone', async () => {
    for (const [token, id] of [
      [alice, 'chat-unknown'],
      [alice, 'x'],
      [alice, '%00'],
      [alice, '..%2f..'],
      [amy, mine],
      [amy, waiting],
      [amy, over],
    ] as const) {
      const reply = await room.call(method, path(id, action), { token, body: good });
      expect([id, reply.body]).toEqual([id, expect.objectContaining({ status: 404, code: 'not-found' })]);
    }
  });

  if (method === 'POST' && action !== '/accept')
    test('403 for who does not own it, whatever its status, with the owner’s name', async () => {
      for (const id of [mine, over]) {
        const reply = await room.call(method, path(id, action), { token: bob, body: good });
        expect(reply.body).toMatchObject({ status: 403, code: 'not-owner', owner: 'Alice Smith' });
      }
      const nobodys = await room.call(method, path(waiting, action), { token: bob, body: good });
      expect(nobodys.body).toMatchObject({ status: 403, code: 'not-owner' });
      expect(nobodys.body.owner).toBeUndefined();
    });

  if (method === 'POST' && action !== '/tickets/1/retry')
    test('409 for its owner when it is closed', async () => {
      const reply = await room.call(method, path(over, action), { token: alice, body: good });
      expect(reply.body).toMatchObject({ status: 409, code: 'chat-closed' });
    });
});

test('a message to a chat that is packed is refused as one to any closed chat, and leaves it packed', async () => {
  const chat = await room.arrive({ queue: 'Network' });
  await room.call('POST', path(chat, '/accept'), { token: alice });
  await room.call('POST', path(chat, '/end'), { token: alice, body: {} });
  await room.settle(chat);
  expect(await room.store.archive.pack(chat)).toBe('packed');
  const say = async (token: string) =>
    (await room.call('POST', path(chat, '/messages'), { token, body: { text: 'Hello' } })).body;
  expect(await say(alice)).toMatchObject({ status: 409, code: 'chat-closed' });
  expect(await say(bob)).toMatchObject({ status: 403, code: 'not-owner', owner: 'Alice Smith' });
  expect(await say(amy)).toMatchObject({ status: 404, code: 'not-found' });
  expect((await room.store.chats.read(chat)).packed).toBe(true);
});

test('what is for supervisors alone: first what the request says, then whether there is such a chat', async () => {
  const list = await room.call('GET', '/api/v1/admin/tickets?limit=0', { token: alice });
  expect(list.body).toMatchObject({ status: 400, code: 'malformed' });
  const giveUp = async (token: string, id: string) =>
    (await room.call('POST', path(id, '/tickets/1/give-up'), { token })).body.code;
  expect(await giveUp(alice, 'chat-unknown')).toBe('not-found');
  expect(await giveUp(amy, mine)).toBe('not-found');
  expect(await giveUp(alice, mine)).toBe('not-allowed');
});

test('a ticket of an unknown type is 422, and only after 404, 403 and 409', async () => {
  const body = { type: 'change' };
  const ask = async (token: string, id: string) =>
    (await room.call('POST', path(id, '/tickets'), { token, body })).body.status;
  expect(await ask(alice, 'chat-unknown')).toBe(404);
  expect(await ask(amy, mine)).toBe(404);
  expect(await ask(bob, mine)).toBe(403);
  expect(await ask(alice, over)).toBe(409);
  const reply = await room.call('POST', path(mine, '/tickets'), { token: alice, body });
  expect(reply.body).toMatchObject({ status: 422, code: 'unknown-ticket-type' });
  expect(reply.body.detail).toContain('incident, work-order');
});

test.each(['abc', '0', '99', '-1', '1.5', '1e0', '%00', 'NaN'])(
  'a retry of ticket %s is a 404',
  async (n) => {
    const reply = await room.call('POST', path(mine, `/tickets/${n}/retry`), { token: alice });
    expect(reply.body).toMatchObject({ status: 404, code: 'ticket-not-found' });
  },
);

test.each(OTHERS)('%s %s needs a token', async (method, address) => {
  for (const token of [undefined, 'x'.repeat(43)]) {
    const reply = await room.call(method, address, { token, ...(method === 'GET' ? {} : { raw: '{' }) });
    expect(reply.body).toMatchObject({ status: 401, code: 'not-signed-in' });
  }
});

test.each([
  [
    'PUT',
    '/api/v1/me/availability',
    [
      {},
      { available: 'yes' },
      { available: true, capacity: -1 },
      { available: true, capacity: 1.5 },
      { available: true, capacity: 1001 },
      { available: true, statusCode: 'x'.repeat(101) },
      null,
    ],
  ],
  [
    'PUT',
    '/api/v1/me/screen-name',
    [
      {},
      { screenName: '' },
      { screenName: ' ' },
      { screenName: '\u202e\u200b' },
      { screenName: 'x'.repeat(101) },
      { screenName: 5 },
    ],
  ],
  [
    'POST',
    '/api/v1/session',
    [
      {},
      { username: 'alice' },
      { username: 'alice', password: '' },
      { username: 5, password: 'x' },
      { username: 'x'.repeat(201), password: 'x' },
      [],
    ],
  ],
] as const)('%s %s: a malformed body is a 400 that names the member', async (method, address, bodies) => {
  for (const body of bodies) {
    const reply = await room.call(method, address, { token: alice, body });
    expect([body, reply.body]).toEqual([body, expect.objectContaining({ status: 400, code: 'malformed' })]);
  }
});

test.each([
  'view=nothing',
  'limit=0',
  'limit=201',
  'limit=x',
  'limit=1.5',
  'limit=',
  `after=${'x'.repeat(201)}`,
])('GET /api/v1/chats?%s is a 400', async (query) => {
  expect((await room.call('GET', `/api/v1/chats?${query}`, { token: alice })).body.code).toBe('malformed');
});

test.each(['after=-1', 'after=x', 'limit=0', 'limit=5001', 'after=1.5', 'after=1e99'])(
  'GET /api/v1/chats/:id?%s is a 400',
  async (query) => {
    expect((await room.call('GET', `${path(mine, '')}?${query}`, { token: alice })).body.code).toBe(
      'malformed',
    );
  },
);

test.each(['a.b.c', '1.x.y', '..', '-5.0.x', '1e308.0.x', 'Infinity.0.x', '1.99999999.x', '0.0.\u0000'])(
  'a cursor of one’s own making (%s) harms nothing',
  async (after) => {
    const reply = await room.call('GET', `/api/v1/chats?view=all&after=${encodeURIComponent(after)}`, {
      token: alice,
    });
    expect(reply.status).toBe(200);
  },
);
