// Writes docs/features.md: what Deskbridge does, and the tests that prove it. A test proves a feature by
// carrying its number, `[row 71]`; test/features.json says what each number stands for.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(ROOT, 'docs/features.md');

interface Proof {
  readonly row: string;
  readonly path: string;
}

/** Files and the numbers that names of tests and groups in them carry. */
export function provenIn(folder: string): readonly Proof[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .toSorted()
    .flatMap((file) => {
      const path = relative(ROOT, join(folder, file));
      const names = readFileSync(join(folder, file), 'utf8').matchAll(
        /(['"`])((?:\\.|(?!\1)[^\\\n])*\[row \d+\](?:\\.|(?!\1)[^\\\n])*)\1/g,
      );
      return [...names].flatMap(([, , name = '']) =>
        [...name.matchAll(/\[row (\d+)\]/g)].map(([, row = '']) => ({ row, path })),
      );
    });
}

/** The page. @throws Error for a number that stands for nothing */
export function featuresPage(): string {
  const features = JSON.parse(readFileSync(join(ROOT, 'test/features.json'), 'utf8')) as Record<
    string,
    { readonly who: string; readonly what: string }
  >;
  const proven = Map.groupBy(provenIn(join(ROOT, 'test')), ({ row }) => row);
  const unknown = [...proven.keys()].find((row) => !(row in features));
  if (unknown !== undefined)
    throw new Error(`${proven.get(unknown)?.[0]?.path} names row ${unknown}: test/features.json has none`);
  const rows = Object.entries(features).map(([row, { who, what }]) => {
    const files = Map.groupBy(proven.get(row) ?? [], ({ path }) => path);
    const tests = [...files].map(
      ([path, all]) =>
        `[${path.slice('test/'.length)}](../${path})${all.length > 1 ? ` (${all.length})` : ''}`,
    );
    return `| ${row} | ${who} | ${what} | ${tests.join('<br>') || '–'} |`;
  });
  const done = Object.keys(features).filter((row) => proven.has(row)).length;
  return `# Features

${done} of ${rows.length} features of a live chat are here, each with tests that carry its number and fail without it:
\`npm test -- -t 'row 71]'\` runs those of one. Those with a dash are not here yet. This page is written by
\`npm run features\` from the tests; it is not edited by hand.

| row | who | what | proven in |
|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, featuresPage());
