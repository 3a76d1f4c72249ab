import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AgentAccount } from '../../../config/schema.ts';
import { OPERATIONS } from '../../../src/api/operations/index.ts';
import type { Operation } from '../../../src/api/operations/operation.ts';
import { type AgentsRoom, openAgentsRoom } from './agents-room.ts';

type Role = AgentAccount['roles'][number];

interface Person {
  readonly roles: readonly Role[];
  readonly sees: boolean;
  /** What they are to the chat that is asked for. */
  readonly is?: 'owner' | 'participant' | 'monitor';
}

/** Everybody but the owner looks at somebody else's chat. */
const PEOPLE: Readonly<Record<string, Person>> = {
  owner: { roles: ['agent'], sees: true, is: 'owner' },
  participant: { roles: ['agent'], sees: true, is: 'participant' },
  monitor: { roles: ['agent'], sees: true, is: 'monitor' },
  colleague: { roles: ['agent'], sees: true },
  stranger: { roles: ['agent'], sees: false },
  // Whoever was moved to other queues is in the chat still, as far as they were.
  'moved owner': { roles: ['agent'], sees: false, is: 'owner' },
  'moved participant': { roles: ['agent'], sees: false, is: 'participant' },
  'moved monitor': { roles: ['agent'], sees: false, is: 'monitor' },
  supervisor: { roles: ['supervisor'], sees: true },
  'strange supervisor': { roles: ['supervisor'], sees: false },
  admin: { roles: ['admin'], sees: true },
  'alert admin': { roles: ['alert-admin'], sees: false },
};

/** A request of each operation that has a body or more than a chat in its path; one without is refused as malformed. */
const REQUESTS: Readonly<Record<string, { readonly body?: unknown; readonly query?: string }>> = {
  'put /api/v1/me/availability': { body: { available: true } },
  'put /api/v1/me/screen-name': { body: { screenName: 'Somebody Kind' } },
  'get /api/v1/chats': { query: 'view=queue' },
  'post /api/v1/chats/{id}/end': { body: {} },
  'post /api/v1/chats/{id}/messages': { body: { text: 'words' } },
  'post /api/v1/chats/{id}/files': { query: 'name=a.txt' },
  'put /api/v1/me/canned-texts/{id}': { body: { title: 'Greeting', text: 'words' } },
  'post /api/v1/chats/{id}/notes': { body: { text: 'words' } },
  'post /api/v1/chats/{id}/tickets': { body: { type: 'incident', another: true } },
  'post /api/v1/chats/{id}/transfer': { body: { queue: 'Hardware' } },
  'post /api/v1/chats/{id}/invites': { body: { agentId: 'helper', mode: 'monitor' } },
  'post /api/v1/chats/{id}/invites/answer': { body: { accept: true } },
  'post /api/v1/chats/{id}/assistance': { body: {} },
  'post /api/v1/chats/{id}/join': { body: {} },
  'post /api/v1/chats/{id}/whisper': { body: { text: 'words' } },
  'post /api/v1/chats/{id}/assign': { body: { agentId: 'helper' } },
  'post /api/v1/chats/{id}/force-close': { body: { reason: 'stuck' } },
  'post /api/v1/chats/{id}/relate': { body: { displayId: 'INC1' } },
  'post /api/v1/chats/{id}/knowledge': { body: { articleId: 'KBA1', action: 'share' } },
  'post /api/v1/chats/{id}/outages': { body: { outageId: 'O1', action: 'tell' } },
  'post /api/v1/chats/{id}/request-control': { body: {} },
  'post /api/v1/admin/agents/{id}/move-chats': { body: { queue: 'Hardware' } },
  'get /api/v1/knowledge': { query: 'q=vpn' },
  'get /api/v1/templates': { query: 'q=vpn&type=incident' },
};

