import { expect, test } from '@jest/globals';
import { fixedSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { requestToReopen } from '../../../src/bot/reopening.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { acceptedBy, alice, closedAs, given, handoffRequested, uma } from '../handoff/given.ts';

const closed = given(handoffRequested, acceptedBy(alice), closedAs('resolved')).chat as Chat;

test.each<[string, object, readonly [string, string]]>([
  ['[chat F3 sibling] whose queue is gone is GENERAL’s', { queues: ['Access'] }, ['GENERAL', 'Acme']],
  [
    '[chat F3 sibling] whose queue has another name is of that',
    { queues: ['Networking'], renamed: { queues: { Network: 'Networking' } } },
    ['Networking', 'Acme'],
  ],
  [
    '[admin 8 sibling] whose company has another name is of that',
    { renamed: { companies: { Acme: 'Acme & Co' } } },
    ['Network', 'Acme & Co'],
  ],
])('a closed chat %s when its user goes on with it', async (_which, over, [queue, company]) => {
  const request = await requestToReopen(
    {
      activityId: 'a1',
      reopens: closed.id,
      conversation: closed.conversation,
      user: uma,
      subject: '',
      lines: [],
    },
    {
      readChat: async () => closed,
      readLog: async () => [],
      whoHadIt: async () => undefined,
      chatsOf: async () => [],
      ask: async () => undefined,
    },
    fixedSettings(Settings.parse(over)),
  );
  expect([request?.queue, request?.company]).toEqual([queue, company]);
});
