/** Digits in groups, as people type card numbers: at most two separators in a row. */
const RUN = /(?<!\w)\d(?:[ \u00a0\t.\-–]{0,2}\d){12,}(?!\w)/g;
/** How issuers print their numbers; part of a longer row of groups is a card only where it is printed so. */
const PRINTED = new Set(['4-4-4-4', '4-4-4-4-3', '4-6-5', '4-6-4', '13', '14', '15', '16', '17', '18', '19']);

const MOST_GROUPS = 5;

interface Group {
  readonly digits: string;
  readonly from: number;
  readonly to: number;
}

/** Replaces card numbers: 13 to 19 digits of an issuer that exists, with a check digit that is right. */
export function maskCards(text: string, mask: string): string {
  return text.replace(RUN, (run) => {
    const groups = [...run.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({
      digits,
      from: index,
      to: index + digits.length,
    }));
    if (groups.length <= 19 && isCard(digitsOf(groups))) return mask;
    return withinRun(run, groups, mask);
  });
}

/** Cards beside other numbers: a telephone number before one, an expiry date after it, one after another. */
function withinRun(run: string, groups: readonly Group[], mask: string): string {
  let masked = '';
  let done = 0;
  for (let first = 0; first < groups.length; ) {
    const card = cardAt(groups, first);
    if (card.length > 0) {
      masked += run.slice(done, card[0]?.from) + mask;
      done = card.at(-1)?.to ?? done;
    }
    first += card.length || 1;
  }
  return masked + run.slice(done);
}

/** The groups of the card that begins with one of them; none where no card does. */
function cardAt(groups: readonly Group[], first: number): readonly Group[] {
  for (let length = MOST_GROUPS; length > 0; length--) {
    const some = groups.slice(first, first + length);
    if (PRINTED.has(printOf(some)) && isCard(digitsOf(some))) return some;
  }
  return [];
}

const digitsOf = (groups: readonly Group[]): string => groups.map(({ digits }) => digits).join('');
const printOf = (groups: readonly Group[]): string => groups.map(({ digits }) => digits.length).join('-');

const isCard = (digits: string): boolean =>
  digits.length >= 13 && digits.length <= 19 && hasIssuer(digits) && checks(digits);

/** Issuers' first digits with the lengths they use (ISO/IEC 7812). */
function hasIssuer(digits: string): boolean {
  const { length } = digits;
  const first = (n: number) => Number(digits.slice(0, n));
  const between = (n: number, low: number, high: number) => first(n) >= low && first(n) <= high;
  if (digits.startsWith('4')) return length === 13 || length === 16 || length === 19;
  if (between(2, 51, 55) || between(4, 2221, 2720)) return length === 16;
  if (between(2, 34, 34) || between(2, 37, 37)) return length === 15;
  if (between(3, 300, 305) || between(2, 36, 36) || between(2, 38, 39)) return length === 14;
  if (between(4, 3528, 3589) || between(4, 2200, 2204)) return length >= 16;
  if (between(4, 6011, 6011) || between(3, 644, 649) || between(2, 65, 65) || between(2, 62, 62))
    return length >= 16;
  return MAESTRO.has(digits.slice(0, 4));
}

const MAESTRO = new Set(['5018', '5020', '5038', '5893', '6304', '6759', '6761', '6762', '6763']);

/** Luhn's check digit (ISO/IEC 7812-1, annex B). */
function checks(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}
