import { expect, test } from '@jest/globals';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';

const INC1 = { connector: 'itsm', displayId: 'INC1' };
const created = {
  type: 'record-ticket-created',
  n: 1,
  externalId: 'e1',
  displayId: 'INC1',
  status: 'Assigned',
  statusReason: '',
} as const;
const relate = (displayId: string) =>
  ({
    type: 'relate-ticket',
    by: alice,
    ticket: { connector: 'itsm', type: 'incident', kind: 'incident', externalId: displayId, displayId },
  }) as const;
const request = {
  type: 'request-ticket',
  by: alice,
  connector: 'itsm',
  ticketType: 'incident',
  kind: 'incident',
  another: false,
} as const;

onEveryServer((connect) => {
  const withTicket = async (house: Cellar, ticket = INC1) =>
    (await house.store.lists.withTicket(ticket)).toSorted();

  test('a ticket leads to its chats from the moment its number is known, open and closed', async () => {
    const house = openCellar(connect());
    const first = await house.owned();
    await house.done(first.id, request);
    expect(await withTicket(house)).toEqual([]);
    await house.done(first.id, created);
    expect(await withTicket(house)).toEqual([first.id]);
    await house.done(first.id, { type: 'end', by: alice, resolveTicket: false });
    const second = await house.owned();
    await house.done(second.id, relate('INC1'));
    await house.done(second.id, relate('INC2'));
    expect(await withTicket(house)).toEqual([first.id, second.id].sort());
    expect(await withTicket(house, { connector: 'itsm', displayId: 'INC2' })).toEqual([second.id]);
    expect(await withTicket(house, { connector: 'its', displayId: 'mINC1' })).toEqual([]);
  });

  test('a number that comes after the end leads to the chat too', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    await house.done(id, request);
    await house.done(id, { type: 'end', by: alice, resolveTicket: false });
    await house.done(id, created);
    expect(await withTicket(house)).toEqual([id]);
  });

  test('closed chats are led to as long as they are kept, from their last change on', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    await house.done(id, relate('INC1'));
    await house.done(id, { type: 'end', by: alice, resolveTicket: false });
    const key = house.keys.closedWith(INC1);
    expect(await house.redis.ttl(key)).toBeGreaterThan(990);
    await house.redis.expire(key, 5);
    await house.redis.zadd(key, 1, 'chat-of-long-ago');
    await house.done(id, { type: 'record-ticket-failed', n: 1, error: 'late' });
    expect(await house.redis.ttl(key)).toBeGreaterThan(990);
    expect(await withTicket(house)).toEqual([id]);
    expect(await house.redis.exists(house.keys.openWith(INC1))).toBe(0);
  });

  test('a wish says which line it left, and so does its repeat; what came true before left none', async () => {
    const house = openCellar(connect());
    const { id } = await house.owned();
    const key = { key: `k-${id}`, fingerprint: 'f' };
    expect(await house.known(key)).toBeUndefined();
    const link = { kind: 'outage', id: 'o1', title: 'Outage', relate: true } as const;
    const first = await house.execute(id, { type: 'pin-link', by: alice, link }, key);
    const lines = await house.store.chats.log(id);
    expect(first).toMatchObject({ kind: 'done', seq: lines.length });
    await house.append(id, alice, 'later');
    const repeat = { kind: 'repeat', chatId: id, seq: lines.length };
    expect(await house.execute(id, { type: 'pin-link', by: alice, link }, key)).toMatchObject(repeat);
    expect(await house.known(key)).toMatchObject(repeat);
    expect(await house.known({ ...key, fingerprint: 'other' })).toEqual({ kind: 'key-reused' });
    const again = { key: `again-${id}`, fingerprint: 'f' };
    expect(await house.execute(id, { type: 'pin-link', by: alice, link }, again)).toMatchObject({ seq: 0 });
    expect(await house.known(again)).toMatchObject({ kind: 'repeat', seq: 0 });
    expect(await house.execute(id, { type: 'add-note', by: bob, text: 'x' })).toMatchObject({
      kind: 'refused',
    });
  });
});
