import { ArError } from '../ar-error.ts';

export type Token =
  | { readonly kind: 'field' | 'text' | 'keyword' | 'operator'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number };

export const badQualification = (why: string): ArError =>
  new ArError(400, 1587, 'The qualification is not valid', why);

// A quote inside is doubled; a backslash means nothing.
const FIELD = /'((?:[^']|'')*)'/y;
const TEXT = /"((?:[^"]|"")*)"/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const KEYWORD = /\$[A-Za-z]+\$/y;
const OPERATOR = /<=|>=|!=|<>|&&|\|\||[=<>!()+\-*/]|(?:LIKE|AND|OR|NOT)\b/iy;
const SPACE = /[ \t\r\n]+/y;

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['&&', 'AND'],
  ['||', 'OR'],
  ['!', 'NOT'],
  ['<>', '!='],
]);

/** `'Field' = "text" AND …` as tokens, or a refusal that says where reading stopped. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at += match[0].length;
    return match;
  };
  while (at < source.length) {
    if (take(SPACE) !== null) continue;
    tokens.push(nextToken(take) ?? fail(source, at));
  }
  return tokens;
}

function nextToken(take: (pattern: RegExp) => RegExpExecArray | null): Token | undefined {
  const field = take(FIELD);
  if (field !== null) return { kind: 'field', value: (field[1] ?? '').replaceAll("''", "'") };
  const text = take(TEXT);
  if (text !== null) return { kind: 'text', value: (text[1] ?? '').replaceAll('""', '"') };
  const number = take(NUMBER);
  if (number !== null) return { kind: 'number', value: Number(number[0]) };
  const keyword = take(KEYWORD);
  if (keyword !== null) return { kind: 'keyword', value: keyword[0].toUpperCase() };
  const operator = take(OPERATOR);
  if (operator === null) return undefined;
  const word = operator[0].toUpperCase();
  return { kind: 'operator', value: SYNONYMS.get(word) ?? word };
}

function fail(source: string, at: number): never {
  throw badQualification(`unexpected "${source.slice(at, at + 20)}" at position ${at + 1}`);
}
