import { expect, test } from '@jest/globals';
import memory from '../../../connectors/memory/index.ts';
import { createLog } from '../../../src/shared/log.ts';
import { forPeople, LOOK_UPS_AT_ONCE } from '../../../src/sync/for-people.ts';

const connected = () => {
  const tools = {
    log: createLog('silent'),
    clock: { now: () => 0 },
    http: async () => {
      throw new Error('memory asks nobody');
    },
  };
  const settings = memory.settings.parse({});
  const connector = memory.connect(settings, tools);
  return { id: 'm', definition: memory, mapping: memory.mapping, settings: {}, connector };
};

test('while an ITSM is down people hear so at once, and ask it again when it is back', async () => {
  let down = true;
  const instance = forPeople(connected(), async () => down);
  const ask = () => instance.connector.lookup('knowledge', { text: 'vpn' });
  expect(await ask()).toMatchObject({ kind: 'busy', reason: expect.stringContaining('does not work') });
  down = false;
  expect((await ask()).kind).toBe('done');
});

test('writes and reads are not held back', async () => {
  const instance = forPeople(connected(), async () => true);
  const opened = await instance.connector.open(
    { type: memory.ticketTypes[0]?.id ?? '', fields: { summary: 'VPN' } },
    { key: 'k', attempt: 0 },
  );
  expect(opened.kind).toBe('done');
});

test('few questions are under way at once, and every one gets its answer', async () => {
  const one = connected();
  let now = 0;
  let most = 0;
  const lookup: typeof one.connector.lookup = async (kind, query) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    return one.connector.lookup(kind, query);
  };
  const instance = forPeople({ ...one, connector: { ...one.connector, lookup } }, async () => false);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => instance.connector.lookup('knowledge', { text: 'vpn' })),
  );
  expect(answers.every(({ kind }) => kind === 'done')).toBe(true);
  expect(most).toBe(LOOK_UPS_AT_ONCE);
  const crowd = await Promise.all(
    Array.from({ length: 200 }, () => instance.connector.lookup('knowledge', { text: 'vpn' })),
  );
  expect(new Set(crowd.map(({ kind }) => kind))).toEqual(new Set(['done', 'busy']));
});
