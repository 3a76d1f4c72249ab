// What `npm test` needs: all that `npm start` needs, and a browser.
import { chromium } from './setup/chromium.mjs';
import { packages } from './setup/packages.mjs';
import { pages } from './setup/pages.mjs';
import { redis } from './setup/redis.mjs';
import { root } from './setup/root.mjs';
import { Missing, say, setUp } from './setup/say.mjs';

/** Outside CI a machine that cannot have a browser still runs every other test. */
async function browser() {
  try {
    await chromium();
  } catch (error) {
    if (process.env.CI || !(error instanceof Missing)) throw error;
    say(`no Chromium, so the tests in a browser are skipped. ${error.why} Fix: ${error.fix}`);
  }
}

await setUp([() => redis(), browser, () => packages(root), pages]);
