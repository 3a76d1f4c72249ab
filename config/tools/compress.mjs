import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(?:html|js|css|svg|json|txt|md)$/;
/** The best level takes a second for each 400 KB; above this one step less costs a hundredth in size. */
const LARGE = 1_000_000;

const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: bytes.length > LARGE ? 9 : 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** Puts a `.br` and a `.gz` beside each file of text, where that is smaller: the server sends them as they lie there. */
export function compress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    for (const [ending, packed] of [
      ['br', brotli(bytes)],
      ['gz', gzipSync(bytes, { level: 9 })],
    ])
      if (packed.length < bytes.length) writeFileSync(`${file}.${ending}`, packed);
  }
}
