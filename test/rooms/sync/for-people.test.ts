import { expect, test } from '@jest/globals';
import memory from '../../../connectors/memory/index.ts';
import { busy } from '../../../src/connector/outcome.ts';
import { createLog } from '../../../src/shared/log.ts';
import { withPatience } from '../../../src/shared/patience.ts';
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

test('[rt O4] a connector that never answers holds nobody up, and the next question gets its turn', async () => {
  const one = connected();
  let deaf = true;
  const lookup: typeof one.connector.lookup = (kind, query) =>
    deaf ? new Promise(() => {}) : one.connector.lookup(kind, query);
  const instance = forPeople({ ...one, connector: { ...one.connector, lookup } }, async () => false);
  const ask = () => instance.connector.lookup('knowledge', { text: 'vpn' });
  // More than may be under way at once: waiting for a turn counts too.
  const answers = await Promise.all(Array.from({ length: 3 * LOOK_UPS_AT_ONCE }, ask));
  expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['busy']));
  deaf = false;
  expect((await ask()).kind).toBe('done');
});

test('[rt O4] sibling: the questions of one request end together, and the connector is told', async () => {
  const one = connected();
  const ended: string[] = [];
  const lookup: typeof one.connector.lookup = (kind, _query, asked) =>
    new Promise((resolve) => {
      asked?.signal?.addEventListener('abort', () => {
        ended.push(kind);
        resolve(busy('ended'));
      });
    });
  const instance = forPeople({ ...one, connector: { ...one.connector, lookup } }, async () => false);
  await withPatience(async () => {
    const first = instance.connector.lookup('knowledge', { text: 'vpn' });
    expect((await first).kind).toBe('busy');
    expect((await instance.connector.lookup('template', { type: 'incident', text: '' })).kind).toBe('busy');
  });
  // The second was not even asked.
  expect(ended).toEqual(['knowledge']);
});

test('[rt O4] sibling: that the ITSM is down is heard before any turn is waited for', async () => {
  const one = connected();
  let down = false;
  const lookup: typeof one.connector.lookup = () => new Promise(() => {});
  const instance = forPeople({ ...one, connector: { ...one.connector, lookup } }, async () => down);
  const ask = () => instance.connector.lookup('knowledge', { text: 'vpn' });
  const first = Array.from({ length: LOOK_UPS_AT_ONCE }, ask);
  down = true;
  expect(await ask()).toMatchObject({ kind: 'busy', reason: expect.stringContaining('does not work') });
  await Promise.all(first);
});
