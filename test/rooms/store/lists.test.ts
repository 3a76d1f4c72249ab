import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeText } from '../../../src/store/places.ts';
import { openStore, type Page, type Place } from '../../../src/store/store.ts';
import { widenWaiting } from '../../../src/store/waiting.ts';
import { runs } from '../handoff/model-moves.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

/** Everything a list holds, page by page. `between` may change it meanwhile. */
async function pages(
  ask: (after: string | undefined, limit: number) => Promise<Page>,
  sizes: readonly number[],
  between: (page: number) => Promise<unknown> = async () => undefined,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  for (let page = 0; ; page++) {
    const limit = sizes[page % sizes.length]!;
    const answer = await ask(after, limit);
    expect(answer.ids.length).toBeLessThanOrEqual(limit);
    ids.push(...answer.ids);
    if (answer.next === undefined) return ids;
    expect(answer.ids).toHaveLength(limit);
    after = answer.next;
    await between(page);
  }
}

const placeOf = (queue: string) => ({ queue, company: 'Acme' });
/** Where the chats of these queues wait. */
const of = ({ store }: Cellar, ...queues: readonly string[]) => store.lists.coverOf(queues.map(placeOf));

const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
// Few different times, so that many chats share one.
const times = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 25 });

onEveryServer((connect) => {
  const put = (house: Cellar, queue: string, rows: readonly (readonly [number, string])[]) =>
    rows.length === 0 ? undefined : house.redis.zadd(house.keys.waiting(queue, 'Acme'), ...rows.flat());

  test('whatever the page sizes, each waiting chat comes once, longest wait first, over all queues', async () => {
    const redis = connect();
    await fc.assert(
      fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 3 }), sizes, async (queues, limits) => {
        const house = openCellar(redis);
        const rows = queues.flatMap((waits, q) =>
          waits.map((at, i) => ({ q: `q${q}`, at, id: `chat-${i}-${q}` })),
        );
        for (const [q] of queues.entries())
          await put(
            house,
            `q${q}`,
            rows.filter((row) => row.q === `q${q}`).map(({ at, id }) => [at, id]),
          );
        const cover = of(house, ...queues.map((_, q) => `q${q}`));
        const seen = await pages((after, limit) => house.store.lists.waiting(cover, after, limit), limits);
        const order = rows.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
        expect(seen).toEqual(order.map(({ id }) => id));
      }),
      runs(60),
    );
  });

  test('a chat that is there all the time is seen once, whoever comes and goes meanwhile', async () => {
    const redis = connect();
    const change = fc.record({ add: times, remove: fc.nat(10) });
    await fc.assert(
      fc.asyncProperty(times, sizes, fc.array(change, { maxLength: 6 }), async (waits, limits, changes) => {
        const house = openCellar(redis);
        const stay = waits.map((at, i) => [at, `m${i}`] as const);
        await put(house, 'q', stay);
        await put(
          house,
          'q',
          [...Array(5).keys()].map((i) => [2, `a${i}`]),
        );
        const seen = await pages(
          (after, limit) => house.store.lists.waiting(of(house, 'q'), after, limit),
          limits,
          async (page) => {
            const { add, remove } = changes[page] ?? { add: [], remove: 0 };
            await put(
              house,
              'q',
              add.map((at, i) => [at, `${i % 2 ? 'b' : 'x'}${page}-${i}`]),
            );
            await house.redis.zrem(house.keys.waiting('q', 'Acme'), `a${remove}`, `b${page - 1}-1`);
          },
        );
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining(stay.map(([, id]) => id)));
      }),
      runs(60),
    );
  });

  test.each(['', 'x', '1.2', '1.x.chat', 'Infinity.0.a', '5.-3.chat', '5.99999999.chat-9', '..', '\u0000'])(
    'a cursor that we did not give (%j) is answered with some page',
    async (cursor) => {
      const house = openCellar(connect());
      await put(house, 'q', [
        [1, 'chat-1'],
        [9, 'chat-9'],
      ]);
      const { ids } = await house.store.lists.waiting(of(house, 'q'), cursor, 5);
      expect(['chat-1', 'chat-9']).toEqual(expect.arrayContaining([...ids]));
    },
  );

  test('the cover of some places finds their chats, each once, in the fewest sets', async () => {
    const audiences = fc.array(
      fc.record({ queue: fc.constantFrom('A', 'B', 'C'), company: fc.constantFrom('X', 'Y', 'Z') }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    const redis = connect();
    await fc.assert(
      fc.asyncProperty(audiences, fc.func(fc.boolean()), async (all, chosen) => {
        const house = openCellar(redis);
        const wanted = ({ queue, company }: Place) => chosen(queue, company);
        const chats = [];
        for (const audience of all) chats.push(await house.waiting(audience));
        const sorted = (ids: readonly string[]) => ids.toSorted();
        const expected = sorted(chats.filter(wanted).map(({ id }) => id));
        for (const layout of [0, 1] as const) {
          const { lists } = openStore(redis, house.desk, layout);
          const cover = await lists.cover(wanted);
          expect(sorted((await lists.waiting(cover, undefined, 50)).ids)).toEqual(expected);
          expect((await lists.counts('nobody', cover)).queue).toBe(expected.length);
          expect(cover.length).toBeLessThanOrEqual(new Set(all.filter(wanted).map(placeText)).size);
        }
        if (expected.length === chats.length) expect(await house.store.lists.cover(wanted)).toHaveLength(1);
      }),
      runs(20),
    );
  });

  test('what the first layout has of waiting chats is made into the wider sets', async () => {
    const house = openCellar(connect());
    const [a, b] = [await house.waiting({ queue: 'A' }), await house.waiting({ queue: 'B' })];
    const { waitingAll, waitingIn, waitingOf } = house.keys;
    const wider = [waitingAll, waitingIn('A'), waitingIn('B'), waitingOf(a.company)];
    const before = await Promise.all(wider.map((key) => house.redis.zrange(key, '0', '-1', 'WITHSCORES')));
    expect(before[0]).toEqual(expect.arrayContaining([a.id, b.id]));
    await house.redis.del(...wider);
    await widenWaiting(house.redis, house.desk);
    expect(await Promise.all(wider.map((key) => house.redis.zrange(key, '0', '-1', 'WITHSCORES')))).toEqual(
      before,
    );
  });

  test('no queue, no chats', async () => {
    const house = openCellar(connect());
    expect(await house.store.lists.waiting([], undefined, 5)).toEqual({ ids: [] });
  });

  test('a chat stands in the lists that its status says, and is counted there', async () => {
    const house = openCellar(connect());
    const lists = async () => ({
      waiting: (await house.store.lists.waiting(of(house, 'A', 'B'), undefined, 9)).ids.length,
      alice: (await house.store.lists.mine('alice', undefined, 9)).ids.length,
      open: (await house.store.lists.open(undefined, 9)).ids.length,
      counts: await house.store.lists.counts('alice', of(house, 'A', 'B')),
    });
    const one = await house.waiting({ queue: 'A' });
    await house.waiting({ queue: 'B' });
    await house.waiting({ queue: 'C' });
    expect(await lists()).toEqual({
      waiting: 2,
      alice: 0,
      open: 3,
      counts: { queue: 2, transferred: 0, invites: 0, mine: 0 },
    });
    await house.done(one.id, { type: 'accept', by: alice });
    expect(await lists()).toEqual({
      waiting: 1,
      alice: 1,
      open: 3,
      counts: { queue: 1, transferred: 0, invites: 0, mine: 1 },
    });
    await house.done(one.id, { type: 'release', by: alice });
    await house.done(one.id, { type: 'accept', by: bob });
    expect(await lists()).toMatchObject({ waiting: 1, alice: 0, open: 3 });
    await house.done(one.id, { type: 'end', by: bob, resolveTicket: false });
    expect(await lists()).toMatchObject({ waiting: 1, alice: 0, open: 2 });
    expect((await house.store.lists.mine('bob', undefined, 9)).ids).toEqual([]);
  });

  test('an abandon under way has left the agent’s load, and is open still', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    const ask = { connector: 'itsm', ticketType: 'incident', kind: 'incident' as const, another: false };
    await house.done(id, { type: 'request-ticket', by: alice, ...ask });
    await house.done(id, { type: 'abandon', by: alice });
    expect((await house.store.lists.mine('alice', undefined, 9)).ids).toEqual([]);
    expect((await house.store.lists.open(undefined, 9)).ids).toEqual([id]);
  });

  test('whoever releases a chat puts it behind those that wait longer', async () => {
    const house = openCellar(connect());
    const first = await house.owned();
    house.clock.ahead += 1_000;
    const second = await house.waiting();
    house.clock.ahead += 1_000;
    await house.done(first.id, { type: 'release', by: alice });
    expect((await house.store.lists.waiting(of(house, 'GENERAL'), undefined, 9)).ids).toEqual([
      second.id,
      first.id,
    ]);
  });
});
