import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileNameIn, parametersOf } from '../../../src/directline/disposition.ts';
import { BASE, closeSideDoors, openSideDoor, type SideDoor } from './side-door.ts';

// What clients of all kinds send as an upload: names as they are, nothing lost, nothing empty.

let door: SideDoor;
beforeAll(async () => {
  door = await openSideDoor();
});
afterAll(closeSideDoors);

async function send(headers: Readonly<Record<string, string>>, body: Buffer) {
  const session = await door.session();
  const answer = await fetch(`${door.url}${BASE}/conversations/${session.conversationId}/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${session.token}`, ...headers },
    body: new Uint8Array(body),
  });
  const handed = door.received.findLast(
    (one) => one.type === 'message' && one.conversation.id === session.conversationId,
  );
  const said = await door.call('GET', `${BASE}/conversations/${session.conversationId}/activities`, {
    token: session.token,
  });
  return {
    status: answer.status,
    answer: (await answer.json()) as { code?: string; detail?: string },
    text: handed?.text,
    files: (handed?.attachments ?? []) as { name: string; contentUrl: string; size: number }[],
    told: said.body.activities.map(({ text }: { text?: string }) => text),
  };
}

const WORDS = Buffer.from('words');
const PNG = Buffer.from('89504e470d0a1a0a0000000d', 'hex');
/** Fetch sends a header's characters as bytes; so does every client that writes UTF-8 into one. */
const inUtf8 = (header: string): string => Buffer.from(header).toString('latin1');

test.each([
  ['[chat F17] a semicolon and a percent', 'filename="büro ; 100%.txt"', 'büro ; 100%.txt'],
  ['[chat F17 sibling] quotes and backslashes', String.raw`filename="say \"hi\" \\ now.txt"`, 'now.txt'],
  [
    '[chat F17 sibling] its name in full',
    `filename="buro.txt"; filename*=UTF-8''b%C3%BCro%20%3B.txt`,
    'büro ;.txt',
  ],
  ['[chat F17 sibling] its name in full, in Latin-1', "filename*=iso-8859-1'de'b%FCro.txt", 'büro.txt'],
  [
    '[chat F17 sibling] an encoding that is none',
    `filename*=UTF-8''%E0%A4.txt; filename=plain.txt`,
    'plain.txt',
  ],
  [
    '[chat F17 sibling] another parameter that looks like it',
    'name="x; filename=no.txt"; filename="yes.txt"',
    'yes.txt',
  ],
  ['[chat F17 sibling] no name at all', 'name="x"', 'file'],
])('%s: a file is called as its sender calls it', async (_what, parameters, called) => {
  const header = { 'content-type': 'text/plain', 'content-disposition': inUtf8(`form-data; ${parameters}`) };
  const bare = await send(header, WORDS);
  expect(bare).toMatchObject({ status: 200, files: [{ name: called, size: WORDS.length }] });
  const part = Buffer.from(
    `--b"1\r\ncontent-disposition: form-data; ${parameters}\r\n\r\n${WORDS}\r\n--b"1--\r\n`,
  );
  const inForm = await send({ 'content-type': String.raw`multipart/form-data; boundary="b\"1"` }, part);
  expect(inForm).toMatchObject({ status: 200, files: [{ name: called, size: WORDS.length }] });
});

test('[chat F17] a part without a name of its file is a file, byte for byte, beside the words', async () => {
  const body = Buffer.concat([
    Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="activity"\r\n\r\n{"type":"message","text":"see"}\r\n',
    ),
    Buffer.from('--x\r\nContent-Disposition: form-data; name="picture"\r\nContent-Type: image/png\r\n\r\n'),
    PNG,
    Buffer.from('\r\n--x\r\nContent-Type: text/plain\r\n\r\nwords\r\n--x--'),
  ]);
  const sent = await send({ 'content-type': 'multipart/form-data; boundary=x' }, body);
  expect(sent).toMatchObject({ status: 200, text: 'see', files: [{ name: 'file' }, { name: 'file' }] });
  const read = await fetch(new URL(sent.files[0]?.contentUrl ?? '', door.url));
  expect(Buffer.from(await read.arrayBuffer())).toEqual(PNG);
});

test.each([
  ['no end', '--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nwords\r\n'],
  ['no headers', '--x\r\nwords\r\n--x--\r\n'],
  ['another boundary', '--y\r\n\r\nwords\r\n--y--\r\n'],
])('[chat F17 sibling] a form with %s is refused', async (_what, body) => {
  const sent = await send({ 'content-type': 'multipart/form-data; boundary=x' }, Buffer.from(body));
  expect(sent).toMatchObject({ status: 400, answer: { code: 'malformed-upload' } });
});

test('[chat F17] an empty file is refused as empty, whatever it is called', async () => {
  const header = { 'content-type': 'text/plain', 'content-disposition': 'filename="empty.txt"' };
  const why = '“empty.txt” was not sent: it is empty. Choose a file that has something in it.';
  const alone = await send(header, Buffer.alloc(0));
  expect(alone).toMatchObject({ status: 422, answer: { code: 'file-empty', detail: why }, told: [why] });
});

test('[chat F17 sibling] with words or beside others, an empty file is told of and the rest goes its way', async () => {
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text: 'see these' })]));
  form.append('file', new Blob([]), 'nothing.png');
  form.append('file', new Blob(['words']), 'notes.txt');
  const request = new Request('http://x', { method: 'POST', body: form });
  const sent = await send(
    { 'content-type': request.headers.get('content-type') ?? '' },
    Buffer.from(await request.arrayBuffer()),
  );
  expect(sent).toMatchObject({ status: 200, text: 'see these', files: [{ name: 'notes.txt' }] });
  expect(sent.told).toContain(
    '“nothing.png” was not sent: it is empty. Choose a file that has something in it.',
  );
});

test('[chat F17 sibling] an empty data: URL is an empty file too', async () => {
  const session = await door.session();
  const { status, body } = await door.call(
    'POST',
    `${BASE}/conversations/${session.conversationId}/activities`,
    {
      token: session.token,
      body: { type: 'message', attachments: [{ name: 'a.txt', contentUrl: 'data:text/plain,' }] },
    },
  );
  expect({ status, code: body.code }).toEqual({ status: 422, code: 'file-empty' });
});

test('[chat F17 sibling] parameters of a header are told apart however they are written', () => {
  const name = (header: string) => fileNameIn(parametersOf(header));
  expect(name('attachment;FILENAME = "a=b.txt" ; x=1')).toBe('a=b.txt');
  expect(name(String.raw`attachment; filename="C:\temp\a.txt"`)).toBe(String.raw`C:\temp\a.txt`);
  expect(name('attachment; filename="never closed.txt')).toBe('never closed.txt');
  expect(name('attachment; filename=""')).toBeUndefined();
  expect(name('attachment; filename*=utf-8;filename=a.txt')).toBe('a.txt');
  expect(name('')).toBeUndefined();
});
