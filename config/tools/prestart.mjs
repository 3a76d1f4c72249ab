// What `npm start` needs, found or installed before it runs. Plain Node 20 without packages: it
// runs before there are any. Nothing to do is the common case and takes a fraction of a second.
import { packages } from './setup/packages.mjs';
import { pages } from './setup/pages.mjs';
import { redis } from './setup/redis.mjs';
import { root } from './setup/root.mjs';
import { setUp } from './setup/say.mjs';

await setUp([() => redis(), () => packages(root), pages]);
