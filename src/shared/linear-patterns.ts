import { RE2JS } from 're2js';

/** Patterns of an admin as one search. It takes time in proportion to the text, whatever pattern and text are. */
export interface LinearPatterns {
  /** The text with `mark` in place of each match; an empty match leaves the text as it is. */
  replace(text: string, mark: string): string;
  /** How many states the search can be in at once: what one character of a text costs at most. */
  readonly size: number;
}

/**
 * A search looks at least so many characters ahead before it takes what it has found. It bounds what
 * one match costs: a pattern like `a.*b|a` would else read to the end of the text for every `a`.
 */
const AHEAD = 100;

/**
 * Regular expressions as JavaScript writes them with the flags `iu`, for an engine that never goes back
 * (RE2). Look-around and references to groups are not among what it knows.
 * @throws Error whose message says what the engine cannot do
 */
export function linearPatterns(patterns: readonly string[]): LinearPatterns {
  const joined = patterns.map((one) => `(?:${withAllBlanks(one)})`).join('|');
  const engine = RE2JS.compile(RE2JS.translateRegExp(joined), RE2JS.CASE_INSENSITIVE);
  return {
    size: engine.programSize(),
    replace(text, mark) {
      let replaced = '';
      let done = 0;
      for (let from = 0; from <= text.length; ) {
        const found = next(engine, text, from);
        if (found === undefined) break;
        const { start, end } = found;
        replaced += text.slice(done, start) + (end > start ? mark : '');
        done = end;
        from = end > start ? end : end + 1;
      }
      return replaced + text.slice(done);
    },
  };
}

/**
 * The next match, looked for in a beginning of the text that doubles until a match ends inside it: each
 * search costs what lies between two matches, not what follows them.
 */
function next(engine: RE2JS, text: string, from: number): { start: number; end: number } | undefined {
  for (let ahead = AHEAD; ; ahead *= 2) {
    const until = Math.min(text.length, from + ahead);
    const matcher = engine.matcher(text.slice(0, until));
    const found = matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : undefined;
    // What touches the cut may go on behind it.
    if (until === text.length || (found !== undefined && found.end < until)) return found;
  }
}

const BLANKS = '\\t\\n\\x0b\\f\\r\\x{a0}\\x{feff}\\x{2028}\\x{2029}\\p{Zs}';

/** RE2's `\s` knows ASCII alone; people paste no-break spaces. */
function withAllBlanks(pattern: string): string {
  let inClass = false;
  return pattern.replace(/\\[\s\S]|[[\]]/g, (part) => {
    if (part === '[') inClass = true;
    if (part === ']') inClass = false;
    if (part === '\\s') return inClass ? BLANKS : `[${BLANKS}]`;
    return part === '\\S' && !inClass ? `[^${BLANKS}]` : part;
  });
}
