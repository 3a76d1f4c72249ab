import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
let alice: string;
let sam: string;
beforeAll(async () => {
  room = await openAgentsRoom();
  alice = await room.signIn('alice');
  sam = await room.signIn('sam');
});
afterAll(() => room?.close());

const BLANK = '\u00a0\u200b \u2800';

/** A chat that alice owns. */
async function owned(): Promise<string> {
  const id = await room.arrive();
  await room.call('POST', `/api/v1/chats/${id}/accept`, { token: alice });
  return id;
}

test.each([
  ['[chat F17] a message', 'messages', { text: BLANK }],
  ['[chat F17 sibling] a side note', 'notes', { text: BLANK }],
  ['[chat F17 sibling] the note of a transfer', 'transfer', { agentId: 'bob', note: BLANK }],
  ['[chat F17 sibling] a call for assistance', 'assistance', { text: BLANK }],
])('%s that shows nothing is refused, and leaves nothing', async (_what, action, body) => {
  const id = await owned();
  const before = (await room.store.chats.log(id)).length;
  const answer = await room.call('POST', `/api/v1/chats/${id}/${action}`, { token: alice, body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'malformed' } });
  expect(answer.body.detail).toMatch(/^(text|note): must not be empty/);
  expect((await room.store.chats.log(id)).length).toBe(before);
});

test('[chat F17 sibling] so are a supervisor’s reason, a screen name and the title of a text of one’s own', async () => {
  const id = await owned();
  for (const [method, path, body] of [
    ['POST', `/api/v1/chats/${id}/force-close`, { reason: BLANK }],
    ['POST', `/api/v1/chats/${id}/whisper`, { text: BLANK }],
    ['PUT', '/api/v1/me/screen-name', { screenName: BLANK }],
    ['PUT', '/api/v1/me/canned-texts/a', { title: BLANK, text: 'x' }],
  ] as const)
    expect(await room.call(method, path, { token: sam, body })).toMatchObject({ status: 400 });
});

test('[chat F17 sibling] a resolution that shows nothing is none', async () => {
  const id = await owned();
  const { body } = await room.call('POST', `/api/v1/chats/${id}/end`, {
    token: alice,
    body: { resolution: BLANK },
  });
  expect(body.chat.status).toBe('closed');
  expect((await room.store.chats.readAll([id]))[0]).not.toHaveProperty('resolution');
});
