import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { sweepFiles } from '../../../jobs/sweep-files.ts';
import { createLog } from '../../../src/shared/log.ts';
import { FileTooLarge, openFolder } from '../../../src/store/files/folder.ts';
import { openFiles, type StoredFile } from '../../../src/store/files/index.ts';
import { alice, type Cellar, onEveryServer, openCellar } from './cellar.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'db-files-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const LIMITS = { maxBytes: 1_000, perChat: 10, keepFreeBytes: 0 };
const HOUR = 3_600_000;
const log = createLog('silent');

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const age = (path: string, ms: number): void => {
  const at = new Date(Date.now() - ms);
  utimesSync(path, at, at);
};

test('a file lies under the SHA-256 of its bytes, once, and can be read again', async () => {
  const root = newFolder();
  const folder = openFolder(root);
  const bytes = randomBytes(500);
  async function* chunks() {
    yield bytes.subarray(0, 100);
    yield bytes.subarray(100);
  }
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(await folder.put(bytes, 500)).toEqual({ hash, size: 500 });
  expect(await folder.put(chunks(), 500)).toEqual({ hash, size: 500 });
  expect(filesBelow(root)).toEqual([join(root, hash.slice(0, 2), hash)]);
  expect(await folder.read(hash)).toEqual(bytes);
  expect(await folder.read('0'.repeat(64))).toBeUndefined();
  await expect(folder.read('../../../etc/passwd')).rejects.toThrow('no SHA-256');
});

test('a file above the cap, and one whose source breaks off, leave nothing', async () => {
  const root = newFolder();
  const folder = openFolder(root);
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('the connection was lost');
  }
  await expect(folder.put(randomBytes(501), 500)).rejects.toThrow(FileTooLarge);
  await expect(folder.put(broken(), 500)).rejects.toThrow('the connection was lost');
  expect(filesBelow(root)).toEqual([]);
});

test('what a crash left half-written goes after the grace; a file that is put again at that moment stays', async () => {
  const root = newFolder();
  const folder = openFolder(root);
  const { hash } = await folder.put(Buffer.from('words'), 500);
  mkdirSync(join(root, 'new'), { recursive: true });
  writeFileSync(join(root, 'new', 'old'), 'half');
  writeFileSync(join(root, 'new', 'young'), 'half');
  age(join(root, 'new', 'old'), 2 * HOUR);
  age(join(root, hash.slice(0, 2), hash), 2 * HOUR);
  const found: string[] = [];
  for await (const one of folder.olderThan(HOUR)) found.push(one);
  expect(found).toEqual([hash]);
  expect(readdirSync(join(root, 'new'))).toEqual(['young']);

  await folder.put(Buffer.from('words'), 500);
  expect(await folder.remove(hash, HOUR)).toBe(false);
  expect(String(await folder.read(hash))).toBe('words');
  age(join(root, hash.slice(0, 2), hash), 2 * HOUR);
  expect(await folder.remove(hash, HOUR)).toBe(true);
  expect(await folder.remove(hash, HOUR)).toBe(false);
});

