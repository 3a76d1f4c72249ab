// What a command of package.json needs before it runs: `prepare.mjs packages [pages]`. Plain Node 20 without
// packages, as `prestart.mjs` is. What it says goes to standard error: a command's output may be piped on.
import { packages } from './setup/packages.mjs';
import { pages } from './setup/pages.mjs';
import { root } from './setup/root.mjs';
import { sayOnStandardError, setUp } from './setup/say.mjs';

const STEPS = { packages: () => packages(root), pages };

sayOnStandardError();
await setUp(process.argv.slice(2).map((step) => STEPS[step]));
