import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import type { User } from '../../support/people.ts';
import { closeSideDoors, openSideDoor } from './side-door.ts';

/**
 * For whom each door is: `anyone`; whoever holds a `token`, who gets nothing but his own by it; or the
 * user of that very conversation or chat (`own`). A door without a row fails.
 */
const DOORS: Readonly<Record<string, { readonly for: 'anyone' | 'token' | 'own'; readonly body?: unknown }>> =
  {
    'POST /chat/session': { for: 'anyone', body: { userName: 'Somebody' } },
    'POST /chat/session/leave': { for: 'anyone', body: { resume: 'x' } },
    'GET /chat/files': { for: 'anyone' },
    'GET /chat/form': { for: 'anyone' },
    // The address itself is the secret; nobody can guess one.
    'GET /files/:id/:name': { for: 'anyone' },
    'POST /v3/directline/tokens/generate': { for: 'token', body: {} },
    'POST /v3/directline/tokens/refresh': { for: 'token', body: {} },
    'POST /v3/directline/conversations': { for: 'token', body: {} },
    'GET /chat/sessions': { for: 'token' },
    'GET /v3/directline/conversations/:conversationId': { for: 'own' },
    'GET /v3/directline/conversations/:conversationId/activities': { for: 'own' },
    'POST /v3/directline/conversations/:conversationId/activities': {
      for: 'own',
      body: { type: 'message', text: 'words', from: { id: 'x' } },
    },
    'POST /v3/directline/conversations/:conversationId/upload': { for: 'own', body: {} },
    'GET /chat/sessions/:id': { for: 'own' },
    'GET /chat/sessions/:id/transcript': { for: 'own' },
    'POST /chat/sessions/:id/continue': { for: 'own', body: {} },
    'POST /chat/sessions/:id/reopen': { for: 'own', body: {} },
    'POST /chat/sessions/:id/rating': { for: 'own', body: { score: 5 } },
  };

let house: DeskHouse;
/** Dana has a chat; Eve has one too, and knows the ids of Dana's. */
let dana: User;
let eve: User;
let chat: string;
beforeAll(async () => {
  house = await openDeskHouse();
  const alice = await house.signIn('alice');
  const hers = await house.accepted(alice, { email: 'dana@example.com' });
  [dana, chat] = [hers.user, hers.id];
  eve = (await house.accepted(alice, { email: 'eve@example.com' })).user;
});
afterAll(async () => {
  await house?.close();
  await closeSideDoors();
});

async function knock(door: string, token: string | undefined): Promise<number> {
  const [method = '', path = ''] = door.split(' ');
  const { body } = DOORS[door] ?? {};
  const response = await fetch(
    house.url +
      path.replace(':conversationId', dana.conversationId).replace(':id', chat).replace(':name', 'x.png'),
    {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    },
  );
  await response.body?.cancel();
  return response.status;
}

test('every door of users has its row, and every row its door', async () => {
  const { directLine } = await openSideDoor();
  const served = directLine.routes.map(({ method, path }) => `${method} ${path}`);
  expect(served.toSorted()).toEqual(Object.keys(DOORS).toSorted());
});

test.each(Object.entries(DOORS))('%s [row 106]', async (door, { for: whom }) => {
  const refused = (status: number) => status === 401 || status === 403 || status === 404;
  if (whom === 'anyone') {
    expect([401, 403]).not.toContain(await knock(door, undefined));
    return;
  }
  expect(await knock(door, undefined)).toBe(401);
  expect(await knock(door, `${dana.token.slice(0, -4)}AAAA`)).toBe(401);
  if (whom === 'own') expect([403, 404]).toContain(await knock(door, eve.token));
  if (door.endsWith('tokens/generate')) return;
  expect(refused(await knock(door, dana.token))).toBe(false);
});
