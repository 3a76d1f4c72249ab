import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Settings } from '../../../config/schema.ts';
import { createAccounts } from '../../../src/people/accounts.ts';
import type { Vouched } from '../../../src/people/oidc/account-of.ts';
import { openStore, type Store } from '../../../src/store/store.ts';

const WEEK = 7 * 86_400_000;
const oidc = {
  issuer: 'https://id.example.com',
  clientId: 'desk',
  groups: {
    network: { roles: ['agent'], queues: ['Network'] },
    access: { roles: ['agent'], queues: ['Access'] },
  },
};
let redis: Redis;
beforeAll(() => {
  redis = new Redis(process.env.TEST_REDIS ?? '');
});
afterAll(() => redis.disconnect());

const time = { ahead: 0 };
const processOf = (store: Store, settings: object = { oidc }) => {
  const current = { ...Settings.parse(settings), version: 1 };
  return createAccounts({ current: () => current }, store.vouched, { now: () => Date.now() + time.ahead });
};
const newStore = () => openStore(redis, `desk-${randomUUID()}`);
const person = (id: string, groups = ['network']): Vouched => ({
  id,
  name: id,
  subject: `sub-${id}`,
  groups,
});

test('whoever is kept by one process is known to every other that asks, one that starts later included', async () => {
  const store = newStore();
  const [one, other] = [processOf(store), processOf(store)];
  await one.keep(person('olga'));
  expect(other.known().has('olga')).toBe(false);
  expect((await other.fresh()).get('olga')).toMatchObject({ queues: ['Network'] });
  expect(other.known().get('olga')).toMatchObject({ name: 'olga' });
  await one.keep(person('olga', ['access']));
  await one.keep(person('piet'));
  const found = await other.fresh();
  expect([found.get('olga')?.queues, found.has('piet')]).toEqual([['Access'], true]);
  expect([...(await processOf(store).fresh()).keys()].toSorted()).toEqual(['olga', 'piet']);
});

test('no change is missed by who asks while many sign in', async () => {
  const store = newStore();
  const [one, other] = [processOf(store), processOf(store)];
  const ids = Array.from({ length: 100 }, (_, i) => `agent-${i}`);
  await Promise.all(ids.flatMap((id) => [one.keep(person(id)), other.fresh()]));
  expect([...(await other.fresh()).keys()].toSorted()).toEqual(ids.toSorted());
});

test('the desk’s rules hold for them, and an account of the settings goes before', async () => {
  const store = newStore();
  const agents = [{ id: 'olga', name: 'Olga Local', roles: ['agent'], passwordHash: 'x' }];
  const desk = { supportQueues: false };
  const accounts = processOf(store, { oidc, agents, desk });
  await accounts.keep(person('olga'));
  await accounts.keep(person('piet'));
  const known = await accounts.fresh();
  expect(known.get('olga')?.name).toBe('Olga Local');
  expect(known.get('piet')?.queues).toBe('all');
});

test('what a group may no longer, its members may no longer, also those who are signed in', async () => {
  const store = newStore();
  await processOf(store).keep(person('olga', ['network', 'leads']));
  const groups = (leads: object) => ({ oidc: { ...oidc, groups: { ...oidc.groups, leads } } });
  const roles = async (settings: object) => (await processOf(store, settings).fresh()).get('olga')?.roles;
  expect(await roles(groups({ roles: ['admin'] }))).toEqual(['agent', 'admin']);
  expect(await roles(groups({ roles: ['supervisor'] }))).toEqual(['agent', 'supervisor']);
  expect(await roles({ oidc: { ...oidc, groups: {} } })).toEqual([]);
});

test('who has not signed in for a week is forgotten, in a process that runs and in the store', async () => {
  const store = newStore();
  const [running, later] = [processOf(store), processOf(store)];
  await running.keep(person('olga'));
  expect((await running.fresh()).has('olga')).toBe(true);
  time.ahead = WEEK + 1;
  expect(running.known().has('olga')).toBe(false);
  time.ahead = 0;
  const [key = ''] = await redis.keys(`{${store.desk}}:account:*`);
  const left = await redis.pttl(key);
  expect(left).toBeGreaterThan(WEEK - 60_000);
  expect(left).toBeLessThanOrEqual(WEEK);
  await redis.del(key);
  expect((await later.fresh()).has('olga')).toBe(false);
  expect(await redis.keys(`{${store.desk}}:*`)).toEqual([]);
});

test('without an issuer in the settings nobody is known whom it vouched for', async () => {
  const store = newStore();
  await processOf(store).keep(person('olga'));
  expect((await processOf(store, {}).fresh()).size).toBe(0);
});
