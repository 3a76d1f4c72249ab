// What npm publishes: JavaScript in dist/, and beside it what the code reads at run time.
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });
execFileSync('node_modules/.bin/tsc', ['-p', 'config/tools/tsconfig.pack.json'], { stdio: 'inherit' });
for (const file of globSync('{src,connectors,jobs,config}/**/*.{lua,yaml}')) cpSync(file, join('dist', file));
cpSync('.cache/pages', 'dist/.cache/pages', { recursive: true });
cpSync('package.json', 'dist/package.json');
