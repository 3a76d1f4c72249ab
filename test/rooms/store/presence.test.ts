import { expect, test } from '@jest/globals';
import { sweepPresence } from '../../../jobs/sweep-presence.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

const GRACE = 60_000;

onEveryServer((connect) => {
  /** The lease ended so long ago. */
  const endedAgo = async (house: Cellar, agent: string, ms: number) =>
    house.redis.zadd(house.keys.presence, (await house.store.now()) - ms, agent);

  const sweep = (house: Cellar) =>
    sweepPresence({
      agents: house.store.agents,
      graceMs: GRACE,
      chatsOf: async (agent) => (await house.store.lists.mine(agent, undefined, 99)).ids,
      giveBack: async (chat, agent, graceMs) => {
        await house.execute(chat, { type: 'return-from-gone', agent, graceMs });
      },
    });

  test('the chats of an agent who is gone wait again, once the grace has run out', async () => {
    const house = openCellar(connect());
    const chats = [await house.owned(), await house.owned()];
    const others = await house.owned(bob);
    await house.store.agents.renewLease(bob.id, GRACE);
    await sweep(house);
    await endedAgo(house, alice.id, GRACE - 5_000);
    expect(await sweep(house)).toBe(0);
    await endedAgo(house, alice.id, GRACE + 5_000);
    expect(await sweep(house)).toBe(2);
    for (const { id } of chats) expect(await house.read(id)).toMatchObject({ status: 'queued' });
    expect(await house.read(others.id)).toMatchObject({ status: 'assigned' });
    expect(await house.redis.zscore(house.keys.presence, alice.id)).toBeNull();
  });

  test('whoever comes back in time keeps them', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    await sweep(house);
    await endedAgo(house, alice.id, GRACE + 5_000);
    const back = house.store.agents.renewLease(alice.id, GRACE);
    await Promise.all([back, sweep(house)]);
    await sweep(house);
    const { status } = await house.read(id);
    // Whoever was faster has won; but an agent who is there never loses a chat afterwards.
    expect(['queued', 'assigned']).toContain(status);
    if (status === 'assigned') expect(await house.store.agents.online([alice.id])).toContain(alice.id);
    const again = await house.owned();
    expect(
      await house.execute(again.id, { type: 'return-from-gone', agent: alice.id, graceMs: GRACE }),
    ).toMatchObject({ kind: 'refused', refusal: { code: 'agent-not-gone' } });
  });

  test('time in which nobody looked does not count: after a pause the grace begins anew', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    await sweep(house);
    await endedAgo(house, alice.id, 10 * GRACE);
    await house.redis.set(house.keys.presenceSwept, (await house.store.now()) - 5 * GRACE);
    expect(await sweep(house)).toBe(0);
    expect(await house.read(id)).toMatchObject({ status: 'assigned' });
    await endedAgo(house, alice.id, GRACE + 5_000);
    expect(await sweep(house)).toBe(1);
  });
});
