import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AgentAccount } from '../../../config/schema.ts';
import { maySee } from '../../../src/people/policy.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
  for (const id of ['alice', 'bob', 'amy', 'carl']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const ids = async (who: string, view: string, limit = 200): Promise<string[]> => {
  const found: string[] = [];
  for (let after = ''; ; ) {
    const query = `view=${view}&limit=${limit}${after && `&after=${encodeURIComponent(after)}`}`;
    const { body } = await room.call('GET', `/api/v1/chats?${query}`, { token: tokens[who] });
    found.push(...body.chats.map(({ id }: { id: string }) => id));
    if (body.next === undefined) return found;
    after = body.next;
  }
};

test('[S6] an agent finds in every list, page by page, exactly what he may see', async () => {
  const network = await room.arrive({ queue: 'Network' });
  const access = await room.arrive({ queue: 'Access' });
  const general = await room.arrive({ queue: 'GENERAL' });
  const other = await room.arrive({ queue: 'Access', company: 'Other' });
  for (const view of ['queue', 'all'])
    for (const limit of [1, 2, 200]) {
      expect(new Set(await ids('alice', view, limit))).toEqual(new Set([network, access, general, other]));
      expect(new Set(await ids('amy', view, limit))).toEqual(new Set([access, general, other]));
      expect(await ids('carl', view, limit)).toEqual([other]);
    }
});

test('a supervisor’s figures are of the queues and companies that he sees', async () => {
  room.accounts.set('sue', {
    ...room.accounts.get('sam')!,
    id: 'sue',
    companies: ['Other'],
    queues: ['Access'],
  });
  const sue = await room.signIn('sue');
  for (const [queue, company] of [
    ['Access', 'Third'],
    ['Network', 'Other'],
  ] as const)
    await room.arrive({ queue, company });
  const { body } = await room.call('GET', '/api/v1/admin/figures', { token: sue });
  expect(body.waiting).toMatchObject([{ queue: 'Access', company: 'Other', queued: 1 }]);
  expect(body.queued).toBe(1);
});

test('the side notes of a chat are read by who may see it, and by nobody else', async () => {
  const id = await room.arrive({ queue: 'Network' });
  await room.call('POST', `/api/v1/chats/${id}/accept`, { token: tokens.alice });
  await room.call('POST', `/api/v1/chats/${id}/notes`, { token: tokens.alice, body: { text: 'SIDE NOTE' } });
  const read = async (who: string) =>
    JSON.stringify(await room.call('GET', `/api/v1/chats/${id}`, { token: tokens[who] }));
  expect(await read('bob')).toContain('SIDE NOTE');
  for (const who of ['amy', 'carl']) expect(await read(who)).not.toContain('SIDE NOTE');
});

test('nothing says that an unseen chat exists: the answers are alike to the letter', async () => {
  const unseen = await room.arrive({ queue: 'Network' });
  await room.call('POST', `/api/v1/chats/${unseen}/accept`, { token: tokens.alice });
  for (const [method, action, body] of [
    ['GET', '', undefined],
    ['POST', '/accept', undefined],
    ['POST', '/messages', { text: 'x' }],
    ['POST', '/notes', { text: 'x' }],
    ['POST', '/end', {}],
    ['POST', '/tickets', { type: 'incident' }],
    ['POST', '/tickets', { type: 'unknown' }],
  ] as const) {
    const ask = (id: string) =>
      room.call(method, `/api/v1/chats/${id}${action}`, { token: tokens.amy, body });
    expect((await ask(unseen)).body).toEqual((await ask('chat-0')).body);
  }
});

test('a body cannot name who acts', async () => {
  const id = await room.arrive();
  await room.call('POST', `/api/v1/chats/${id}/accept`, { token: tokens.alice });
  const posing = { text: 'x', by: 'alice', agentId: 'alice', author: { id: 'alice' }, roles: ['admin'] };
  expect(
    (await room.call('POST', `/api/v1/chats/${id}/messages`, { token: tokens.bob, body: posing })).status,
  ).toBe(403);
  const spoofed = {
    text: 'x',
    visibility: 'internal',
    type: 'event',
    seq: 1,
    at: 0,
    author: { kind: 'system', name: 'System' },
  };
  const { body } = await room.call('POST', `/api/v1/chats/${id}/messages`, {
    token: tokens.alice,
    body: spoofed,
  });
  expect(body.entry).toMatchObject({
    author: { kind: 'agent', id: 'alice' },
    visibility: 'public',
    type: 'message',
  });
  expect(body.entry.seq).toBeGreaterThan(1);
});

test('the one rule: in the queue or GENERAL, and in the company', () => {
  const name = fc.constantFrom('GENERAL', 'Access', 'Network', 'access');
  const list = fc.oneof(fc.constant('all' as const), fc.array(name, { maxLength: 3 }));
  const roles = fc.array(fc.constantFrom('agent', 'supervisor', 'admin', 'alert-admin'), { maxLength: 3 });
  fc.assert(
    fc.property(list, list, name, name, roles, (queues, companies, queue, company, held) => {
      const account = { queues, companies, roles: held } as AgentAccount;
      const expected =
        held.some((role) => role !== 'alert-admin') &&
        (queues === 'all' || queue === 'GENERAL' || queues.some((one) => one === queue)) &&
        (companies === 'all' || companies.some((one) => one === company));
      expect(maySee(account, { queue, company })).toBe(expected);
    }),
  );
});
