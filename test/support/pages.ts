import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
// @ts-expect-error a plain tool without types
import { ensurePages } from '../../config/tools/build-pages.mjs';

/** The content security policies of the pages, as the server has to send them. */
const PAGE_POLICY = {
  strict: (socketOrigin: string): string =>
    [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ${socketOrigin}`,
      "img-src 'self' data: blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ].join('; '),
  webChat: (socketOrigin: string): string =>
    [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      `connect-src 'self' blob: ${socketOrigin}`,
      "img-src 'self' data: blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
};

const PAGES: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/chat': 'chat.html',
  '/console': 'console.html',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

export interface PageAnswer {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Builds the pages where they are missing or stale.
 * @returns the folder that holds them
 */
export const builtPages = (): string => ensurePages() as string;

/**
 * Serves a built page as the server does.
 * @param folder what `builtPages` gave
 * @param path of the request, without query
 */
export async function servePage(folder: string, path: string, host: string): Promise<PageAnswer | undefined> {
  const file = PAGES[path] ?? (path.startsWith('/assets/') ? normalize(path).slice(1) : undefined);
  if (file === undefined) return undefined;
  const body = await readFile(join(folder, file)).catch(() => undefined);
  if (body === undefined) return undefined;
  const policy = file === 'chat.html' ? PAGE_POLICY.webChat : PAGE_POLICY.strict;
  return {
    body,
    headers: {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      ...(file.endsWith('.html') && {
        'content-security-policy': policy(`ws://${host}`),
        'cache-control': 'no-cache',
      }),
    },
  };
}
