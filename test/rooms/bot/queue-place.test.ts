import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { fixedSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { tellPlace } from '../../../jobs/tell-place.ts';
import { createQueuePlace } from '../../../src/bot/queue-place.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import type { Place } from '../../../src/store/store.ts';
import { given, handoffRequested, limits, NOON } from '../handoff/given.ts';
import { openWorkshop } from '../jobs/workshop.ts';
import { alice, openCellar } from '../store/open-cellar.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

const MINUTE = 60_000;
const redis = new Redis(process.env.TEST_REDIS ?? '', { enableAutoPipelining: true });
afterAll(() => redis.disconnect());

/** Chats that wait, on a desk of its own. */
function openQueue(settings: object = {}, placeNow?: (place: Place) => Place) {
  const cellar = openCellar(redis, undefined, { ...limits, placeEveryMs: MINUTE });
  const reports: string[] = [];
  const places = createQueuePlace({
    store: cellar.store,
    settings: fixedSettings(Settings.parse(settings)),
    ...(placeNow !== undefined && { placeNow }),
    report: async (chat, command) => {
      reports.push(command.type);
      await cellar.execute(chat, command);
    },
  });
  return {
    ...cellar,
    places,
    reports,
    /** Every chat's user hears where he stands, in the order in which they came. */
    async arrive(count: number, more: Parameters<typeof cellar.waiting>[0] = {}): Promise<readonly Chat[]> {
      const chats: Chat[] = [];
      for (let i = 0; i < count; i++) {
        chats.push(await cellar.waiting(more));
        // Turns are milliseconds.
        cellar.clock.ahead += 10;
      }
      for (const { id } of chats) await places.tellOne(id);
      return chats;
    },
    told: async ({ id }: Chat) => {
      const { place } = await cellar.read(id);
      return place && [place.n, ...(place.minutes === undefined ? [] : [place.minutes])];
    },
    async accept({ id }: Chat): Promise<void> {
      await cellar.done(id, { type: 'accept', by: alice });
    },
  };
}

describe('the place in the queue [row 29]', () => {
  test('a user hears it as his chat begins to wait, and again once he has moved up', async () => {
    const queue = openQueue();
    const [first, second, third] = await queue.arrive(3);
    expect(await queue.told(third!)).toEqual([3]);
    await queue.accept(first!);
    queue.clock.ahead += MINUTE;
    await queue.places.tellFirst();
    expect([await queue.told(second!), await queue.told(third!)]).toEqual([[1], [2]]);
  });

  test('[admin 8 sibling] chats of a company that no agent is for stand in one line with those of its agents', async () => {
    const queue = openQueue({}, ({ queue }) => ({ queue, company: 'Usual' }));
    const [first] = await queue.arrive(1, { company: 'Usual' });
    const [second] = await queue.arrive(1, { company: 'Firma A' });
    expect([await queue.told(first!), await queue.told(second!)]).toEqual([[1], [2]]);
  });

  test('no more often than the settings say, and never that he was put back', async () => {
    const queue = openQueue();
    const [first, second] = await queue.arrive(2);
    await queue.accept(first!);
    queue.clock.ahead += MINUTE / 2;
    await queue.places.tellFirst();
    expect(await queue.told(second!)).toEqual([2]);
    const urgent = await queue.arrive(3, { priority: 9 });
    queue.clock.ahead += MINUTE;
    await queue.places.tellFirst();
    expect(await queue.told(second!)).toEqual([2]);
    for (const chat of urgent) await queue.accept(chat);
    await queue.places.tellFirst();
    expect(await queue.told(second!)).toEqual([1]);
  });

  test('whoever comes back to the queue, or to another one, hears it anew', async () => {
    const queue = openQueue();
    await queue.arrive(2, { queue: 'Access' });
    const [chat] = await queue.arrive(1);
    expect(await queue.told(chat!)).toEqual([1]);
    await queue.accept(chat!);
    expect(await queue.told(chat!)).toBeUndefined();
    await queue.done(chat!.id, { type: 'transfer', by: alice, to: { queue: 'Access' } });
    await queue.places.tellFirst();
    expect(await queue.told(chat!)).toEqual([3]);
  });

  test('the urgent come first; who is at the same desk counts, and who is not does not', async () => {
    const line = (desk: object) => openQueue({ desk });
    for (const [queue, place] of [
      [line({}), 3],
      [line({ companyFilter: false }), 4],
      [line({ supportQueues: false }), 5],
      [line({ supportQueues: false, companyFilter: false }), 7],
    ] as const) {
      await queue.arrive(1);
      await queue.arrive(1, { company: 'Other' });
      await queue.arrive(2, { queue: 'Access' });
      await queue.arrive(1, { queue: 'Access', company: 'Other' });
      const [chat] = await queue.arrive(1);
      await queue.arrive(1, { priority: 5 });
      expect((await queue.places.placeOf(chat!))?.n).toBe(place);
    }
  });

  test('settings that switch it off: nobody is told', async () => {
    const queue = openQueue({ chats: { placeEverySeconds: 0 } });
    const [chat] = await queue.arrive(1);
    await queue.places.tellFirst();
    expect([await queue.told(chat!), queue.reports]).toEqual([undefined, []]);
    expect(given(handoffRequested).when({ type: 'tell-place', n: 1 }, { now: NOON, limits }).events).toEqual(
      [],
    );
  });

  test('those who stand far back hear it as they come, and when they get to the front', async () => {
    const queue = openQueue();
    const chats = await queue.arrive(23);
    expect(await queue.told(chats[22]!)).toEqual([23]);
    await queue.accept(chats[0]!);
    queue.clock.ahead += MINUTE;
    await queue.places.tellFirst();
    expect([await queue.told(chats[20]!), await queue.told(chats[22]!)]).toEqual([[20], [23]]);
  });

  test('a chat that waits no more has none', async () => {
    const queue = openQueue();
    const [chat] = await queue.arrive(1);
    await queue.accept(chat!);
    expect(await queue.places.placeOf(chat!)).toBeUndefined();
    await queue.places.tellOne(chat!.id);
    expect(await queue.told(chat!)).toBeUndefined();
  });
});

describe('how long it may take [row 29]', () => {
  /** Chats that are taken one after the other, each so long after it has come. */
  async function served(queue: ReturnType<typeof openQueue>, ...minutes: readonly number[]) {
    for (const wait of minutes) {
      const [chat] = await queue.arrive(1);
      queue.clock.ahead += wait * MINUTE;
      await queue.accept(chat!);
    }
  }

  test('is said from how fast the last chats have moved up, once there are five of them', async () => {
    const queue = openQueue();
    await served(queue, 2, 3, 50, 3);
    expect(await queue.told((await queue.arrive(1))[0]!)).toEqual([1]);
    await queue.accept(
      (await queue.store.chats.readAll((await queue.store.lists.open(undefined, 9)).ids)).find(
        ({ status }) => status === 'queued',
      )!,
    );
    const [one, two] = await queue.arrive(2);
    expect([await queue.told(one!), await queue.told(two!)]).toEqual([
      [1, 3],
      [2, 6],
    ]);
  });

  test('is that of his own queue, and a long wait far back counts for each place', async () => {
    const queue = openQueue();
    const chats = await queue.arrive(5);
    for (const chat of chats) {
      queue.clock.ahead += 4 * MINUTE;
      await queue.accept(chat);
    }
    expect(await queue.told((await queue.arrive(1))[0]!)).toEqual([1, 4]);
    expect(await queue.told((await queue.arrive(1, { queue: 'Access' }))[0]!)).toEqual([1]);
  });

  test('is never less than a minute, and what is kept for it has an end', async () => {
    const queue = openQueue();
    await served(queue, ...Array.from({ length: 25 }, () => 0.01));
    expect(await queue.told((await queue.arrive(1))[0]!)).toEqual([1, 1]);
    const key = queue.keys.paces('GENERAL', 'Acme');
    expect(await redis.llen(key)).toBe(20);
    expect(await redis.ttl(key)).toBeGreaterThan(0);
  });
});

test('it reaches him after what he was told before, and is no line of the log [row 29]', async () => {
  const workshop = openWorkshop(redis, {}, { ...limits, placeEveryMs: MINUTE });
  const { house, sent } = workshop;
  const places = createQueuePlace({
    store: house.store,
    settings: fixedSettings(Settings.parse({})),
    report: async (chat, command) => void (await house.execute(chat, command)),
  });
  const { id } = await house.waiting();
  const before = await house.store.chats.log(id);
  Object.assign(workshop.tools.jobs, { 'tell-place': tellPlace(places.tellOne) });
  await workshop.work(`c.${id}`);
  expect(sent).toEqual(['1 chat-requested', 'requested', 'place 1']);
  expect(await house.store.chats.log(id)).toEqual(before);
});

describe('at the door', () => {
  let door: FrontDoor;
  beforeEach(async () => {
    door = await openFrontDoor(async () => {}, {
      settings: { texts: { languages: { de: { place: 'Platz {place}' } } } },
    });
  });
  afterEach(() => door.close());

  test('he reads it in his language; where it is known, with how long it may take [row 29]', async () => {
    await door.say('hallo', 'a1', { locale: 'de' });
    const chat = { id: 'c', conversation: { channel: 'test', id: door.conversation } } as Chat;
    const first = { n: 4, at: 5 };
    await door.door.sendPlace({ ...chat, place: { n: 4, at: 5, first } });
    await door.door.sendPlace({ ...chat, place: { n: 1, minutes: 3, at: 6, first } });
    expect(door.channel.posted.map(({ body }) => body.text)).toEqual([
      'Platz 4',
      'You are number 1 in the queue. Judging by the last chats it may take about 3 minutes.',
    ]);
  });
});
