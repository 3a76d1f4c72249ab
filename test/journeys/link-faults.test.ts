import { expect, it } from '@jest/globals';
import { disturbLinks } from '../bench/link-faults.ts';

// A small dose; `node test/bench/link-faults.ts --faults 10000` is the whole.

it('[faults 2] sibling: links that flap under every connection end no process, and all is well after', async () => {
  const { byConnection, before, after, ended, unthought } = await disturbLinks({
    faults: 200,
    pauseMs: 25,
    seed: 7,
    warmMs: 0,
    restMs: 0,
  });
  expect({ ended, unthought }).toEqual({ ended: [], unthought: [] });
  // Each kind of connection that the processes have was disturbed.
  const names = [...byConnection.keys()].join('\n');
  for (const kind of [
    'deskbridge-store$',
    'deskbridge-feed',
    'deskbridge-store-hears-.*typing',
    'deskbridge-store-hears-.*wake',
    'deskbridge-adds-deliver',
    'deskbridge-works-deliver',
    '\\{jobs-main-deliver\\}',
    '\\{jobs-main-connector-memory\\}',
  ])
    expect(names).toMatch(new RegExp(kind, 'm'));
  // What was opened for the look afterwards may still be there; leaks would be many.
  for (const [i, { descriptors }] of after.entries())
    expect(descriptors).toBeLessThan((before[i]?.descriptors ?? 0) + 25);
}, 240_000);
