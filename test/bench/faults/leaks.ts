import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Final } from './evidence.ts';

const MOST_SHOWN = 200;

/** Lines of logs in the folder that hold one of the secrets, which is blackened in what comes back. */
export function leaksIn(folder: string, secrets: readonly string[]): Final['leaks'] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .flatMap((line) => {
          const found = secrets.find((secret) => line.includes(secret));
          return found === undefined
            ? []
            : [{ file, line: line.replaceAll(found, '█').slice(0, MOST_SHOWN) }];
        }),
    );
}
