import { readdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { connectors } from '../../connectors/index.ts';

test('the register and the folders name the same connectors', () => {
  const folders = readdirSync(new URL('../../connectors', import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'template')
    .map(({ name }) => name);
  expect(connectors.map(({ id }) => id)).toEqual(folders.sort());
});

test.each(connectors.map((definition) => [definition.id, definition] as const))(
  '%s declares a mapping for each of its ticket types and no other',
  (_id, { ticketTypes, mapping }) => {
    expect(Object.keys(mapping).sort()).toEqual(ticketTypes.map(({ id }) => id).sort());
  },
);
