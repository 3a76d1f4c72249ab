import { strict, webChat } from '../shared/http/csp.ts';
import type { Page } from '../shared/http/pages.ts';

/** The pages of a server. */
export const PAGES: readonly Page[] = [
  { path: '/', file: 'index.html', policy: strict },
  { path: '/chat', file: 'chat.html', policy: webChat },
  { path: '/console', file: 'console.html', policy: strict },
];
