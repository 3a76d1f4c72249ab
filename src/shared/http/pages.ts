import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { ENCODINGS, type Encoding, encodingFor } from './encodings.ts';
import { Problem } from './problem.ts';
import type { Answer, Incoming, Route } from './route.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export interface Page {
  readonly path: string;
  readonly file: string;
  /** Content-Security-Policy, given the origin of this server's sockets (`ws://…`). */
  readonly policy: (socketOrigin: string) => string;
}

/** @throws StartupError where a page has not been built */
export function checkPages(folder: string, pages: readonly Pick<Page, 'file'>[]): void {
  const missing = pages.find(({ file }) => !existsSync(join(folder, file)));
  if (missing === undefined) return;
  throw new StartupError(
    'The browser pages are not built',
    `${join(folder, missing.file)} is not there`,
    'Start with "npm run server", which builds them, or run "npm run build:pages" once.',
  );
}

/**
 * Serves built pages from memory: `pages` under their own paths, everything below `assets/` for ever, since its
 * names hold a digest. Each goes packed where the caller takes it so; the build has packed it.
 */
export function pageRoutes(folder: string, pages: readonly Page[]): readonly Route[] {
  if (!existsSync(folder)) return [];
  const html = pages.map(({ path, file, policy }): Route => {
    const answer = answers(folder, file, { 'referrer-policy': 'no-referrer', 'cache-control': 'no-cache' });
    return {
      method: 'GET',
      path,
      handle: (request) =>
        answer(request, {
          'content-security-policy': policy(request.origin.replace(/^http/, 'ws')),
        }),
    };
  });
  const assets = filesBelow(folder, 'assets')
    .filter((name) => !ENCODINGS.some(({ ending }) => name.endsWith(ending)))
    .map((name): Route => {
      const answer = answers(folder, name, { 'cache-control': 'public, max-age=31536000, immutable' });
      return { method: 'GET', path: `/${name}`, handle: (request) => answer(request) };
    });
  return [...html, ...assets];
}

/** One file in every encoding there is of it. */
function answers(folder: string, file: string, headers: Readonly<Record<string, string>>) {
  const plain = readFileSync(join(folder, file));
  const bodies = new Map<Encoding, Buffer>();
  for (const { name, ending } of ENCODINGS) {
    const packed = join(folder, file + ending);
    if (existsSync(packed)) bodies.set(name, readFileSync(packed));
  }
  bodies.set('identity', plain);
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  const there = [...bodies.keys()];

  return (request: Pick<Incoming, 'headers'>, more: Readonly<Record<string, string>> = {}): Answer => {
    const { range, 'accept-encoding': accepted, 'if-none-match': known } = request.headers;
    // Parts of a packed body would be nobody's parts. No parts are served at all: the whole is an answer too.
    const encoding = encodingFor(accepted, range === undefined ? there : ['identity']);
    if (encoding === undefined) throw notAcceptable(there);
    const etag = `"${digest}${encoding === 'identity' ? '' : `-${encoding}`}"`;
    const common = {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      ...headers,
      ...(there.length > 1 && { vary: 'accept-encoding' }),
      etag,
    };
    if (isKnown(known, etag)) return { status: 304, headers: common };
    return {
      status: 200,
      body: bodies.get(encoding),
      headers: {
        ...common,
        ...(encoding !== 'identity' && { 'content-encoding': encoding }),
        ...more,
      },
    };
  };
}

/** Whether the caller has this very body. Weak marks are the same ones: proxies make them so. */
const isKnown = (known: string | undefined, etag: string): boolean =>
  known?.split(',').some((one) => ['*', etag].includes(one.trim().replace(/^W\//, ''))) ?? false;

const notAcceptable = (there: readonly Encoding[]): Problem =>
  new Problem(
    406,
    'encoding-not-acceptable',
    `This can be had as ${there.join(', ')}, and Accept-Encoding refuses all of them. Allow one.`,
    {},
    { vary: 'accept-encoding' },
  );

function filesBelow(folder: string, below: string): string[] {
  const at = join(folder, below);
  if (!existsSync(at)) return [];
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, `${below}/${entry.name}`) : [`${below}/${entry.name}`],
  );
}
