import { buildPages, pagesAreStale } from '../build-pages.mjs';
import { Missing, say } from './say.mjs';

/** Builds the browser pages when what they are made of has changed since they were built. */
export function pages() {
  if (!pagesAreStale()) return;
  say('building the browser pages');
  try {
    buildPages();
  } catch (error) {
    throw new Missing(
      'The browser pages are not built.',
      error.message,
      'Correct src/console and try again; "npm run check:types" says more.',
    );
  }
}
