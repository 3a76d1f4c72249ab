import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { Settings } from '../../config/schema.ts';
import { settings as helix } from '../../connectors/bmc-helix/settings.ts';

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
}

/** Dotted names of all members, without the lines of texts, which a file of their own lists. */
function membersOf(shape: Shape, path = ''): readonly string[] {
  const below = Object.entries(shape.properties ?? {}).flatMap(([name, inner]) => {
    const full = path === '' ? name : `${path}.${name}`;
    return full === 'texts' ? [full] : [full, ...membersOf(inner, full)];
  });
  const { items, additionalProperties: more, anyOf = [] } = shape;
  const others = [items, typeof more === 'object' ? more : undefined, ...anyOf];
  return [...below, ...others.flatMap((one) => (one === undefined ? [] : membersOf(one, path)))];
}
const shapeOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;

it('config/deskbridge.yaml has a line for every member', () => {
  const file = readFileSync('config/deskbridge.yaml', 'utf8');
  const missing = membersOf(shapeOf(Settings)).filter(
    (member) => !new RegExp(`(?:^|[^\\w-])${member.split('.').at(-1)}\\b`).test(file),
  );
  expect(missing).toEqual([]);
});

it('the readme of bmc-helix has a row for every setting', () => {
  const readme = readFileSync('connectors/bmc-helix/readme.md', 'utf8');
  const members = Object.keys(shapeOf(helix).properties ?? {});
  expect(members.length).toBeGreaterThan(10);
  expect(members.filter((member) => !readme.includes(`| \`${member}\``))).toEqual([]);
});