let room: AgentsRoom;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  room = await openAgentsRoom({
    desk: { silentMonitoring: true },
    requestControl: { url: 'https://control.example/?device={device}' },
  });
  const passwordHash = room.accounts.get('alice')?.passwordHash ?? '';
  for (const [id, { roles, sees }] of [
    ...Object.entries(PEOPLE),
    ['helper', { roles: ['agent'], sees: true }] as const,
  ]) {
    room.accounts.set(id, {
      id,
      name: id,
      roles: [...roles],
      queues: sees ? 'all' : ['Software'],
      companies: 'all',
      rights: ['request-control'],
      passwordHash,
    });
    tokens[id] = await room.signIn(id);
  }
});
afterAll(() => room?.close());

/** A chat that an owner has, with all who have joined it and a ticket on its way. */
async function someChat(owner = 'owner'): Promise<string> {
  const id = await room.arrive({ queue: 'Network' });
  const as = (agent: string) => ({ id: agent, screenName: agent });
  const by = as(owner);
  const steps: Parameters<AgentsRoom['execute']>[1][] = [{ type: 'accept', by }];
  for (const mode of ['participant', 'monitor'] as const)
    for (const agent of [mode, `moved ${mode}`])
      steps.push(
        { type: 'invite', by, agent: as(agent), mode },
        { type: 'answer-invite', by: as(agent), accept: true },
      );
  steps.push({
    type: 'request-ticket',
    by,
    connector: 'helix',
    ticketType: 'incident',
    kind: 'incident',
    another: false,
  });
  for (const step of steps) expect((await room.execute(id, step)).kind).toBe('done');
  return id;
}

const named = ({ method, path }: Operation) => `${method} ${path}`;

async function ask(operation: Operation, who: string | undefined, chat: string) {
  const { body, query } = REQUESTS[named(operation)] ?? {};
  const path = operation.path
    .replace('{id}', operation.path.includes('/agents/') ? 'owner' : chat)
    .replace('{n}', '1')
    .replace(/\{\w+\}/, 'x');
  const token =
    operation.path === '/api/v1/session' && who !== undefined ? await room.signIn(who) : tokens[who ?? ''];
  return room.call(operation.method.toUpperCase(), path + (query ? `?${query}` : ''), { token, body });
}

/** What the table of operations says of somebody: how they are refused, or that they are not. */
function expected({ who, chat }: Operation, { roles, sees, is }: Person): string {
  const supervises = roles.includes('supervisor') || roles.includes('admin');
  const isMeant = {
    anyone: true,
    user: false,
    'signed-in': true,
    staff: roles.includes('agent') || supervises,
    agent: roles.includes('agent'),
    supervisor: supervises,
    admin: roles.includes('admin'),
  }[who];
  if (chat !== undefined && !sees && is === undefined) return '404 not-found';
  if (!isMeant) return '403 not-allowed';
  const may = {
    none: true,
    sees: true,
    speaks: is === 'owner' || is === 'participant',
    owns: is === 'owner',
    'owns-or-supervises': is === 'owner' || supervises,
    invited: is === 'participant' || is === 'monitor',
  }[chat ?? 'none'];
  return may ? 'may' : chat === 'invited' ? '403 not-invited' : '403 not-owner';
}

describe.each(OPERATIONS.filter(({ path, who }) => path.startsWith('/api/v1/') && who !== 'anyone'))(
  '$method $path ($who, $chat) [row 106]',
  (operation) => {
    test('nobody who is not signed in', async () => {
      expect(await ask(operation, undefined, 'c1')).toMatchObject({
        status: 401,
        body: { code: 'not-signed-in' },
      });
    });

    test.each(Object.entries(PEOPLE))('%s', async (name, person) => {
      const { status, body } = await ask(
        operation,
        name,
        operation.chat ? await someChat(person.is === 'owner' ? name : 'owner') : 'c1',
      );
      const refused = status === 401 || status === 403 || status === 404;
      expect(refused ? `${status} ${body.code}` : 'may').toBe(expected(operation, person));
      // A request that is wrong in itself would prove nothing.
      expect(body?.code).not.toBe('malformed');
    });
  },
);
