import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BASE, closeSideDoors, openSideDoor, type SideDoor } from './side-door.ts';

let door: SideDoor;
beforeAll(async () => {
  door = await openSideDoor({ files: { maxBytes: 2_000 } });
});
afterAll(closeSideDoors);

type Session = Awaited<ReturnType<SideDoor['session']>>;

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('pixels')]);
const dataUrl = (type: string, bytes: Buffer): string => `data:${type};base64,${bytes.toString('base64')}`;

/** As Microsoft's client sends files: each is named among the attachments, and its bytes are a part of the form. */
async function upload(
  at: SideDoor,
  { token, conversationId, userId }: Session,
  activity: object,
  ...files: readonly (readonly [name: string, bytes: Buffer, type?: string])[]
) {
  const form = new FormData();
  const attachments = files.map(([name, , contentType = 'application/octet-stream']) => ({
    contentType,
    name,
  }));
  form.append(
    'activity',
    new Blob([JSON.stringify({ attachments, ...activity })], { type: 'application/vnd.microsoft.activity' }),
  );
  for (const [name, bytes, type = 'application/octet-stream'] of files)
    form.append('file', new Blob([new Uint8Array(bytes)], { type }), name);
  return fetch(`${at.url}${BASE}/conversations/${conversationId}/upload?userId=${userId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
}

const messages = (at: SideDoor, { conversationId }: Session) =>
  at.received.filter((one) => one.type === 'message' && one.conversation.id === conversationId);

const log = async (at: SideDoor, { token, conversationId }: Session) =>
  (await at.call('GET', `${BASE}/conversations/${conversationId}/activities`, { token })).body.activities;

const say = (text: string, more: object = {}) => ({ type: 'message', text, ...more });

test('[row 14] an upload is one activity with its files, by what their bytes are, and they can be fetched', async () => {
  const session = await door.session();
  const answer = await upload(
    door,
    session,
    say('see these'),
    ['screen.png', PNG, 'text/html'],
    ['notes "1".txt', Buffer.from('Grüße')],
  );
  expect(answer.status).toBe(200);
  const { id } = (await answer.json()) as { id: string };
  const attachments = [
    {
      name: 'screen.png',
      contentType: 'image/png',
      size: 14,
      contentUrl: expect.stringMatching(/^\/files\//),
    },
    { name: 'notes _1_.txt', contentType: 'text/plain', size: 7, contentUrl: expect.any(String) },
  ];
  expect(await log(door, session)).toMatchObject([{ id, text: 'see these', attachments }]);
  const [handed] = messages(door, session);
  expect(handed).toMatchObject({ id, text: 'see these', attachments });

  const [image, notes] = (handed?.attachments ?? []) as { contentUrl: string }[];
  const shown = await fetch(door.url + image?.contentUrl);
  expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': "inline; filename*=UTF-8''screen.png",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  const saved = await fetch(door.url + notes?.contentUrl);
  expect(saved.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''notes%20_1_.txt");
  expect(await saved.text()).toBe('Grüße');
});

test('a file’s address holds nothing that signs in, and no other address leads to the file', async () => {
  const session = await door.session();
  await upload(door, session, say(''), ['a.png', PNG]);
  const [handed] = messages(door, session);
  const [{ contentUrl } = { contentUrl: '' }] = (handed?.attachments ?? []) as { contentUrl: string }[];
  for (const secret of [session.token, session.conversationId, session.userId])
    expect(contentUrl).not.toContain(secret);
  const [, , id = ''] = contentUrl.split('/');
  for (const wrong of [id.slice(1), id.slice(0, -1), `${'A'.repeat(27)}${id.slice(27)}`, '..%2F..', '%00'])
    expect(await door.call('GET', `/files/${wrong}/a.png`)).toMatchObject({
      status: 404,
      body: { code: 'file-unknown' },
    });
});

test('a message may carry a file as a data: URL, and a link, which stays one', async () => {
  const session = await door.session();
  const link = {
    name: 'elsewhere',
    contentType: 'image/png',
    contentUrl: 'http://127.0.0.1:9/never-asked.png',
  };
  const attachments = [
    { name: 'a.png', contentType: 'text/html', contentUrl: dataUrl('text/html', PNG) },
    { name: 'b.txt', contentType: 'text/plain', contentUrl: 'data:,two%20words' },
    link,
  ];
  const { conversationId, token } = session;
  const path = `${BASE}/conversations/${conversationId}/activities`;
  expect((await door.call('POST', path, { token, body: say('x', { attachments }) })).status).toBe(200);
  expect(messages(door, session)[0]?.attachments).toMatchObject([
    { name: 'a.png', contentType: 'image/png', size: 14, contentUrl: expect.stringMatching(/^\/files\//) },
    { name: 'b.txt', contentType: 'text/plain', size: 9, contentUrl: expect.stringMatching(/^\/files\//) },
    link,
  ]);
});

describe('what is not taken', () => {
  test('[row 14] loses none of the words and none of the other files, and the user is told why', async () => {
    const session = await door.session();
    const answer = await upload(
      door,
      session,
      say('my words'),
      ['setup.exe', Buffer.from('4d5a9000', 'hex'), 'image/png'],
      ['big.txt', Buffer.alloc(2_001, 'x')],
      ['a.png', PNG],
    );
    expect(answer.status).toBe(200);
    expect(messages(door, session)).toMatchObject([{ text: 'my words', attachments: [{ name: 'a.png' }] }]);
    const [words, told, ...more] = await log(door, session);
    expect(words.text).toBe('my words');
    expect(more).toEqual([]);
    expect(told.from.role).toBe('bot');
    expect(told.text).toMatch(
      /“setup\.exe” was not sent: files of its kind are not taken here\. Send one of: PNG/,
    );
    expect(told.text).toMatch(/“big\.txt” was not sent: it is larger than 2 KB\./);
  });

  test.each([
    [415, 'file-type', 'x.bin', Buffer.from([0, 1, 2])],
    [413, 'file-too-large', 'x.txt', Buffer.alloc(2_001, 'x')],
  ])('alone, it is refused with %d %s, and the user is told too', async (status, code, name, bytes) => {
    const session = await door.session();
    const answer = await upload(door, session, say(''), [name, bytes]);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code, detail: expect.stringContaining(name) });
    expect(messages(door, session)).toEqual([]);
    expect(await log(door, session)).toMatchObject([{ text: expect.stringContaining(name) }]);
  });

  test('is the eleventh file of a chat', async () => {
    const session = await door.session();
    const files = Array.from({ length: 11 }, (_, i) => [`${i}.txt`, Buffer.from(`file ${i}`)] as const);
    expect((await upload(door, session, say('many'), ...files)).status).toBe(200);
    expect(messages(door, session)[0]?.attachments).toHaveLength(10);
    expect((await log(door, session))[1].text).toContain('“10.txt” was not sent: a chat may have 10 files');
  });

  test('is what the settings do not list', async () => {
    const strict = await openSideDoor({ files: { types: ['application/pdf'] } });
    const session = await strict.session();
    expect(
      (await upload(strict, session, say('x'), ['a.png', PNG], ['b.pdf', Buffer.from('%PDF-1.7')])).status,
    ).toBe(200);
    expect(messages(strict, session)[0]?.attachments).toMatchObject([{ name: 'b.pdf' }]);
  });

  test.each([
    ['no multipart', 'multipart/form-data; boundary=x', 'not a form', 'malformed-upload'],
    ['no boundary', 'multipart/form-data;', '--x', 'malformed-upload'],
    [
      'no activity',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="activity"\r\n\r\n{"type":5}\r\n--x--\r\n',
      'malformed-activity',
    ],
    [
      'no JSON',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="activity"\r\n\r\n{\r\n--x--\r\n',
      'malformed-json',
    ],
  ])('is a body with %s', async (_what, type, body, code) => {
    const session = await door.session();
    const answer = await fetch(`${door.url}${BASE}/conversations/${session.conversationId}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.token}`, 'content-type': type },
      body,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  test('is a body that is larger than the largest files, read no further than that', async () => {
    const session = await door.session();
    const answer = await upload(door, session, say('x'), ['x.txt', Buffer.alloc(600 * 1024, 'x')]);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'body-too-large' });
  });
});

test('a repeat under the same name is the same activity and leaves no second file', async () => {
  const own = await openSideDoor();
  const session = await own.session();
  const activity = say('once', { channelData: { clientActivityID: 'c1' } });
  const ids = [];
  for (let i = 0; i < 3; i++) {
    const answer = await upload(own, session, activity, ['a.png', PNG], ['b.exe', Buffer.from([0])]);
    ids.push(((await answer.json()) as { id: string }).id);
  }
  expect(new Set(ids).size).toBe(1);
  expect(await log(own, session)).toHaveLength(2);
  const [key = ''] = await own.redis.keys(`{${own.desk}}:files:*`);
  expect((await own.redis.hvals(key)).filter((row) => row.includes('|'))).toHaveLength(1);
  expect(readdirSync(`${own.dataDir}/files/${own.desk}/new`)).toEqual([]);
});

test('one bare file may be uploaded under its name', async () => {
  const session = await door.session();
  const answer = await fetch(`${door.url}${BASE}/conversations/${session.conversationId}/upload`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${session.token}`,
      'content-type': 'image/png',
      'content-disposition': 'name="file"; filename="../../bad joke.png"',
    },
    body: new Uint8Array(PNG),
  });
  expect(answer.status).toBe(200);
  expect(messages(door, session)[0]?.attachments).toMatchObject([
    { name: 'bad joke.png', contentType: 'image/png' },
  ]);
});
