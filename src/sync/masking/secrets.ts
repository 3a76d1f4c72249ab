import { isPlain, looksSecret, mayBeSecret } from './plain-words.ts';

/** What is a secret by its own shape: a key block, a signed token, a vendor's key. */
const BY_SHAPE: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  /(?<![\w-])eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*(?:\.[\w-]+){0,2}/g,
  /(?<!\w)(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA)[A-Z0-9]{16}(?!\w)/g,
  /(?<!\w)(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[abeprs]-|[rs]k_(?:live|test)_|AIza|dop_v1_|hvs\.)[\w-]{16,}/g,
];

/** `Authorization: Bearer …`, and a bearer token wherever it stands. */
const HEADER =
  /((?<!\w)authorization["']?\s*[:=]\s*["']?(?:basic|bearer|token|negotiate|ar-jwt)\s+)([^\s"']+)/gi;
const BEARER = /((?<!\w)bearer\s+)([\w\-.~+/]{8,}={0,2})/gi;

/** `https://user:password@host`. */
const IN_URL = /((?<!\w)[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,100}:)([^\s/@]{1,200})(?=@)/gi;

const PASSWORD = 'pass[ -]?wor[dt]|passwd|pass[ -]?phrase|pass[ -]?code|kenn?wort|pwd|pw|pin';
const KEY =
  '(?:(?:access|refresh|auth|security|session|bearer|csrf)[ _-]?)?token|(?:api|access|secret|private|account|subscription|shared)[ _-]?(?:access[ _-]?)?key|api[ _-]?(?:schlüssel|secret)|client[ _-]?secret|secret(?:[ _-]?access[ _-]?key)?';
/** The word, whatever it is part of: `DB_PASSWORD`, `x-api-key`, `userPassword`. */
const WORD = `(?<![\\p{L}\\p{N}])(?:[\\w-]{0,40}?[_-]|[a-z]{1,20}(?=[A-Z]))?`;
const END = `(?![\\p{L}\\p{N}_-])["'\`»”]?`;
/** What it is for: `password for the VPN`, `token (staging)`. */
const PURPOSE = `(?:\\s+(?:for|of|to|on|in|at|für|fürs|zum|zur|vom|von|am|im|beim?)(?:\\s+[\\p{L}\\p{N}.@_-]{1,40}){1,4}?|\\s*\\([^)\\n]{1,40}\\))?`;
const NOW = '(?:\\s+(?:now|currently|still|just|jetzt|nun|aktuell|also|set|changed|reset|geändert))?';
// Blanks that may be matched in two ways would make a long run of them cost its square.
const LINK = `(\\s*(?:=>|->|[:=]{1,2}|→)\\s*|\\s+(?:is|was|ist|war|lautet|lautete|heißt|to|auf|wurde auf|changed to|set to)${NOW}(?:\\s+(?:to|auf))?(?:\\s*:)?\\s+)`;
const VALUE = `("[^"\\n]{1,200}"|'[^'\\n]{1,200}'|\`[^\`\\n]{1,200}\`|„[^“\\n]{1,200}“|“[^”\\n]{1,200}”|[^\\s"'\`„“]\\S*)`;

export const LINKED = new RegExp(`(${WORD}(?:${PASSWORD}|${KEY})${END}${PURPOSE})${LINK}${VALUE}`, 'giu');
export const BESIDE = new RegExp(`(${WORD}(${PASSWORD}|${KEY})${END}\\s+)${VALUE}`, 'giu');

/** Replaces what opens doors; the words before it stay, so that a reader knows what was there. */
export function maskSecrets(text: string, mask: string): string {
  let masked = text;
  for (const shape of BY_SHAPE) masked = masked.replace(shape, mask);
  return masked
    .replace(HEADER, `$1${mask}`)
    .replace(BEARER, (all, before, value) => (/\d|.{24}/.test(value) ? `${before}${mask}` : all))
    .replace(IN_URL, `$1${mask}`)
    .replace(
      LINKED,
      (all: string, before: string, link: string, found: string, at: number, whole: string) => {
        const { value, rest, quoted } = partsOf(found);
        const after = rest + whole.slice(at + all.length, at + all.length + 20);
        return quoted || isValue(value, before, link, after) ? `${before}${link}${mask}${rest}` : all;
      },
    )
    .replace(BESIDE, (all: string, before: string, word: string, found: string) => {
      const { value, rest } = partsOf(found);
      const least = /^(?:pass|kenn|pw|pin)/i.test(word) ? 4 : 12;
      return value.length >= least && looksSecret(value) ? `${before}${mask}${rest}` : all;
    });
}

function isValue(value: string, before: string, link: string, after: string): boolean {
  if (looksSecret(value)) return true;
  if (/^\s*(?:={1,2}|->|=>)/.test(link)) return value.length >= 3 && !isPlain(value);
  // `the secret to a good chat is patience`
  if (/(?:to|auf)\s*$/i.test(link) || (/secret/i.test(before) && !/[:=]/.test(link))) return false;
  return mayBeSecret(value, after);
}

/** A value without its quotes or the full stop after it. */
function partsOf(found: string): { value: string; rest: string; quoted: boolean } {
  if (/^["'`„“]/.test(found) && found.length > 1)
    return { value: found.slice(1, -1), rest: '', quoted: /["'`“”]$/.test(found) };
  // The look-behind lets a run be tried from its beginning alone.
  const rest = /(?<![.,;:?)\]}"'`])[.,;:?)\]}"'`]+$/.exec(found)?.[0] ?? '';
  return { value: found.slice(0, found.length - rest.length), rest, quoted: false };
}
