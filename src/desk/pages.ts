import type { Page } from '../shared/http/pages.ts';

const STRICT =
  "default-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The pages and what each may load: nothing leaves this server. */
export const PAGES: readonly Page[] = [
  { path: '/', file: 'index.html', policy: STRICT },
  { path: '/chat', file: 'chat.html', policy: `${STRICT}; style-src 'self' 'unsafe-inline'` },
  { path: '/console', file: 'console.html', policy: STRICT },
];
