import { afterEach, beforeEach, expect, test } from '@jest/globals';
import bmc from '../../../connectors/bmc-helix/index.ts';
import type { Connector, WriteKey } from '../../../src/connector/connector.ts';
import { busy, done, refused, settling, unknown, unsent, withRef } from '../../../src/connector/outcome.ts';
import { keysOf } from '../../../src/store/keys.ts';
import { eventually } from '../../support/eventually.ts';
import { ItsmDouble } from './itsm-double.ts';
import { ALICE, openPostRoom, type PostRoom } from './post-room.ts';

// What a try of a write knows of those before it, and what the chat is told of a ticket that cannot be read.

let room: PostRoom;
beforeEach(() => {
  room = openPostRoom();
});
afterEach(() => room.close());

async function wished(at: PostRoom = room): Promise<string> {
  const chat = await at.arrive();
  await at.accept(chat);
  await at.wishTicket(chat, 'incident');
  return chat;
}

const keysAt = (itsm: ItsmDouble, method = 'open'): readonly WriteKey[] =>
  itsm.calls.flatMap((call) => (call.method === method && call.key ? [call.key] : []));

const NUMBER = { displayId: 'INC000430' };
const BLIND = withRef(refused('INC000430 was created but the account deskbridge cannot read it.'), NUMBER);

test('[itsm B] a number once seen is handed to each later try, with what is seen beside it', async () => {
  await wished();
  room.itsm.fails(
    'open',
    { answer: withRef(unknown('no row yet'), NUMBER) },
    { answer: settling('no row yet', 5, { note: 'STG1' }) },
    { answer: unsent(unknown('503')) },
  );
  await room.drain();
  const keys = keysAt(room.itsm);
  expect(keys.map(({ ref }) => ref)).toEqual([
    undefined,
    { ...NUMBER, agoMs: expect.any(Number) },
    { ...NUMBER, note: 'STG1', agoMs: expect.any(Number) },
    { ...NUMBER, note: 'STG1', agoMs: expect.any(Number) },
  ]);
  // Those that only looked were no tries.
  expect(keys.map(({ attempt }) => attempt)).toEqual([0, 1, 1, 1]);
});

test('[itsm B] created and not readable: the chat says so with the number, and a retry reads it and creates nothing', async () => {
  const chat = await wished();
  room.itsm.fails('open', { answer: withRef(unknown('no row yet'), NUMBER) }, { answer: BLIND });
  await room.drain();
  expect(await room.ticket(chat)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('INC000430 was created'),
  });
  const lines = await room.store.chats.log(chat);
  expect(lines.at(-1)).toMatchObject({
    code: 'ticket-failed',
    visibility: 'internal',
    text: expect.stringContaining('INC000430'),
  });
  // What was written stands in the ticket: it is not mapped anew.
  const incident = bmc.mapping.incident;
  if (incident !== undefined) room.remap({ incident: { ...incident, open: { Description: 'mapped anew' } } });
  await room.run(chat, { type: 'retry-ticket', by: ALICE, n: 1 });
  await room.drain();
  expect(await room.ticket(chat)).toMatchObject({ state: 'created' });
  const last = keysAt(room.itsm).at(-1);
  expect(last).toMatchObject({ ref: NUMBER });
  expect(room.itsm.calls.filter(({ method }) => method === 'open').at(-1)?.request).not.toMatchObject({
    fields: { Description: 'mapped anew' },
  });
});

test('[itsm B] sibling: a plain refusal is mapped anew, as nothing was created', async () => {
  const chat = await wished();
  room.itsm.fails('open', { answer: refused('no such value') });
  await room.drain();
  await room.run(chat, { type: 'retry-ticket', by: ALICE, n: 1 });
  await room.drain();
  const [first, second] = keysAt(room.itsm);
  expect(first).toMatchObject({ attempt: 0 });
  expect(second).toMatchObject({ attempt: 1, answered: true });
  expect(second).not.toHaveProperty('ref');
});

test('[itsm A] a try that sent nothing has no number, and the time of the one before stands', async () => {
  await wished();
  room.itsm.fails(
    'open',
    { answer: unsent(busy('sign-in is busy')) },
    { answer: unknown('no answer') },
    { answer: unsent(busy('not reachable')) },
    { answer: busy('429') },
  );
  await room.drain();
  const keys = keysAt(room.itsm);
  expect(keys.map(({ attempt }) => attempt)).toEqual([0, 0, 1, 1, 2]);
  expect(keys.map(({ answered }) => answered)).toEqual([undefined, undefined, undefined, undefined, true]);
  expect(keys.map((key) => 'sentAgoMs' in key)).toEqual([false, false, true, true, true]);
});

