// The little markup that people write in a chat: `code`, fenced code and **bold**. All else is words, line by line.

/** A run of words in one style. */
export interface Piece {
  readonly text: string;
  readonly strong?: true;
  readonly code?: true;
}

/** Lines of words (`pieces` hold their line breaks), or code as it was written. */
export type Block =
  | { readonly kind: 'words'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'code'; readonly text: string };

/**
 * What somebody has written, as blocks in order. Nothing in it is ever a link or a tag: whoever shows it decides
 * that. Marks that do not belong together stay as they were typed. The cost grows with the text, not faster.
 */
export function markdown(text: string): readonly Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let words: string[] = [];
  const flush = () => {
    // Blank lines around a block are its margin.
    const from = words.findIndex(isFilled);
    const to = words.findLastIndex(isFilled);
    if (from >= 0) blocks.push({ kind: 'words', pieces: piecesOf(words.slice(from, to + 1)) });
    words = [];
  };
  const ends = fenceEnds(lines);
  for (let i = 0; i < lines.length; i++) {
    const end = ends.get(i);
    if (end === undefined) words.push(lines[i] ?? '');
    else {
      flush();
      blocks.push({
        kind: 'code',
        text: [...besideFence(lines[i] ?? ''), ...lines.slice(i + 1, end)].join('\n'),
      });
      i = end;
    }
  }
  flush();
  return blocks;
}

const isFilled = (line: string): boolean => line.trim() !== '';

/** Names of languages that people write beside a fence. Any other word there is a command that somebody means. */
const LANGUAGES = new Set(
  'bash bat c cmd console cpp cs csharp css diff go html http ini java javascript js json log md markdown php plaintext powershell ps1 py python rb ruby rust sh shell sql text toml ts txt typescript vb xml yaml yml zsh'.split(
    ' ',
  ),
);

function besideFence(line: string): readonly string[] {
  const word = line.replaceAll('`', '').trim();
  return word === '' || LANGUAGES.has(word.toLowerCase()) ? [] : [word];
}

const FENCE = /^ {0,3}(`{3,})[\w.+#-]*\s*$/;

/** Each line that opens a fence, with the line that closes it; a fence that nothing closes is none. */
function fenceEnds(lines: readonly string[]): ReadonlyMap<number, number> {
  const fences = lines.flatMap((line, at) => {
    const marks = FENCE.exec(line)?.[1];
    return marks === undefined ? [] : [{ at, long: marks.length, bare: line.trim() === marks }];
  });
  const ends = new Map<number, number>();
  let open: (typeof fences)[number] | undefined;
  for (const fence of fences) {
    if (open === undefined) open = fence;
    else if (fence.bare && fence.long >= open.long) {
      ends.set(open.at, fence.at);
      open = undefined;
    }
  }
  return ends;
}

function piecesOf(lines: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const [i, line] of lines.entries()) {
    if (i > 0) add(pieces, { text: '\n' });
    for (const piece of lineOf(line)) add(pieces, piece);
  }
  return pieces;
}

/** Joins what is of one style. */
function add(pieces: Piece[], piece: Piece): void {
  if (piece.text === '') return;
  const last = pieces.at(-1);
  const joins = last !== undefined && !piece.code && !last.code && last.strong === piece.strong;
  if (joins) pieces[pieces.length - 1] = { ...last, text: last.text + piece.text };
  else pieces.push(piece);
}

function lineOf(line: string): readonly Piece[] {
  const spans = codeSpans(line);
  const marks = strongMarks(line, spans);
  const pieces: Piece[] = [];
  let [at, strong] = [0, false];
  const say = (to: number, code?: true) => {
    const text = code ? inside(line.slice(at, to)) : line.slice(at, to);
    if (text !== '') pieces.push({ text, ...(strong && { strong: true }), ...(code && { code }) });
  };
  const stops = [
    ...spans.map(([from, to]) => ({ from, to, code: true as const })),
    ...marks.map((from) => ({ from, to: from + 2, code: undefined })),
  ].toSorted((a, b) => a.from - b.from);
  for (const { from, to, code } of stops) {
    say(from);
    at = from;
    if (code) say(to, code);
    else strong = !strong;
    at = to;
  }
  say(line.length);
  return pieces;
}

/** What stands between the backticks; a space that only keeps them apart from a backtick within goes with them. */
function inside(span: string): string {
  const long = /^`+/.exec(span)?.[0].length ?? 0;
  const text = span.slice(long, -long);
  const padded = text.startsWith(' ') && text.endsWith(' ') && text.trim() !== '';
  return padded ? text.slice(1, -1) : text;
}

type Span = readonly [from: number, to: number];

/** Where code begins and ends on a line: from a run of backticks to the next one of the same length. */
function codeSpans(line: string): readonly Span[] {
  const runs = [...line.matchAll(/`+/g)].map((match) => ({ at: match.index, long: match[0].length }));
  const later = Map.groupBy(runs.toReversed(), ({ long }) => long);
  const spans: Span[] = [];
  let after = 0;
  for (const { at, long } of runs) {
    const same = later.get(long) ?? [];
    same.pop();
    if (at < after) continue;
    const close = same.at(-1);
    if (close === undefined) continue;
    after = close.at + long;
    spans.push([at, after]);
  }
  return spans;
}

const SPACE = /^[\s\p{P}\p{S}]?$/u;

/** Where `**` begins and ends bold words on a line, in pairs; within code it is code. */
function strongMarks(line: string, spans: readonly Span[]): readonly number[] {
  const pairs: number[] = [];
  let open: number | undefined;
  let passed = 0;
  for (const { index: at } of line.matchAll(/(?<!\*)\*\*(?!\*)/g)) {
    while ((spans[passed]?.[1] ?? Number.POSITIVE_INFINITY) <= at) passed++;
    if (at >= (spans[passed]?.[0] ?? Number.POSITIVE_INFINITY)) continue;
    const [before, next] = [line.charAt(at - 1), line.charAt(at + 2)];
    const closes = open !== undefined && at > open + 2 && /\S/.test(before) && SPACE.test(next);
    if (open !== undefined && closes) {
      pairs.push(open, at);
      open = undefined;
    } else if (/\S/.test(next) && SPACE.test(before)) open = at;
  }
  return pairs;
}
