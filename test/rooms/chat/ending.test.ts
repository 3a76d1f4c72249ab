import { expect, test } from '@jest/globals';
import type { Chat, Owner } from '../../../src/chat/chat.ts';
import { endingOf } from '../../../src/chat/ending.ts';

const owner: Owner = { id: 'alice', screenName: 'Alice' };
const chat = (over: Partial<Chat>): Chat => ({
  id: 'chat-1',
  status: 'closed',
  company: 'Acme',
  queue: 'GENERAL',
  source: 'directline',
  subject: '',
  user: { id: 'u', name: 'U', verified: false },
  conversation: { channel: 'directline', id: 'c' },
  cancelledByUser: false,
  createdAt: 0,
  tickets: [],
  version: 1,
  epoch: 0,
  ...over,
});

// The table of endings: what of each may change a ticket's status.
test.each([
  ['End, resolve', { disposition: 'resolved', owner }, 'resolved'],
  [
    'End, resolve, the user had cancelled',
    { disposition: 'resolved', owner, cancelledByUser: true },
    'resolved',
  ],
  ['End, not resolve', { disposition: 'unresolved', owner }, undefined],
  [
    'End, not resolve, the user had cancelled',
    { disposition: 'cancelled', owner, cancelledByUser: true },
    undefined,
  ],
  ['Abandon', { disposition: 'abandoned', owner }, 'abandoned'],
  [
    'Abandon, the user had cancelled',
    { disposition: 'abandoned', owner, cancelledByUser: true },
    'abandoned-by-user',
  ],
  [
    'Abandon under way',
    { status: 'assigned', owner, abandoning: { by: owner, since: 0, waitingFor: [1] } },
    'abandoned',
  ],
  ['the user cancels an owned chat', { status: 'assigned', owner, cancelledByUser: true }, undefined],
  [
    'the user cancels while waiting',
    { disposition: 'cancelled', cancelledByUser: true },
    'cancelled-while-waiting',
  ],
  ['idle or unreachable', { disposition: 'unresolved', owner }, undefined],
  ['nobody accepted', { disposition: 'unresolved' }, undefined],
  ['an open chat', { status: 'assigned', owner }, undefined],
] as const)('%s', (_name, over, ending) => {
  expect(endingOf(chat(over))).toBe(ending);
});
