import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '../..');
const pages = resolve(root, 'src/console');

/** Web Chat is served as it was published, so its licences lie beside it under the name it gives. */
const webChatLicenses = {
  name: 'web-chat-licenses',
  generateBundle() {
    const file = 'webchat.js.LICENSE.txt';
    const source = readFileSync(resolve(root, 'node_modules/botframework-webchat/dist', file));
    this.emitFile({ type: 'asset', fileName: `assets/${file}`, source });
  },
};

/** The three pages of src/console, with hashed assets. `OUT` lets the build tool swap a finished build in. */
export default defineConfig({
  root: pages,
  base: '/',
  publicDir: false,
  cacheDir: resolve(root, '.cache/vite'),
  logLevel: 'warn',
  plugins: [webChatLicenses],
  build: {
    outDir: process.env.PAGES_OUT ?? resolve(root, '.cache/pages'),
    emptyOutDir: true,
    assetsDir: 'assets',
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    // Every supported browser preloads modules by itself; the polyfill would be an inline script.
    modulePreload: { polyfill: false },
    target: 'es2023',
    license: { fileName: 'licenses.md' },
    // Web Chat is one prebuilt file of almost 4 MB, served as it is.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: ['index.html', 'chat.html', 'console.html'].map((page) => resolve(pages, page)),
    },
  },
});
