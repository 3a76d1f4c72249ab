import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

/** Others every time; FUZZ_RUNS takes more. */
const RUNS = Number(process.env.FUZZ_RUNS || 400);

let room: AgentsRoom;
let alice: string;
let chats: string[];
beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
  chats = [await room.arrive(), await room.arrive()];
  await room.call('POST', `/api/v1/chats/${chats[0]}/accept`, { token: alice });
});
afterAll(() => room?.close());

const anything = fc.anything({
  maxDepth: 3,
  maxKeys: 5,
  withNullPrototype: false,
  values: [
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('alice', 'incident', 'work-order', 'queue', '__proto__', -1, 2 ** 53, 1e308),
  ],
});
const member = fc.constantFrom(
  'text',
  'type',
  'connector',
  'another',
  'resolveTicket',
  'resolution',
  'available',
  'capacity',
  'statusCode',
  'screenName',
  'username',
  'password',
  'constructor',
  'cursor',
);
const body = fc.oneof(anything, fc.dictionary(member, anything, { maxKeys: 6 }));

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.constantFrom(
    'chats',
    'session',
    'me',
    'events',
    'ticket',
    'tickets',
    'accept',
    '..',
    '%2f',
    '%00',
    '1',
    'retry',
    '',
  ),
);
const action = fc.constantFrom(
  '',
  '/accept',
  '/release',
  '/abandon',
  '/end',
  '/messages',
  '/notes',
  '/tickets',
  '/tickets/1/retry',
);
const path = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 1, 2), word, action)
      .map(([which, id, rest]) => `/api/v1/chats/${which === 2 ? id || 'x' : `CHAT${which}`}${rest}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '/api/v1/session',
      '/api/v1/me',
      '/api/v1/me/availability',
      '/api/v1/me/screen-name',
      '/api/v1/chats',
      '/api/v1/events/ticket',
      '/api/v1/events',
    ),
  },
  { weight: 1, arbitrary: fc.array(word, { maxLength: 5 }).map((words) => `/${words.join('/')}`) },
);
const query = fc.dictionary(
  fc.constantFrom('view', 'after', 'limit', 'ticket', '__proto__'),
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.double().map(String),
    fc.constantFrom('all', 'mine', '0', '-1', '1.1.x', '1e400'),
  ),
  { maxKeys: 3 },
);

test('whatever is asked of whatever address, the answer is never a 5xx and never internal text', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
      path,
      query,
      body,
      fc.boolean(),
      async (method, address, asked, sent, signedIn) => {
        const at = address.replace('CHAT0', chats[0] ?? '').replace('CHAT1', chats[1] ?? '');
        const search = new URLSearchParams(
          Object.entries(asked).map(([name, value]): [string, string] => [name, value.toWellFormed()]),
        ).toString();
        const token = signedIn && !(method === 'DELETE' && at === '/api/v1/session') ? alice : undefined;
        const payload = method === 'GET' ? undefined : JSON.stringify(sent);
        const response = await fetch(`${room.url}${at}${search && `?${search}`}`, {
          method,
          headers: {
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...(payload !== undefined && { 'content-type': 'application/json' }),
          },
          ...(payload !== undefined && { body: payload }),
        });
        const text = await response.text();
        expect([response.status < 500, text]).toEqual([true, text]);
        expect(text).not.toMatch(/TypeError|ReplyError|ZodError|node_modules|user_script|at \w+ \(/);
        if (response.status >= 400) {
          expect(response.headers.get('content-type')).toBe('application/problem+json');
          expect(JSON.parse(text)).toMatchObject({ status: response.status, code: expect.any(String) });
        }
        expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      },
    ),
    { numRuns: RUNS },
  );
}, 60_000);
