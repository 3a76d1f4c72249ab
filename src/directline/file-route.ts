import { Problem } from '../shared/http/problem.ts';
import type { Route } from '../shared/http/route.ts';
import type { FilePorts } from './ports.ts';

/** Shown by a browser as they are; whatever else there is, it saves. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

/**
 * `GET /files/:id/:name`: a file of a chat. Whoever knows the id may read it, as long as the chat is
 * kept; the name is for people. Nothing in the file can act in the name of our pages.
 */
export const fileRoute = ({ store }: FilePorts): Route => ({
  method: 'GET',
  path: '/files/:id/:name',
  async handle({ params }) {
    const found = await store.find(params.id ?? '');
    const bytes = found && (await store.read(found.hash));
    if (found === undefined || bytes === undefined)
      throw new Problem(404, 'file-unknown', 'There is no such file, or its chat is not kept any more.');
    const { name, contentType } = found;
    const how = SHOWN.has(contentType) ? 'inline' : 'attachment';
    return {
      status: 200,
      body: bytes,
      headers: {
        'content-type': contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType,
        'content-disposition': `${how}; filename*=UTF-8''${encoded(name)}`,
        'content-security-policy': "default-src 'none'; sandbox",
        // Pages of other origins hold Web Chat too; the address is what lets one read, and no cookie goes with it.
        'cross-origin-resource-policy': 'cross-origin',
        'referrer-policy': 'no-referrer',
      },
    };
  },
});

/** As RFC 8187 has it. */
const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
