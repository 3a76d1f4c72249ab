import assert from 'node:assert/strict';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { archiveChats } from '../../../jobs/archive-chats.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { eventually } from '../../support/eventually.ts';
import { runs } from '../handoff/model-moves.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

/** Does whatever is in a lane, and marks what it delivers. */
async function drain(house: Cellar, lane: string, mark?: 'uncertain' | 'refused'): Promise<void> {
  const take = await house.store.lanes.take(lane);
  if (take.kind !== 'taken') return;
  let { items } = take.lane;
  while (items[0] !== undefined) {
    const { seq } = JSON.parse(items[0].slice(items[0].indexOf(' ')));
    const delivered =
      seq && lane.startsWith('c.') ? { chat: lane.slice(2), seq, ...(mark && { mark }) } : undefined;
    items = await house.store.lanes.advance(lane, take.lane.fence, delivered);
  }
}

const request = {
  type: 'request-ticket',
  by: alice,
  connector: 'itsm',
  ticketType: 'incident',
  kind: 'incident',
  another: false,
} as const;
const created = {
  type: 'record-ticket-created',
  n: 1,
  externalId: 'e1',
  displayId: 'INC1',
  status: 'Assigned',
  statusReason: '',
} as const;

/** A closed chat, all of whose work is done. */
async function closedChat(house: Cellar, said: readonly string[], ticket = true): Promise<Chat> {
  const { id, conversation } = await house.owned();
  for (const [i, text] of said.entries()) {
    await house.post(conversation, `a${i}`, text);
    await house.append(id, alice, text, { note: i % 3 === 2 });
    await drain(house, `c.${id}`, i % 2 === 0 ? 'uncertain' : undefined);
  }
  if (ticket) {
    await house.done(id, request);
    const ledger = house.store.ledger(id, 1);
    await ledger.intend('open', async () => ({ state: 'intent', key: 'k', request: { text: said.join() } }));
    await ledger.saw({ status: 'Assigned' });
    await ledger.leave('open');
    await house.done(id, created);
  }
  const chat = await house.done(id, { type: 'end', by: alice, resolveTicket: ticket });
  await drain(house, `t.${id}.1.itsm`);
  await drain(house, `c.${id}`);
  return chat;
}

/** All that anybody can read of a chat. */
async function everything(house: Cellar, id: string) {
  const { store } = house;
  const [{ packed: _packed, ...read }, all, log, page, past, delivery, needsHand] = await Promise.all([
    store.chats.read(id),
    store.chats.readAll([id, 'chat-none']),
    store.chats.log(id),
    store.chats.log(id, 1, 2),
    store.chats.log(id, 10_000, 5),
    store.chats.delivery(id),
    store.lists.needsHand(undefined, 10),
  ]);
  const ledger = store.ledger(id, 1);
  const kept = await Promise.all([
    ledger.seen(),
    ledger.isMeant('open'),
    ledger.wasSent('open'),
    ledger.unconfirmed(),
    ledger
      .intend('open', async () => {
        throw new Error('it stands already');
      })
      .catch(() => 'none'),
  ]);
  return { read, all, log, page, past, delivered: log.map(({ seq }) => delivery(seq)), needsHand, kept };
}

const keysOf = async (house: Cellar, id: string): Promise<readonly string[]> =>
  (await house.redis.keys(`{${house.desk}}:*${id}*`)).sort();

