// What `npm test` needs: all that `npm start` needs, and a browser.
import { chromium } from './setup/chromium.mjs';
import { packages } from './setup/packages.mjs';
import { pages } from './setup/pages.mjs';
import { redis } from './setup/redis.mjs';
import { root } from './setup/root.mjs';
import { setUp } from './setup/say.mjs';

await setUp([() => redis(), () => chromium(), () => packages(root), pages]);
