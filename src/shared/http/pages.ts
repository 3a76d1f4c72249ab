import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import type { Route } from './route.ts';

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

/** Serves built pages from memory: `pages` under their own paths, everything below `assets/` for ever, since its names hold a digest. */
export function pageRoutes(folder: string, pages: readonly Page[]): readonly Route[] {
  if (!existsSync(folder)) return [];
  const html = pages.map(({ path, file, policy }): Route => {
    const body = readFileSync(join(folder, file));
    const headers = {
      'content-type': TYPES['.html'] ?? '',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    };
    return {
      method: 'GET',
      path,
      handle(request) {
        if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers };
        const socketOrigin = request.origin.replace(/^http/, 'ws');
        return {
          status: 200,
          body,
          headers: { ...headers, 'content-security-policy': policy(socketOrigin) },
        };
      },
    };
  });
  const assets = filesBelow(folder, 'assets').map((name): Route => {
    const body = readFileSync(join(folder, name));
    const headers = {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
    };
    return { method: 'GET', path: `/${name}`, handle: () => ({ status: 200, body, headers }) };
  });
  return [...html, ...assets];
}

function filesBelow(folder: string, below: string): string[] {
  const at = join(folder, below);
  if (!existsSync(at)) return [];
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, `${below}/${entry.name}`) : [`${below}/${entry.name}`],
  );
}