test('[itsm A] sibling: an entry knows of its tries, too', async () => {
  const chat = await wished();
  await room.drain();
  room.itsm.fails('append', { answer: withRef(unknown('no answer'), { note: '{"parts":{"0":"WLG1"}}' }) });
  await room.userSays(chat, 'more');
  await room.end(chat, false);
  await room.drain();
  const transcript = keysAt(room.itsm, 'append').filter(({ key }, _i, all) => key === all.at(-2)?.key);
  expect(transcript.at(-1)).toMatchObject({ attempt: 1, ref: { note: '{"parts":{"0":"WLG1"}}' } });
});

/** What of a connector is the double's own where another opens the tickets. */
const around = (double: ItsmDouble): Omit<Connector, 'open'> => ({
  read: (ref) => double.read(ref),
  append: (ref, entries, key) => double.append(ref, entries, key),
  change: (ref, change, key) => double.change(ref, change, key),
  check: async () => done([]),
  lookup: async () => refused('no'),
  close: async () => {},
});

test('[itsm A] sibling: a request that leaves late is recorded anew, and not sent once the lane is lost', async () => {
  const double = new ItsmDouble();
  const seen: { before: string; after: string; mine: boolean; lost: boolean }[] = [];
  let own: PostRoom | undefined;
  const connector: Connector = {
    ...around(double),
    open: async (draft, key) => {
      const at = own as PostRoom;
      const keys = keysOf(at.desk);
      const lanes = await at.redis.zrange(keys.lanes, '0', '-1');
      const lane = lanes.find((one) => one.startsWith('t.')) ?? '';
      const ledger = keys.ledger(lane.split('.')[1] ?? '', 1);
      const stamp = async () => (await at.redis.hget(ledger, 'sent:open')) ?? '';
      const before = await stamp();
      const began = performance.now();
      await eventually(() => performance.now() - began > 1_100, 'it takes a while until it is sent');
      const mine = (await key.sending?.()) === true;
      const after = await stamp();
      await at.redis.hincrby(keys.lane(lane), 'fence', 1);
      await eventually(() => performance.now() - began > 2_300, 'and the next one as well');
      seen.push({ before, after, mine, lost: (await key.sending?.()) === false });
      return double.open(draft, key);
    },
  };
  own = openPostRoom({ connector });
  try {
    await wished(own);
    await own.drainOnce();
    expect(seen).toMatchObject([{ mine: true, lost: true }]);
    expect(Number(seen[0]?.after)).toBeGreaterThan(Number(seen[0]?.before));
  } finally {
    own.close();
  }
});

test('[itsm A] sibling: the answer that a try is counted comes late, and the lane is another’s by then: nothing is sent', async () => {
  const double = new ItsmDouble();
  const asked: boolean[] = [];
  const connector: Connector = {
    ...around(double),
    open: async (draft, key) => {
      asked.push((await key.sending?.()) === true);
      return double.open(draft, key);
    },
  };
  const own = openPostRoom({ connector });
  try {
    const chat = await wished(own);
    const { redis, desk } = own;
    const ledger = keysOf(desk).ledger(chat, 1);
    let late = 0;
    // A process that is stopped while its question is under way gets the answer when it goes on.
    for (const how of ['evalsha', 'eval'] as const) {
      const ask = redis[how].bind(redis) as (...given: unknown[]) => Promise<unknown>;
      const askLate = async (...given: unknown[]) => {
        const answer = await ask(...given);
        const [, , first, , , lane] = given;
        if (first !== ledger || !given.includes('open') || late > 0) return answer;
        late += 1;
        const began = performance.now();
        await eventually(() => performance.now() - began > 1_100, 'the answer is late');
        await redis.hincrby(String(lane), 'fence', 1);
        return answer;
      };
      Object.assign(redis, { [how]: askLate });
    }
    await own.drainOnce();
    expect(late).toBe(1);
    expect(asked).toEqual([false]);
  } finally {
    own.close();
  }
});

test('[itsm A] sibling: a change that the ITSM took and did not keep is sent anew by a retry', async () => {
  const chat = await wished();
  await room.drain();
  room.itsm.fails(
    'change',
    { answer: withRef(unknown('cannot be read'), { note: 'taken' }) },
    { answer: refused('The ITSM took the change of INC000001 without an error but kept Status.') },
  );
  await room.end(chat, true, 'Mended');
  await room.drain();
  await room.run(chat, { type: 'retry-ticket', by: ALICE, n: 1 });
  await room.drain();
  const keys = keysAt(room.itsm, 'change');
  expect(keys.map(({ attempt, ref }) => [attempt, ref?.note])).toEqual([
    [0, undefined],
    [1, 'taken'],
    [2, undefined],
  ]);
  expect(room.itsm.tickets[0]).toMatchObject({ status: 'Resolved' });
});