onEveryServer((connect) => {
  function open() {
    const house = openCellar(connect());
    const dataDir = newFolder();
    const files = openFiles(house.redis, house.desk, dataDir);
    const conversation = { channel: 'directline', id: randomUUID() };
    const keep = async (text: string, to = conversation): Promise<StoredFile> => {
      const kept = await files.keep(
        to,
        { name: 'a.txt', contentType: 'text/plain', bytes: Buffer.from(text) },
        LIMITS,
      );
      if (typeof kept === 'string') throw new Error(kept);
      return kept;
    };
    /** Everything that lies there is old, and is looked at. */
    const sweep = async (): Promise<number> => {
      for (const path of filesBelow(dataDir)) age(path, 2 * HOUR);
      return sweepFiles(files, HOUR, log);
    };
    return { house, dataDir, files, conversation, keep, sweep };
  }
  const closed = async (house: Cellar, id: string) => {
    await house.done(id, { type: 'accept', by: alice });
    await house.done(id, { type: 'end', by: alice, resolveTicket: false });
  };

  test('a file belongs to the talk with the bot and then to the chat that came of it', async () => {
    const { house, files, conversation, keep } = open();
    const early = await keep('early');
    expect(early.chat).toBeUndefined();
    const { id } = await house.waiting({ conversation });
    expect(await files.find(early.id)).toEqual({ ...early, chat: id });
    const late = await keep('late');
    expect(late).toMatchObject({ chat: id, name: 'a.txt', contentType: 'text/plain', size: 4 });
    expect(String(await files.read(late.hash))).toBe('late');
    expect(await files.find(`${late.id.slice(0, -1)}${late.id.endsWith('A') ? 'Q' : 'A'}`)).toBeUndefined();
    expect(await files.find('../../x')).toBeUndefined();
  });

  test('a chat takes ten files; the next chat of the conversation takes ten of its own', async () => {
    const { house, dataDir, files, conversation, keep } = open();
    const { id } = await house.waiting({ conversation });
    for (let i = 0; i < 10; i++) await keep(`file ${i}`);
    const more = { name: 'x', contentType: 'text/plain', bytes: Buffer.from('x') };
    const lying = filesBelow(dataDir);
    expect(await files.keep(conversation, more, LIMITS)).toBe('too-many');
    expect(filesBelow(dataDir)).toEqual(lying);
    await closed(house, id);
    await house.waiting({ conversation });
    expect(await keep('another')).toMatchObject({ size: 7 });
  });

  test('files that are put and taken back again and again are too many some time', async () => {
    const { files, conversation, keep } = open();
    for (let i = 0; i < 30; i++) await files.release(await keep(`file ${i}`));
    await expect(keep('one more')).rejects.toThrow('too-many');
    expect(await keep('another', { ...conversation, id: randomUUID() })).toMatchObject({ size: 7 });
  });

  test('no file is taken where the disk would be filled by it', async () => {
    const { dataDir, files, conversation } = open();
    const more = { name: 'x', contentType: 'text/plain', bytes: Buffer.from('x') };
    const keepFreeBytes = Number.MAX_SAFE_INTEGER;
    expect(await files.keep(conversation, more, { ...LIMITS, keepFreeBytes })).toBe('disk-full');
    expect(filesBelow(dataDir)).toEqual([]);
  });

  test('files of open chats stay without a time limit and those of a closed one expire with it', async () => {
    const { house, conversation, keep } = open();
    const key = house.keys.files((await keep('early')).id.slice(0, 27));
    expect(await house.redis.ttl(key)).toBeGreaterThan(29 * 86_400);
    const { id } = await house.waiting({ conversation });
    await keep('late');
    expect(await house.redis.ttl(key)).toBe(-1);
    await closed(house, id);
    expect(await house.redis.ttl(key)).toBeGreaterThan(0);
  });

  test('the sweep removes what no chat refers to, and nothing that one does', async () => {
    const { house, dataDir, files, conversation, keep, sweep } = open();
    const first = await house.waiting({ conversation });
    const mine = await keep('only mine');
    const shared = await keep('the same bytes');
    const other = { channel: 'directline', id: randomUUID() };
    const second = await house.waiting({ conversation: other });
    const theirs = await keep('the same bytes', other);
    expect(theirs.hash).toBe(shared.hash);
    expect(await sweep()).toBe(0);

    await house.redis.del(house.keys.chat(first.id), house.keys.log(first.id));
    expect(await files.find(mine.id)).toBeUndefined();
    expect(await sweepFiles(files, 3 * HOUR, log)).toBe(0);
    expect(await sweep()).toBe(1);
    expect(await files.read(mine.hash)).toBeUndefined();
    expect(String(await files.read(theirs.hash))).toBe('the same bytes');

    await house.redis.del(house.keys.chat(second.id), house.keys.log(second.id));
    expect(await sweep()).toBe(1);
    expect(filesBelow(dataDir)).toEqual([]);
    const left = await house.redis.exists(house.keys.fileUses(mine.hash), house.keys.fileUses(theirs.hash));
    expect(left).toBe(0);
  });

  test('bytes whose message never came are removed after the grace, and not before', async () => {
    const { house, files, dataDir, sweep } = open();
    await openFolder(join(dataDir, 'files', house.desk)).put(Buffer.from('lost'), 100);
    expect(await sweepFiles(files, HOUR, log)).toBe(0);
    expect(await sweep()).toBe(1);
  });

  test('[S10] no byte of a file lies in Redis', async () => {
    const { house, conversation, keep } = open();
    await house.waiting({ conversation });
    const secret = randomUUID();
    const kept = await keep(secret);
    const rows = await house.redis.hvals(house.keys.files(kept.id.slice(0, 27)));
    expect(rows.join()).not.toContain(secret);
    expect(readFileSync(filesBelow(folders.at(-1) ?? '')[0] ?? '', 'utf8')).toBe(secret);
  });
});
