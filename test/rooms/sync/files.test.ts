import { afterEach, expect, test } from '@jest/globals';
import { settings } from '../../../connectors/bmc-helix/settings.ts';
import type { TicketFile } from '../../../src/connector/connector.ts';
import { busy, refused, unknown } from '../../../src/connector/outcome.ts';
import { type Sandbox, startSandbox } from '../../connectors/bmc-sandbox.ts';
import type { HeldTicket } from './itsm-double.ts';
import { openPostRoom, type PostRoom, type PostRoomOptions } from './post-room.ts';

let room: PostRoom;
let sandbox: Sandbox | undefined;
afterEach(async () => {
  room.close();
  await sandbox?.close();
  sandbox = undefined;
});
const open = (options?: PostRoomOptions): PostRoom => {
  room = openPostRoom(options);
  return room;
};

const file = (n: number) => ({ name: `f${n}.txt`, bytes: Buffer.from(`bytes of ${n}`) });
const files = (count: number) => Array.from({ length: count }, (_, i) => file(i + 1));

/** A chat with a ticket, in which the user has sent files. */
async function withFiles(count: number): Promise<string> {
  const chat = await room.arrive();
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  await room.userSends(chat, ...files(count));
  return chat;
}

const ticketOf = (): HeldTicket => {
  const [ticket] = room.itsm.tickets;
  if (ticket === undefined) throw new Error('no ticket');
  return ticket;
};
const namesOf = (list: readonly TicketFile[] = []) => list.map(({ name }) => name);
const fileEntries = () => ticketOf().entries.filter((entry) => entry.files !== undefined);

test('[row 130] ten files go to the ticket three to an entry, after the transcript and before the status', async () => {
  open();
  const chat = await withFiles(10);
  await room.end(chat, true);
  await room.drain();
  expect(fileEntries().map((entry) => namesOf(entry.files))).toEqual([
    ['f1.txt', 'f2.txt', 'f3.txt'],
    ['f4.txt', 'f5.txt', 'f6.txt'],
    ['f7.txt', 'f8.txt', 'f9.txt'],
    ['f10.txt'],
  ]);
  const bytes = fileEntries().flatMap((entry) => (entry.files ?? []).map((one) => String(one.bytes)));
  expect(bytes).toEqual(files(10).map((one) => String(one.bytes)));
  const calls = room.itsm.calls.filter(({ method }) => method !== 'read').map(({ method }) => method);
  // The note with the link, the transcript, four entries of files; then the status.
  expect(calls.slice(0, 8)).toEqual(['open', ...Array(6).fill('append'), 'change']);
  const transcript = ticketOf().entries.find(({ text }) => text.includes('[file: f1.txt]'));
  expect(ticketOf().entries.indexOf(transcript!)).toBeLessThan(ticketOf().entries.indexOf(fileEntries()[0]!));
  expect(ticketOf().status).toBe('Resolved');
});

test('a file of the talk before the ticket comes too, and one of a side note or of another chat never does', async () => {
  open();
  const stranger = await room.arrive();
  await room.userSends(stranger, { name: 'theirs.txt', bytes: Buffer.from('secret') });
  const [line] = (await room.store.chats.log(stranger)).filter(
    ({ attachments }) => attachments !== undefined,
  );
  const chat = await room.arrive();
  await room.userSends(chat, file(1));
  await room.userSays(chat, 'not mine', line?.attachments);
  await room.userSays(chat, 'a link', [
    { name: 'x', contentType: 'image/png', url: 'http://127.0.0.1:9/x.png' },
  ]);
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.end(chat, false);
  await room.drain();
  expect(fileEntries().map((entry) => namesOf(entry.files))).toEqual([['f1.txt']]);
  expect(ticketOf().fields.Detailed_Decription).toContain('[file: x http://127.0.0.1:9/x.png]');
  expect(room.itsm.everythingReceived()).not.toContain(Buffer.from('secret').toJSON().data.join());
});

test('after lost answers each entry is there once', async () => {
  open();
  const chat = await withFiles(5);
  await room.end(chat, true);
  room.itsm.fails(
    'append',
    { throwAfter: 'the answer was lost' },
    { throwAfter: 'the answer was lost' },
    { answer: unknown('no answer') },
    { answer: busy('not now') },
  );
  await room.drain();
  expect(fileEntries().map((entry) => namesOf(entry.files))).toEqual([
    ['f1.txt', 'f2.txt', 'f3.txt'],
    ['f4.txt', 'f5.txt'],
  ]);
  expect(ticketOf().status).toBe('Resolved');
});

test('a file that the ITSM does not take leaves a note; the others come one by one and the status is set', async () => {
  open();
  const chat = await withFiles(3);
  const tooBig = { answer: refused('The attachment is too large.') };
  const whole = room.itsm.append.bind(room.itsm);
  room.itsm.append = async (ref, entries, key) =>
    entries.some((entry) => namesOf(entry.files).includes('f2.txt'))
      ? tooBig.answer
      : whole(ref, entries, key);
  await room.end(chat, true);
  await room.drain();
  expect(fileEntries().map((entry) => namesOf(entry.files))).toEqual([['f1.txt'], ['f3.txt']]);
  const notes = ticketOf().entries.filter(({ text }) => text.includes('too large'));
  expect(notes.map(({ text }) => text)).toEqual([
    'Not every file of the live chat could be attached (f2.txt): The attachment is too large.',
  ]);
  expect(ticketOf().status).toBe('Resolved');
  expect((await room.ticket(chat)).error).toBeUndefined();
  expect(await room.store.ledger(chat, 1).unconfirmed()).toEqual([]);

  // Done again, as after a crash, nothing comes twice.
  const held = { chat, n: 1, lane: `t.${chat}.1.helix` };
  const take = await room.lanes.take(held.lane);
  expect(take.kind).toBe('empty');
  const before = ticketOf().entries.length;
  await room.sync.attach({ ...held, fence: 'lost', upTo: Number.POSITIVE_INFINITY });
  expect(ticketOf().entries).toHaveLength(before);
});

