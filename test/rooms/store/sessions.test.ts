import { expect, test } from '@jest/globals';
import { openStore } from '../../../src/store/store.ts';
import { onEveryServer, openCellar } from './cellar.ts';

onEveryServer((connect) => {
  const cellar = () => openCellar(connect());

  test('a session names its agent until it is closed', async () => {
    const { store } = cellar();
    const token = await store.sessions.open({ agentId: 'alice' });
    expect(await store.sessions.holderOf(token)).toEqual({ agentId: 'alice' });
    expect(await store.sessions.holderOf(`${token}x`)).toBeUndefined();
    await store.sessions.close(token);
    expect(await store.sessions.holderOf(token)).toBeUndefined();
  });

  test('tokens and tickets name their desk, except beside processes of the first layout, which take no such', async () => {
    const { store, redis, desk } = cellar();
    const token = await store.sessions.open({ agentId: 'alice' });
    expect(token).toMatch(new RegExp(`^${desk}\\.[\\w-]{43}$`));
    expect(await store.sessions.issueTicket(token)).toMatch(new RegExp(`^${desk}\\.[\\w-]{43}$`));
    const before = openStore(redis, desk, 0).sessions;
    const old = await before.open({ agentId: 'alice' });
    expect(old).toMatch(/^[\w-]{43}$/);
    expect(await before.issueTicket(old)).toMatch(/^[\w-]{43}$/);
    expect(await store.sessions.holderOf(old)).toEqual({ agentId: 'alice' });
  });

  test('a session, and a ticket of it, name who the agent is to his issuer', async () => {
    const { store } = cellar();
    const olga = { agentId: 'olga', subject: '["https://id.example.com","sub-1"]' };
    const token = await store.sessions.open(olga);
    expect(await store.sessions.holderOf(token)).toEqual(olga);
    const ticket = await store.sessions.issueTicket(token);
    expect(await store.sessions.redeemTicket(ticket)).toEqual({ ...olga, session: expect.any(String) });
  });

  test('a ticket opens one socket, however many try', async () => {
    const { store } = cellar();
    const token = await store.sessions.open({ agentId: 'alice' });
    const ticket = await store.sessions.issueTicket(token);
    const tries = await Promise.all(Array.from({ length: 20 }, () => store.sessions.redeemTicket(ticket)));
    expect(tries.filter((one) => one?.agentId === 'alice')).toHaveLength(1);
    expect(tries.filter((one) => one === undefined)).toHaveLength(19);
  });

  test('a ticket dies with the session it came from, and is no session itself', async () => {
    const { store } = cellar();
    const token = await store.sessions.open({ agentId: 'alice' });
    const ticket = await store.sessions.issueTicket(token);
    expect(await store.sessions.holderOf(ticket)).toBeUndefined();
    expect(await store.sessions.redeemTicket(token)).toBeUndefined();
    const other = await store.sessions.redeemTicket(await store.sessions.issueTicket(token));
    expect(await store.sessions.lives(other?.session ?? '')).toBe(true);
    await store.sessions.close(token);
    expect(await store.sessions.redeemTicket(ticket)).toBeUndefined();
    expect(await store.sessions.lives(other?.session ?? '')).toBe(false);
  });

  test('[S5] Redis holds no token and no ticket, and nothing of them for ever', async () => {
    const house = cellar();
    const token = await house.store.sessions.open({ agentId: 'alice' });
    const ticket = await house.store.sessions.issueTicket(token);
    const [, keys] = await house.redis.scan(0, 'MATCH', `{${house.desk}}:*`, 'COUNT', 1_000_000);
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      const value = await house.redis.get(key);
      for (const secret of [token, ticket]) expect(`${key} ${value}`).not.toContain(secret);
      expect(await house.redis.ttl(key)).toBeGreaterThan(0);
      expect(await house.redis.ttl(key)).toBeLessThanOrEqual(12 * 3_600);
    }
  });

  test('what an agent chooses stays, also where he chooses two things at once', async () => {
    const { store } = cellar();
    expect(await store.agents.state('alice')).toEqual({});
    await Promise.all([
      store.agents.choose('alice', { available: true, capacity: 3 }),
      store.agents.choose('alice', { screenName: 'Al' }),
    ]);
    expect(await store.agents.state('alice')).toEqual({ available: true, capacity: 3, screenName: 'Al' });
    await store.agents.choose('alice', { available: false });
    expect(await store.agents.state('alice')).toMatchObject({ available: false, screenName: 'Al' });
    expect(await store.agents.state('bob')).toEqual({});
  });

  test('a lease is only ever prolonged, and ends when told; who comes wakes the desk', async () => {
    const house = cellar();
    const { agents } = house.store;
    const lease = async () => Number(await house.redis.zscore(house.keys.presence, 'alice'));
    const now = await house.store.now();
    expect(await agents.renewLease('alice', 60_000)).toEqual([{ lane: 'desk', wake: 1 }]);
    const first = await lease();
    expect(first).toBeGreaterThanOrEqual(now + 60_000);
    expect(await agents.renewLease('alice', 30_000)).toEqual([]);
    expect(await lease()).toBe(first);
    expect(await agents.online(['alice', 'bob'])).toEqual(new Set(['alice']));
    await agents.endLease('alice');
    expect(await agents.online(['alice'])).toEqual(new Set());
  });

  test('the bot’s state is kept by name, and gone when deleted', async () => {
    const { store } = cellar();
    await store.botState.write({ 'a/b': { n: 1 }, c: { n: 2 } });
    expect(await store.botState.read(['a/b', 'c', 'd'])).toEqual({ 'a/b': { n: 1 }, c: { n: 2 } });
    await store.botState.delete(['c']);
    expect(await store.botState.read(['a/b', 'c'])).toEqual({ 'a/b': { n: 1 } });
    expect(await store.botState.read([])).toEqual({});
  });
});
