import { expect, test } from '@jest/globals';
import { crossChecks } from '../../../config/cross-checks.ts';

const mistakes = (renamed: object) =>
  crossChecks({ queues: ['Networking', 'Hardware'], renamed: { queues: renamed } }, { queues: [] }).mistakes;

test.each([
  { Network: 'Networking' },
  { Network: 'GENERAL' },
  // Renamed twice.
  { Net: 'Network', Network: 'Networking' },
])('%j may be said', (renamed) => {
  expect(mistakes(renamed)).toEqual([]);
});

test.each([
  [{ Network: 'Netwrking' }, 'there is no queue Netwrking; the nearest is Networking'],
  [{ Hardware: 'Networking' }, 'Hardware is set up under its old name; take it out here, or out of queues'],
  [{ GENERAL: 'Networking' }, 'GENERAL is set up under its old name; take it out here, or out of queues'],
  [{ Network: 'Network' }, 'there is no queue Network; the nearest is Networking'],
])('%j may not, and the message says why', (renamed, words) => {
  expect(mistakes(renamed)).toEqual([{ path: ['renamed', 'queues', Object.keys(renamed)[0]], words }]);
});
