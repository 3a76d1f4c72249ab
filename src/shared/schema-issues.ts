import { z } from 'zod';
import { nearest } from './nearest.ts';

/** Where a member of a value stands: keys, and the numbers of rows. */
export type Path = readonly (string | number)[];

/** Something wrong with a member. `words` go on after its name. */
export interface Mistake {
  readonly path: Path;
  readonly words: string;
}

/** Everything that a schema finds wrong with a value, each named with the nearest thing that would be right. */
export function mistakesBy(schema: z.ZodType, value: unknown, below: Path = []): readonly Mistake[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape;
  return parsed.error.issues.flatMap((issue) =>
    mistakesOf(issue, value, shape).map(({ path, words }) => ({ path: [...below, ...path], words })),
  );
}

type Issue = z.core.$ZodIssue;

function mistakesOf(issue: Issue, value: unknown, shape: Shape): readonly Mistake[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(shape, path);
    return issue.keys.map((key) => ({ path: [...path, key], words: unknownWords(key, known) }));
  }
  if (issue.code === 'invalid_union') return [unionMistake(issue, path)];
  const given = at(value, path);
  if (issue.code === 'invalid_value' && typeof given === 'string') {
    const near = nearest(given, issue.values.map(String));
    return [{ path, words: near === undefined ? issue.message : `${issue.message}; the nearest is ${near}` }];
  }
  const missing = issue.code === 'invalid_type' && given === undefined && path.length > 0;
  return [{ path, words: missing ? `is missing (${issue.message})` : issue.message }];
}

function unknownWords(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near === undefined
    ? `there is no setting ${key}`
    : `there is no setting ${key}; the nearest is ${near}`;
}

/** Of the ways in which it could be right, the one that got furthest says what is wrong. */
function unionMistake(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path): Mistake {
  const firsts = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first]));
  const deepest = firsts.toSorted((a, b) => b.path.length - a.path.length)[0];
  if (deepest !== undefined && deepest.path.length > 0)
    return { path: [...path, ...(deepest.path as Path)], words: deepest.message };
  const words = [...new Set(firsts.map(({ message }) => message))].join(', or ');
  return { path, words: words || issue.message };
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[part]
        : undefined,
    value,
  );

/** As much of a JSON Schema as tells which members there are. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
}

function keysAt(shape: Shape, path: Path): readonly string[] {
  const forms = [shape, ...(shape.anyOf ?? []), ...(shape.allOf ?? []), ...(shape.oneOf ?? [])];
  const [part, ...rest] = path;
  return forms.flatMap(({ properties = {}, additionalProperties, items }) => {
    if (part === undefined) return Object.keys(properties);
    const next =
      typeof part === 'number'
        ? items
        : (properties[part] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined));
    return next === undefined ? [] : keysAt(next, rest);
  });
}
