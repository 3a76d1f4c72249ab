import { cleanName } from '../chat/names.ts';
import { Problem } from '../shared/http/problem.ts';

/** Letters that look like a Latin one, by that one; what was joined by NFKD is taken apart before. */
const LOOKS_LIKE = new Map(
  Object.entries({
    a: 'аα',
    b: 'вβь',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еε',
    h: 'нһ',
    j: 'ј',
    k: 'кκ',
    l: 'i1|іιӏ',
    m: 'м',
    n: 'пηո',
    o: '0оοօσ',
    p: 'рρ',
    s: '5$ѕ',
    t: 'тτ',
    u: 'υц',
    v: 'ν',
    w: 'шщω',
    x: 'хχ',
    y: 'уγү',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Armenian}/u];

/**
 * What a name looks like: two names with the same look can be taken for each other. Case, accents,
 * spaces and signs make no difference, and letters stand for those that resemble them.
 */
export function lookOf(name: string): string {
  const letters = [...name.normalize('NFKD').toLowerCase()]
    .map((letter) => LOOKS_LIKE.get(letter) ?? letter)
    .filter((letter) => /[\p{L}\p{N}]/u.test(letter))
    .join('');
  return PAIRS.reduce((look, [pair, single]) => look.replace(pair, single), letters);
}

/**
 * The name as it may be used, and its look.
 * @param taken names of others, which users may know
 * @throws Problem 400, 409 or 422 that says what is wrong with it
 */
export function screenNameFrom(
  given: string,
  { reserved, taken }: { readonly reserved: readonly string[]; readonly taken: readonly string[] },
): { readonly name: string; readonly look: string } {
  const name = cleanName(given);
  const look = lookOf(name);
  if (look === '') throw new Problem(400, 'malformed', 'screenName: must hold letters or digits.');
  if (SCRIPTS.filter((script) => script.test(name)).length > 1)
    throw new Problem(
      422,
      'screen-name-mixed',
      `“${name}” mixes letters of several alphabets, which may look like another name. Use one.`,
    );
  const like = (names: readonly string[]) => names.find((one) => lookOf(one) === look);
  const kept = like(reserved);
  if (kept !== undefined)
    throw new Problem(
      422,
      'screen-name-reserved',
      `“${name}” reads like “${kept}”, which no agent may be called.`,
    );
  const others = like(taken);
  if (others !== undefined) throw nameTaken(name, others);
  return { name, look };
}

export const nameTaken = (name: string, others: string): Problem =>
  new Problem(
    409,
    'screen-name-taken',
    `“${name}” reads like “${others}”, the name of another agent. Choose another.`,
  );
