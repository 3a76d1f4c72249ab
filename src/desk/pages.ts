import type { Page } from '../shared/http/pages.ts';

/** Content security policies: nothing leaves this server. Firefox and Safari want the socket's origin named. */
const policy =
  (style: string, more: readonly string[] = [], connect = "'self'") =>
  (socketOrigin: string): string =>
    [
      "default-src 'self'",
      "script-src 'self'",
      `style-src ${style}`,
      `connect-src ${connect} ${socketOrigin}`,
      "img-src 'self' data: blob:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      ...more,
    ].join('; ');

const strict = policy("'self'", ["require-trusted-types-for 'script'", 'trusted-types lit-html']);
/** Web Chat writes style elements of its own, and reads the files that the user picks from blobs. */
const webChat = policy("'self' 'unsafe-inline'", [], "'self' blob:");

export const PAGES: readonly Page[] = [
  { path: '/', file: 'index.html', policy: strict },
  { path: '/chat', file: 'chat.html', policy: webChat },
  { path: '/console', file: 'console.html', policy: strict },
];
