import { expect, test } from '@jest/globals';
import { fixedSettings } from '../../../config/load.ts';
import { type AgentAccount, Settings } from '../../../config/schema.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { createWhoHadIt } from '../../../src/desk/who-had-it.ts';
import { acceptedBy, alice, closedAs, given, handoffRequested } from '../handoff/given.ts';

const account: AgentAccount = {
  id: 'alice',
  name: 'Alice Smith',
  roles: ['agent'],
  queues: 'all',
  companies: 'all',
};
const closed = given(handoffRequested, acceptedBy(alice), closedAs('resolved')).chat as Chat;

interface Now {
  readonly account?: Partial<AgentAccount>;
  readonly online?: boolean;
  readonly available?: boolean;
  readonly load?: number;
  readonly settings?: object;
}

const whoHad = (chat: Chat, now: Now = {}) =>
  createWhoHadIt({
    settings: fixedSettings(Settings.parse({ capacity: { default: 2 }, ...now.settings })),
    accounts: async () => new Map([['alice', { ...account, ...now.account }]]),
    store: {
      agents: {
        state: async () => ({ ...(now.available !== undefined && { available: now.available }) }),
        online: async (ids: readonly string[]) => new Set(now.online === false ? [] : ids),
        load: async () => now.load ?? 0,
      } as never,
    },
  })(chat);

test('an agent who is there and has room is asked to take his chat again', async () => {
  const agent = { id: 'alice', screenName: 'Alice Smith' };
  expect(await whoHad(closed, { load: 1 })).toEqual({ agent, capacity: 2, give: 'offer' });
});

test('under Agent Auto Accept he is given it', async () => {
  expect(await whoHad(closed, { settings: { desk: { autoAccept: true } } })).toMatchObject({
    give: 'assign',
  });
});

test.each<[string, Now]>([
  ['offline', { online: false }],
  ['unavailable', { available: false }],
  ['full', { load: 2 }],
  ['of other queues by now', { account: { queues: ['Access'] } }],
  ['of another company', { account: { companies: ['Other'] } }],
  ['no agent any more', { account: { roles: ['supervisor'] } }],
  [
    'a supervisor who has not wished for chats [pages D12 sibling]',
    { account: { roles: ['agent', 'supervisor'] } },
  ],
  ['yet to say that he is available', { settings: { desk: { unavailableOnStart: true } } }],
])('nobody where he is %s', async (_what, now) => {
  expect(await whoHad(closed, now)).toBeUndefined();
});

test('nobody where no agent had it', async () => {
  const { owner: _owner, ...chat } = closed;
  expect(await whoHad(chat)).toBeUndefined();
});
