import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BASE, closeSideDoors, openSideDoor, type SideDoor } from './side-door.ts';

// A page of another site can make its visitor's browser send a request that asks for no permission.

let door: SideDoor;
let open: SideDoor;
beforeAll(async () => {
  door = await openSideDoor();
  open = await openSideDoor({ trustedOrigins: ['https://portal.example'] });
});
afterAll(closeSideDoors);

const post = (at: SideDoor, path: string, headers: Record<string, string> = {}, method = 'POST') =>
  fetch(at.url + path, { method, headers });

test.each([
  'https://evil.example',
  'null',
  'http://127.0.0.1:1',
  'http://127.0.0.1.evil.example',
  'chrome-extension://x',
])('[faults 8j] a page of %s cannot begin a conversation in its visitor’s name', async (origin) => {
  const answer = await post(door, '/chat/session', { origin });
  expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'foreign-origin' }]);
});

test('[faults 8j] sibling: our own page, a trusted one and programs can', async () => {
  expect((await post(door, '/chat/session', { origin: door.url })).status).toBe(200);
  expect((await post(open, '/chat/session', { origin: 'https://portal.example' })).status).toBe(200);
  expect((await post(door, '/chat/session')).status).toBe(200);
});

test('[faults 8j] sibling: no door that writes is open to a foreign page that brings no sign-in', async () => {
  const origin = 'https://evil.example';
  for (const path of ['/tokens/generate', '/tokens/refresh', '/conversations', '/conversations/x/activities'])
    expect([path, (await post(door, BASE + path, { origin })).status]).toEqual([path, 403]);
});
