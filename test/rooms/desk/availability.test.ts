import { afterEach, describe, expect, test } from '@jest/globals';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
afterEach(() => room.close());

const openWith = async (settings: Record<string, unknown>) => {
  room = await openAgentsRoom(settings);
  return room.signIn('alice');
};
const open = (desk: Record<string, unknown> = {}) => openWith({ desk });
const me = async (token: string) => (await room.call('GET', '/api/v1/me', { token })).body;
const choose = (token: string, body: object) => room.call('PUT', '/api/v1/me/availability', { token, body });

test('an agent is available from the start, unless the admin has it otherwise [row 31] [row 97]', async () => {
  expect(await me(await open())).toMatchObject({ available: true, capacity: 4 });
  await room.close();
  const token = await open({ unavailableOnStart: true });
  expect(await me(token)).toMatchObject({ available: false, statusCode: 'Not Specified' });
  await choose(token, { available: true });
  expect(await me(token)).toMatchObject({ available: true, statusCode: 'Ready / In Chat' });
});

describe('available for n [row 32] [row 33]', () => {
  test('stays as chosen, and never above the admin’s bound', async () => {
    const token = await open();
    expect((await choose(token, { available: true, capacity: 2 })).body.capacity).toBe(2);
    expect((await choose(token, { available: true, capacity: 99 })).body.capacity).toBe(10);
    expect((await choose(token, { available: false })).body).toMatchObject({
      available: false,
      capacity: 10,
    });
  });
});

test('a reason is one of the admin’s, and goes with the choice [row 34]', async () => {
  const token = await open();
  expect((await choose(token, { available: false, statusCode: 'Lunch / Break' })).body.statusCode).toBe(
    'Lunch / Break',
  );
  const wrong = await choose(token, { available: true, statusCode: 'Lunch / Break' });
  expect([wrong.status, wrong.body.code]).toEqual([422, 'unknown-status-code']);
  expect(await me(token)).toMatchObject({ available: false, statusCode: 'Lunch / Break' });
});

describe('unavailable on close [row 96]', () => {
  const owned = async (token: string) => {
    const id = await room.arrive();
    await room.call('POST', `/api/v1/chats/${id}/accept`, { token });
    return id;
  };
  const availableAfter = async (token: string, action: string, body: object = {}) => {
    await room.call('POST', `/api/v1/chats/${await owned(token)}/${action}`, { token, body });
    return (await me(token)).available;
  };

  test('whoever ends a chat is unavailable with the same stroke; release and abandon leave him be', async () => {
    const token = await open({ unavailableOnClose: true });
    expect(await availableAfter(token, 'release')).toBe(true);
    expect(await availableAfter(token, 'abandon')).toBe(true);
    expect(await availableAfter(token, 'transfer', { queue: 'Hardware' })).toBe(true);
    expect(await availableAfter(token, 'end')).toBe(false);
  });

  test('off, he stays available', async () => {
    const token = await open();
    expect(await availableAfter(token, 'end')).toBe(true);
  });
});

describe('an admin’s number for everybody [row 98]', () => {
  test('counts instead of the agent’s own, which is kept, and the answer says so', async () => {
    const token = await openWith({ capacity: { override: 2 } });
    expect(await me(token)).toMatchObject({ capacity: 2, ownCapacity: 4 });
    expect((await choose(token, { available: true, capacity: 7 })).body).toMatchObject({
      capacity: 2,
      ownCapacity: 7,
    });
    expect((await room.store.agents.state('alice')).capacity).toBe(7);
  });

  test('without one nothing is said of it', async () => {
    expect((await me(await open())).ownCapacity).toBeUndefined();
  });
});

test('an agent gives the reasons of his company, and everybody’s where it has none [row 99]', async () => {
  const token = await openWith({
    desk: { unavailableOnStart: true, unavailableOnClose: true },
    statusCodes: { sets: [{ company: 'Other', unavailable: ['Elsewhere', 'Break'] }] },
  });
  const carl = await room.signIn('carl');
  expect([(await me(token)).statusCode, (await me(carl)).statusCode]).toEqual(['Not Specified', 'Elsewhere']);
  expect((await me(carl)).desk.statusCodes).toEqual({
    available: ['Ready / In Chat'],
    unavailable: ['Elsewhere', 'Break'],
  });
  expect((await choose(carl, { available: false, statusCode: 'Break' })).status).toBe(200);
  const foreign = await choose(carl, { available: false, statusCode: 'Follow Up' });
  expect([foreign.body.code, foreign.body.detail]).toEqual([
    'unknown-status-code',
    'There is no status code Follow Up for unavailable. There are: Elsewhere, Break.',
  ]);
  expect((await choose(carl, { available: true })).body.statusCode).toBe('Ready / In Chat');
  const id = await room.arrive({ company: 'Other' });
  await room.call('POST', `/api/v1/chats/${id}/accept`, { token: carl });
  await room.call('POST', `/api/v1/chats/${id}/end`, { token: carl, body: {} });
  expect(await me(carl)).toMatchObject({ available: false, statusCode: 'Elsewhere' });
});
