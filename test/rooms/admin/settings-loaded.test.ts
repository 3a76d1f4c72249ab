import { expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { settingsLoaded } from '../../../src/admin/settings-loaded.ts';

const connector = (settings: object, mapping?: object) => ({
  connectors: [{ id: 'helix', use: 'bmc-helix', settings, ...(mapping && { mapping }) }],
});

/** Starts one after the other, each with its settings; gives what each has told. */
async function starts(...all: readonly object[]) {
  let kept: Readonly<Record<string, string>> = {};
  const told = [];
  for (const one of all) {
    const { row } = await settingsLoaded(Settings.parse(one), async (sections) => {
      const before = kept;
      kept = sections;
      return before;
    });
    if (row.what === 'settings-loaded') told.push(row);
  }
  return told;
}

test('[S20] a start tells which sections are not what they were: changed, new or gone', async () => {
  const [first, same, changed, mapped, gone] = await starts(
    connector({ url: 'a' }),
    connector({ url: 'a' }),
    { ...connector({ url: 'b' }), chat: { keepDays: 7 } },
    { ...connector({ url: 'b' }, { incident: { limits: { Site: 60 } } }), chat: { keepDays: 7 } },
    { chat: { keepDays: 7 } },
  );
  expect(first?.changed).toContain('chat');
  expect(same).toMatchObject({ changed: [], hash: first?.hash });
  expect(changed?.changed).toEqual(['chat', 'connectors.helix']);
  expect(mapped?.changed).toEqual(['connectors.helix.mapping']);
  expect(gone?.changed).toEqual(['connectors.helix', 'connectors.helix.mapping']);
});

test('[S20] no secret is in a hash, so none can be guessed from one', async () => {
  const [, renewed] = await starts(connector({ password: 'one' }), connector({ password: 'two' }));
  expect(renewed?.changed).toEqual([]);
});
