import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FilesPolicy } from '../../../src/api/views.ts';
import { takeFile } from '../../../src/store/files/take-file.ts';
import { type AgentsRoom, openAgentsRoom, type Reply } from './agents-room.ts';

const MAX = 2_000;
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('pixels')]);
const TEXT = Buffer.from('what to do');
const PROGRAM = Buffer.from('4d5a9000', 'hex');

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom({
    files: { types: ['image/png', 'text/plain'], maxBytes: MAX, agentsMaySend: { slack: true } },
  });
  for (const id of ['alice', 'bob', 'carl', 'sam']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const as = (who: string, method: string, path: string, body?: unknown, key?: string) =>
  room.call(method, `/api/v1/chats/${path}`, {
    token: tokens[who],
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
  });

async function put(
  who: string,
  chat: string,
  name: string,
  bytes: Buffer,
  { key, headers = {} }: { key?: string; headers?: Record<string, string> } = {},
): Promise<Reply> {
  const response = await fetch(`${room.url}/api/v1/chats/${chat}/files?${new URLSearchParams({ name })}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens[who]}`,
      'content-type': 'application/octet-stream',
      ...(key !== undefined && { 'idempotency-key': key }),
      ...headers,
    },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const conversationOn = (channel: string) => ({ channel, id: randomUUID() });

/** A chat that alice has. */
async function hers(channel = 'directline', source = 'Web Chat'): Promise<string> {
  const id = await room.arrive({ conversation: conversationOn(channel), source, queue: 'Network' });
  expect((await as('alice', 'POST', `${id}/accept`)).status).toBe(200);
  return id;
}

async function joined(id: string, mode: 'participant' | 'monitor'): Promise<void> {
  await as('bob', 'GET', id);
  expect((await as('alice', 'POST', `${id}/invites`, { agentId: 'bob', mode })).status).toBe(200);
  expect((await as('bob', 'POST', `${id}/invites/answer`, { accept: true })).status).toBe(200);
}

const policyOf = async (who: string, id: string): Promise<FilesPolicy> =>
  (await as(who, 'GET', `${id}/files-policy`)).body;

const log = async (id: string) => (await as('alice', 'GET', id)).body.entries;

test('[row 46] a file is put into the chat, then a message brings it to the user, with words or without', async () => {
  const id = await hers();
  const { status, body } = await put('alice', id, 'where "to" click.png', PNG);
  expect(status).toBe(201);
  expect(body.attachment).toEqual({
    name: 'where _to_ click.png',
    contentType: 'image/png',
    size: PNG.length,
    url: expect.stringMatching(/^\/files\/[\w-]{49}\/where%20_to_%20click\.png$/),
  });
  const words = await as('alice', 'POST', `${id}/messages`, { text: 'Here', attachments: [body.attachment] });
  expect(words).toMatchObject({ status: 201, body: { entry: { text: 'Here', delivery: 'pending' } } });
  expect(words.body.entry.attachments).toEqual([body.attachment]);
  const other = await put('alice', id, 'steps.txt', TEXT);
  const alone = await as('alice', 'POST', `${id}/messages`, { attachments: [other.body.attachment] });
  expect(alone.body.entry).toMatchObject({ text: '', attachments: [{ name: 'steps.txt', size: 10 }] });
  expect((await log(id)).at(-1)).toMatchObject({ attachments: [{ name: 'steps.txt' }] });
  expect((await as('alice', 'POST', `${id}/messages`, { text: ' ', attachments: [] })).body.code).toBe(
    'malformed',
  );
});

test('what a file is the store says, not the message that names it; a file of another chat opens for nobody', async () => {
  const [id, other] = [await hers(), await hers()];
  const { attachment } = (await put('alice', id, 'a.png', PNG)).body;
  const posing = { ...attachment, name: 'invoice.exe', contentType: 'text/html', size: 1 };
  const twice = { text: 'x', attachments: [posing, attachment] };
  expect((await as('alice', 'POST', `${id}/messages`, twice)).body.entry.attachments).toEqual([attachment]);
  for (const url of [attachment.url, 'https://elsewhere.example/a.png', '/files/x/a.png', '/etc/passwd'])
    expect(
      await as('alice', 'POST', `${other}/messages`, { text: 'x', attachments: [{ url }] }),
    ).toMatchObject({ status: 422, body: { code: 'attachment-unknown' } });
  expect(JSON.stringify(await log(other))).not.toContain('attachments');
});

/** Who is what to a chat, and how he is answered who may not. */
const ROLES: Readonly<Record<string, readonly [who: string, refused?: string]>> = {
  owner: ['alice'],
  participant: ['bob'],
  monitor: ['bob', '403 not-owner'],
  supervisor: ['sam', '403 not-owner'],
  stranger: ['carl', '404 not-found'],
  'former owner': ['alice', '409 chat-closed'],
};
const FILES: Readonly<Record<string, readonly [bytes: Buffer, refused?: string]>> = {
  'a picture': [PNG],
  'the largest text': [Buffer.alloc(MAX, 'x')],
  'a text too large': [Buffer.alloc(MAX + 1, 'x'), '413 file-too-large'],
  'one far too large': [Buffer.alloc(MAX * 50, 'x'), '413 file-too-large'],
  'a program': [PROGRAM, '415 file-type'],
  'a page with script': [Buffer.from('\u0000<script>'), '415 file-type'],
  nothing: [Buffer.alloc(0), '422 file-empty'],
};
const SOURCES: Readonly<Record<string, readonly [channel: string, refused?: string]>> = {
  'Web Chat': ['directline'],
  'Web Chat of Azure': ['webchat'],
  'Slack, which is switched on': ['slack'],
  'Microsoft Teams': ['msteams', '409 source-takes-no-files'],
  'BMC Helix Virtual Agent': ['helix-va', '409 source-takes-no-files'],
};

describe.each(Object.entries(SOURCES))('[row 46] from %s', (source, [channel, bySource]) => {
  describe.each(Object.entries(ROLES))('%s', (role, [who, byRole]) => {
    test.each(Object.entries(FILES))('%s', async (_what, [bytes, byFile]) => {
      const id = await hers(channel, source);
      if (role === 'participant' || role === 'monitor') await joined(id, role);
      if (role === 'former owner') await as('alice', 'POST', `${id}/end`, {});
      const { status, body } = await put(who, id, 'file.png', bytes);
      const refused = byRole ?? bySource ?? byFile;
      expect(status === 201 ? undefined : `${status} ${body.code}`).toBe(refused);
      if (refused === '409 source-takes-no-files') expect(body.detail).toContain(source);
      if (refused === byFile && refused !== undefined && body.code !== 'file-empty')
        expect(body.detail).toContain('PNG, plain text, up to 2 KB.');
      if (refused !== undefined && byRole !== '404 not-found')
        expect((await policyOf('alice', id)).left).toBe(10);
    });
  });
});

test('[row 46] what may be sent, and why not, can be read beforehand', async () => {
  const id = await hers();
  await joined(id, 'monitor');
  await put('alice', id, 'a.txt', TEXT);
  const allowed = {
    types: ['image/png', 'text/plain'],
    kinds: ['PNG', 'plain text'],
    maxBytes: MAX,
    perChat: 10,
  };
  expect(await policyOf('alice', id)).toEqual({ maySend: true, ...allowed, left: 9 });
  expect(await policyOf('bob', id)).toMatchObject({ maySend: false, why: expect.stringContaining('Alice') });
  expect(await policyOf('alice', await hers('msteams', 'Microsoft Teams'))).toMatchObject({
    maySend: false,
    why: expect.stringContaining('Microsoft Teams, which takes no files'),
  });
  const off = await openAgentsRoom({ files: { types: [] } });
  const token = await off.signIn('alice');
  const chat = await off.arrive({ conversation: conversationOn('directline') });
  await off.call('POST', `/api/v1/chats/${chat}/accept`, { token });
  const { body } = await off.call('GET', `/api/v1/chats/${chat}/files-policy`, { token });
  expect(body).toMatchObject({ maySend: false, why: 'No files are sent here. Write it in words.' });
  await off.close();
});

test('[row 46] a chat has ten files, the user’s included, also where all come at once', async () => {
  const conversation = conversationOn('directline');
  const id = await room.arrive({ conversation });
  await as('alice', 'POST', `${id}/accept`);
  const rules = { types: ['text/plain'], maxBytes: MAX, perChat: 10, keepFreeBytes: 0 };
  const fromUser = () => takeFile(room.files, rules, conversation, { name: 'u.txt', bytes: TEXT });
  const answers = await Promise.all([
    ...Array.from({ length: 8 }, async () => (await put('alice', id, 'a.txt', TEXT)).status),
    ...Array.from({ length: 8 }, fromUser),
  ]);
  expect(answers.filter((one) => one === 201 || typeof one === 'object')).toHaveLength(10);
  expect(await policyOf('alice', id)).toMatchObject({
    maySend: false,
    left: 0,
    why: 'This chat has had its 10 files, the user’s included.',
  });
  expect(await put('alice', id, 'b.txt', TEXT)).toMatchObject({
    status: 409,
    body: { code: 'too-many-files', perChat: 10 },
  });
});

test('a file that no message has named is taken back and counts no more; one that was sent stays', async () => {
  const id = await hers();
  const [first, second] = [await put('alice', id, 'a.txt', TEXT), await put('alice', id, 'b.txt', TEXT)];
  const pathOf = ({ body }: Reply) => `${id}/files/${body.attachment.url.split('/')[2]}`;
  await as('alice', 'POST', `${id}/messages`, { text: '', attachments: [second.body.attachment] });
  expect((await as('bob', 'DELETE', pathOf(first))).status).toBe(403);
  for (const _again of [1, 2]) expect((await as('alice', 'DELETE', pathOf(first))).status).toBe(204);
  expect(await as('alice', 'DELETE', pathOf(second))).toMatchObject({
    status: 409,
    body: { code: 'file-sent' },
  });
  expect((await policyOf('alice', id)).left).toBe(9);
  const other = await put('alice', await hers(), 'c.txt', TEXT);
  expect((await as('alice', 'DELETE', pathOf(other))).status).toBe(204);
  expect(await room.files.find(other.body.attachment.url.split('/')[2])).toBeDefined();
});

test('a repeat under the same key is the same file, and the same message, once', async () => {
  const id = await hers();
  const key = randomUUID();
  const [first, again] = await Promise.all([1, 2].map(() => put('alice', id, 'a.txt', TEXT, { key })));
  expect(again?.body).toEqual(first?.body);
  expect((await policyOf('alice', id)).left).toBe(9);
  expect((await put('alice', id, 'a.txt', PNG, { key })).body.code).toBe('idempotency-key-reused');
  for (let i = 0; i < 9; i++) await put('alice', id, 'more.txt', TEXT);
  expect((await put('alice', id, 'a.txt', TEXT, { key })).body).toEqual(first?.body);

  const message = { text: 'See this', attachments: [first?.body.attachment] };
  const sent = await as('alice', 'POST', `${id}/messages`, message, 'one');
  await as('alice', 'POST', `${id}/end`, {});
  const repeat = await as('alice', 'POST', `${id}/messages`, message, 'one');
  expect(repeat.body.entry).toMatchObject({ seq: sent.body.entry.seq, attachments: message.attachments });
  expect((await as('alice', 'POST', `${id}/messages`, { text: 'other' }, 'one')).status).toBe(422);
});

test('a request that nobody could make is refused before anything is read of it', async () => {
  const id = await hers();
  const ask = (query: string, headers = {}) =>
    fetch(`${room.url}/api/v1/chats/${id}/files${query}`, { method: 'POST', headers, body: 'x' });
  expect((await ask('?name=a')).status).toBe(401);
  expect((await ask('', { authorization: `Bearer ${tokens.alice}` })).status).toBe(400);
  expect((await put('alice', id, 'a.txt', TEXT, { headers: { 'content-encoding': 'gzip' } })).status).toBe(
    415,
  );
});