test('a file whose bytes are gone leaves a note and holds nothing up', async () => {
  open();
  const chat = await withFiles(1);
  for await (const hash of room.files.unused(-1)) throw new Error(`${hash} is in use`);
  const { createHash } = await import('node:crypto');
  await room.files.remove(createHash('sha256').update(file(1).bytes).digest('hex'), -1);
  await room.end(chat, true);
  await room.drain();
  expect(fileEntries()).toEqual([]);
  expect(ticketOf().entries.some(({ text }) => text.includes('“f1.txt” is not kept any more.'))).toBe(true);
  expect(ticketOf().status).toBe('Resolved');
});

test('where entries take no files, their names in the transcript are all', async () => {
  open({ filesPerEntry: 0 });
  const chat = await withFiles(2);
  await room.end(chat, true);
  await room.drain();
  expect(fileEntries()).toEqual([]);
  expect(ticketOf().entries.some(({ text }) => text.includes('[file: f1.txt] [file: f2.txt]'))).toBe(true);
});

test('no byte of a file lies in Redis, in the ledger neither', async () => {
  open();
  const chat = await withFiles(1);
  room.itsm.fails('append', { answer: busy('not now') }, { answer: busy('not now') });
  await room.end(chat, true);
  await room.drainOnce();
  const { redis, desk } = room;
  const keys = await redis.keys(`{${desk}}:*`);
  const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key)));
  const raw = Buffer.concat(dumps.map((dump) => dump ?? Buffer.alloc(0))).toString('latin1');
  const ledgers = keys.filter((key) => key.includes(':ledger:'));
  const rows = await Promise.all(ledgers.map((key) => redis.hgetall(key)));
  for (const text of [raw, JSON.stringify(rows)]) {
    expect(text).not.toContain('bytes of 1');
    expect(text).not.toContain(file(1).bytes.toString('base64'));
  }
});

test('[row 129] every line of a chat of 100,000 characters is in the real tickets once, in order', async () => {
  sandbox = await startSandbox();
  const given = settings.parse({
    url: sandbox.simulator.url,
    username: 'deskbridge',
    password: 'deskbridge',
  });
  open({ connector: sandbox.connector(), settings: given });
  const said: string[] = [];
  const chat = await room.arrive();
  const say = async (characters: number) => {
    const mark = `<line-${said.length}>`;
    said.push(mark);
    await room.userSays(chat, `${mark} ${'lorem ipsum '.repeat(characters / 12)}`);
  };
  await room.accept(chat);
  for (let i = 0; i < 60; i++) await say(1_000);
  for (const type of ['incident', 'work-order'] as const) await room.wishTicket(chat, type);
  await room.drain();
  for (let i = 0; i < 40; i++) await say(1_000);
  await room.end(chat, false);
  await room.drain();

  for (const [form, text, log, number, n] of [
    ['HPD:Help Desk', 'Detailed Decription', 'HPD:WorkLog', 'Incident Number', 1],
    ['WOI:WorkOrder', 'Detailed Description', 'WOI:WorkInfo', 'Work Order ID', 2],
  ] as const) {
    const { displayId = '' } = await room.ticket(chat, n);
    const [ticket] = await sandbox.rows(form, `'${number}' = "${displayId}"`);
    const description = ticket?.[text] ?? '';
    expect(description.length).toBeGreaterThan(30_000);
    expect(description.length).toBeLessThanOrEqual(32_000);
    const infos = await sandbox.rows(log, `'${number}' = "${displayId}"`);
    expect(infos.every((row) => (row['Detailed Description'] ?? '').length <= 32_000)).toBe(true);
    const all = [description, ...infos.map((row) => row['Detailed Description'])].join('\n');
    expect(all.match(/<line-\d+>/g)).toEqual(said);
    expect(infos.filter((row) => row['Detailed Description']?.includes('<line-')).length).toBeGreaterThan(2);
  }
});

test.each([
  [
    'a line that is too long for the description',
    async (chat: string) => void (await room.userSays(chat, `<long> ${'x'.repeat(40_000)}`)),
  ],
  ['nothing but short lines', async () => {}],
])('[row 129] %s is told whole, once', async (_what, say) => {
  open();
  const chat = await room.arrive();
  await room.userSays(chat, '<first> words');
  await say(chat);
  await room.userSays(chat, '<last> words');
  await room.accept(chat);
  await room.wishTicket(chat, 'incident');
  await room.drain();
  await room.end(chat, false);
  await room.drain();
  const { fields, entries } = ticketOf();
  const all = [fields.Detailed_Decription, ...entries.map(({ text }) => text)].join('\n');
  const marks = all.match(/<(?:first|long|last)>/g);
  expect(marks).toEqual(all.includes('<long>') ? ['<first>', '<long>', '<last>'] : ['<first>', '<last>']);
  expect(all.match(/x{39999,}/g) ?? []).toHaveLength(all.includes('<long>') ? 1 : 0);
});