onEveryServer((connect) => {
  test('a closed chat becomes one value with its time limit, and every read answers as before', async () => {
    const house = openCellar(connect());
    const { id } = await closedChat(house, ['one', 'two', 'three', 'Grüße 👋 \u0000 "quoted"']);
    const before = await everything(house, id);
    expect((await keysOf(house, id)).length).toBeGreaterThan(4);
    expect(await house.store.archive.pack(id)).toBe('packed');
    expect(await keysOf(house, id)).toEqual([house.keys.packed(id)]);
    expect(await house.redis.ttl(house.keys.packed(id))).toBeGreaterThan(900);
    expect(await house.redis.zscore(house.keys.closed, id)).toBeNull();
    expect(await everything(house, id)).toEqual(before);
    expect((await house.store.chats.read(id)).packed).toBe(true);
  });

  test('property: reads before and after are equal, and a late command finds the chat as it was', async () => {
    const redis = connect();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 6 }),
        fc.boolean(),
        async (said, ticket) => {
          const house = openCellar(redis);
          const { id, version } = await closedChat(house, said, ticket);
          const before = await everything(house, id);
          assert.equal(await house.store.archive.pack(id), 'packed');
          assert.deepEqual(await everything(house, id), before);
          // Refused as before, and still packed.
          const refused = await house.execute(id, { type: 'accept', by: bob });
          assert.equal(refused.kind, 'refused');
          assert.equal((await house.append(id, alice, 'too late')).kind, 'refused');
          assert.equal((await house.store.chats.read(id)).packed, true);
          assert.deepEqual(await everything(house, id), before);
          if (!ticket) return;
          const failed = await house.done(id, { type: 'record-ticket-failed', n: 1, error: 'x' });
          assert.equal(failed.version, version + 1);
          const after = await everything(house, id);
          assert.deepEqual(after.log.slice(0, -1), before.log);
          assert.deepEqual(after.needsHand.ids, [id]);
          assert.deepEqual(after.kept, before.kept);
          assert.equal((await house.store.chats.read(id)).packed, false);
        },
      ),
      runs(25),
    );
  });

  test('a retry of a packed chat’s ticket goes into its lane, and once that is done the chat is packed again', async () => {
    const house = openCellar(connect());
    const { id } = await closedChat(house, ['x']);
    await house.done(id, { type: 'record-ticket-failed', n: 1, error: 'x' });
    expect(await house.store.archive.pack(id)).toBe('at-work');
    await house.done(id, { type: 'give-up-ticket', by: alice, n: 1 });
    expect(await house.store.archive.pack(id)).toBe('packed');
    const wake = (await house.store.chats.read(id)).chat?.version;
    const retried = await house.execute(id, { type: 'retry-ticket', by: alice, n: 1 });
    if (retried.kind === 'done') {
      expect(retried.chat.version).toBe((wake ?? 0) + 1);
      expect(await house.redis.llen(house.keys.laneItems(`t.${id}.1.itsm`))).toBeGreaterThan(0);
      expect(await house.store.archive.pack(id)).toBe('at-work');
      await drain(house, `t.${id}.1.itsm`);
      expect(await house.store.archive.pack(id)).toBe('packed');
    } else expect(retried).toMatchObject({ kind: 'refused', refusal: { code: 'ticket-not-failed' } });
  });

  describe('what is not packed', () => {
    test.each<[string, (house: Cellar) => Promise<string>]>([
      ['an open chat', async (house) => (await house.owned()).id],
      [
        'a chat with something to deliver',
        async (house) => {
          const { id } = await house.owned();
          await house.append(id, alice, 'x');
          return (await house.done(id, { type: 'end', by: alice, resolveTicket: false })).id;
        },
      ],
      [
        'a chat whose ticket is being created',
        async (house) => {
          const { id } = await house.owned();
          await house.done(id, request);
          await house.done(id, { type: 'end', by: alice, resolveTicket: false });
          for (const lane of [`c.${id}`, `t.${id}.1.itsm`]) await drain(house, lane);
          return id;
        },
      ],
      [
        'a chat with a write that the ITSM has not confirmed',
        async (house) => {
          const { id } = await closedChat(house, ['x']);
          await house.store
            .ledger(id, 1)
            .intend('transcript', async () => ({ state: 'intent', key: 'k', request: {} }));
          return id;
        },
      ],
    ])('is %s', async (_what, make) => {
      const house = openCellar(connect());
      const id = await make(house);
      const before = await keysOf(house, id);
      expect(await house.store.archive.pack(id)).toBe('at-work');
      expect(await keysOf(house, id)).toEqual(before);
    });
  });

  test('packing and writing at once, over and over, lose nothing and double nothing', async () => {
    const house = openCellar(connect());
    const other = openCellar(connect(), house.desk);
    const { id } = await closedChat(house, ['x']);
    const ROUNDS = 40;
    let writing = true;
    let packed = 0;
    const packing = (async () => {
      while (writing) if ((await other.store.archive.pack(id)) === 'packed') packed += 1;
    })();
    const versions: number[] = [];
    try {
      for (let i = 0; i < ROUNDS; i++) {
        const updated = { type: 'record-ticket-updated', n: 1, status: `S${i}`, statusReason: '' } as const;
        const executed = await house.execute(id, updated);
        if (executed.kind === 'done') versions.push(executed.chat.version);
        else expect(executed).toMatchObject({ kind: 'refused', refusal: { code: 'conflict' } });
        const [read, log] = await Promise.all([house.store.chats.read(id), house.store.chats.log(id)]);
        expect(read.chat).toBeDefined();
        expect(log.length).toBe(read.lastSeq);
        // Every other time it is written while it is being packed, else after it was.
        const isPacked = async () => (await house.store.chats.read(id)).packed;
        if (i % 2 === 0) await eventually(isPacked, 'the chat is packed');
      }
    } finally {
      writing = false;
      await packing;
    }
    expect(packed).toBeGreaterThan(0);
    expect(new Set(versions).size).toBe(versions.length);
    const told = (await house.store.chats.log(id)).filter(({ code }) => code === 'ticket-updated');
    expect(told).toHaveLength(versions.length);
    expect((await house.read(id)).version).toBe(versions.at(-1));
  });

  test('the job packs what has rested, passes over what has work, and forgets what has expired', async () => {
    const house = openCellar(connect());
    const done = await closedChat(house, ['x']);
    const busy = await closedChat(house, ['y']);
    await house.done(busy.id, { type: 'record-ticket-failed', n: 1, error: 'x' });
    const gone = await closedChat(house, ['z'], false);
    await house.redis.del(house.keys.chat(gone.id), house.keys.log(gone.id));
    const now = await house.store.now();
    expect(await archiveChats(house.store.archive, now)).toBe(0);
    expect(await archiveChats(house.store.archive, now + 120_000)).toBe(1);
    expect((await house.store.chats.read(done.id)).packed).toBe(true);
    expect(await house.redis.zrange(house.keys.closed, '0', '-1')).toEqual([busy.id]);
    expect(await house.store.archive.due(now + 120_000, 10)).toEqual([]);
  });
});
