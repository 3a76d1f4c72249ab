import unhomoglyph from 'unhomoglyph';
import { cleanName } from '../chat/names.ts';
import { Problem } from '../shared/http/problem.ts';

/** Letters that look like a Latin one, by that one: what Unicode's own table of confusables leaves out or joins. */
const LOOKS_LIKE = new Map(
  Object.entries({
    a: 'аα@4ᴀɑ',
    b: 'вβьʙ',
    c: 'сϲᴄ',
    d: 'ԁᴅ',
    e: 'еε3€ᴇəɛ',
    f: 'ꜰƒ',
    g: 'ɢɡ',
    h: 'нһʜ',
    j: 'јᴊȷ',
    k: 'кκᴋ',
    l: 'i1|іιӏıɩɪʟ',
    m: 'мᴍʍ',
    n: 'пηոɴ',
    o: '0оοօσᴏø',
    p: 'рρᴘ',
    q: 'ǫ',
    r: 'ʀᴦг',
    s: '5$ѕꜱ',
    t: 'тτ7ᴛ',
    u: 'υцᴜ',
    v: 'νᴠ',
    w: 'шщωᴡ',
    x: 'хχ×',
    y: 'уγүʏ',
    z: 'ᴢ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
];

/** Alphabets that share the look of letters. */
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Cherokee',
  'Coptic',
  'Lisu',
  'Deseret',
  'Georgian',
].map((script) => new RegExp(`\\p{Script=${script}}`, 'u'));

/** First letters of alphabets made of signs: in circles, in squares, of flags. */
const SIGNS = [0x24b6, 0x1f110, 0x1f130, 0x1f150, 0x1f170, 0x1f1e6];

/**
 * What a name looks like: two names with the same look can be taken for each other. Case, accents,
 * spaces, signs and what is not seen make no difference, and letters stand for those that resemble
 * them, as Unicode's table of confusables has it (UTS 39) and beyond.
 */
export function lookOf(name: string): string {
  let look = name;
  // The table's answers are letters that it may know again; it comes to rest at once or at the second time.
  for (let n = 0; n < 4; n++) {
    const next = once(look);
    if (next === look) break;
    look = next;
  }
  return look;
}

function once(name: string): string {
  const plain = unhomoglyph(fold(unhomoglyph(fold(name))));
  const letters = [...fold(plain)]
    .map((letter) => LOOKS_LIKE.get(letter) ?? letter)
    .filter((letter) => /[\p{L}\p{N}]/u.test(letter))
    .join('');
  return PAIRS.reduce((look, [pair, single]) => look.replace(pair, single), letters);
}

/** Taken apart, in small letters, without what nobody sees. */
const fold = (text: string): string =>
  [...text.normalize('NFKD').replace(/\p{Default_Ignorable_Code_Point}/gu, '')]
    .map(letterOf)
    .join('')
    .toLowerCase()
    .normalize('NFKD');

function letterOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  const first = SIGNS.find((start) => code >= start && code < start + 26);
  return first === undefined ? sign : String.fromCharCode(97 + code - first);
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
