import { afterEach, expect, test } from '@jest/globals';
import { MemoryStorage } from 'botbuilder';
import fc from 'fast-check';
import { createVirtualAgent } from '../../../src/demo/virtual-agent/virtual-agent.ts';
import { openFrontDoor } from './front-door.ts';

// The sample virtual agent behind the front door: no member of an activity, of whatever type, is an error of ours.

let door: Awaited<ReturnType<typeof openFrontDoor>> | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

const withSample = async () => {
  const sample = createVirtualAgent(new MemoryStorage(), () => ({ topics: [], ask: false }));
  door = await openFrontDoor((context) => sample.run(context));
  return door;
};

const update = (membersAdded: unknown) => ({ type: 'conversationUpdate', membersAdded });

test.each([['a text'], [7], [{ id: 'x' }], [[null]], [[5, 'x']], [[{ id: 5 }]], [null], [true]])(
  '[faults 8g] membersAdded that is %j is no error',
  async (membersAdded) => {
    const { post } = await withSample();
    expect((await post({ id: 'a-1', ...update(membersAdded) })).status).toBe(200);
  },
);

test('[faults 8g] sibling: members as they should be are greeted all the same', async () => {
  const { post, channel } = await withSample();
  await post({ id: 'a-1', ...update([{ id: 'user-1', name: null }]) });
  expect(channel.posted).not.toEqual([]);
});

test('[faults 8g] sibling: no member of no activity makes a 500', async () => {
  const { post } = await withSample();
  const members = [
    ...[
      'membersAdded',
      'membersRemoved',
      'reactionsAdded',
      'reactionsRemoved',
      'entities',
      'textHighlights',
      'listenFor',
    ],
    ...[
      'suggestedActions',
      'semanticAction',
      'relatesTo',
      'attachments',
      'channelData',
      'value',
      'recipient',
      'text',
    ],
    ...[
      'name',
      'locale',
      'textFormat',
      'replyToId',
      'deliveryMode',
      'valueType',
      'localTimezone',
      'timestamp',
      'code',
    ],
  ];
  const types = [
    'message',
    'conversationUpdate',
    'messageReaction',
    'event',
    'endOfConversation',
    'installationUpdate',
  ];
  const value = fc.oneof(
    fc.constantFrom(null, 0, '', 'x', [], {}, true, [null], [[]], [{}], { actions: 5 }),
    fc.jsonValue(),
  );
  let n = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...types),
      fc.dictionary(fc.constantFrom(...members), value, { minKeys: 1, maxKeys: 4 }),
      async (type, change) => {
        const { status } = await post({ id: `p-${n++}`, ...change, type });
        expect([200, 400]).toContain(status);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
