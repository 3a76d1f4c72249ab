import { get, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodingFor } from '../../../src/shared/http/encodings.ts';
import { pageRoutes } from '../../../src/shared/http/pages.ts';
import { type HttpServer, startHttpServer } from '../../../src/shared/http/server.ts';
import { createLog } from '../../../src/shared/log.ts';
import { builtPages } from '../../support/pages.ts';

// How the built pages go over the wire.

let server: HttpServer;
beforeAll(async () => {
  const page = (path: string, file: string) => ({ path, file, policy: () => "default-src 'self'" });
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('silent'),
    routes: pageRoutes(builtPages(), [page('/chat', 'chat.html'), page('/console', 'console.html')]),
    sockets: [],
  });
}, 120_000);
afterAll(() => server?.close());

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** As it comes: nothing is unpacked on the way. */
const ask = (path: string, headers: Record<string, string> = {}) =>
  new Promise<Reply>((resolve, reject) => {
    get(`${server.url}${path}`, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    }).on('error', reject);
  });

const unpacked = ({ headers, body }: Reply): Buffer => {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(body);
  return headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
};

/** The page and the scripts and styles that it names; for the chat Web Chat, which its script names. */
async function partsOf(page: string): Promise<readonly string[]> {
  const { body } = await ask(page);
  const named = [...body.toString().matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  const scripts = await Promise.all(named.filter((path) => path.endsWith('.js')).map((path) => ask(path)));
  const loaded = scripts.flatMap((one) =>
    [...one.body.toString().matchAll(/\/assets\/webchat-[\w-]+\.js/g)].map(([path]) => path),
  );
  return [page, ...new Set([...named, ...loaded])];
}

describe.each(['/chat', '/console'])('%s', (page) => {
  test.each([
    ['br', 'br', 4.5],
    ['gzip', 'gzip', 3.5],
    ['gzip, deflate, br, zstd', 'br', 4.5],
  ])(
    '[pages D3] for “%s” the first view goes as %s, much smaller, and unpacks to the same',
    async (accepted, encoding, times) => {
      let [plain, packed] = [0, 0];
      for (const path of await partsOf(page)) {
        const [whole, sent] = await Promise.all([ask(path), ask(path, { 'accept-encoding': accepted })]);
        expect([whole.status, sent.status]).toEqual([200, 200]);
        expect(whole.headers['content-encoding']).toBeUndefined();
        expect(unpacked(sent).equals(whole.body)).toBe(true);
        expect(Number(sent.headers['content-length'])).toBe(sent.body.length);
        expect(sent.headers['content-type']).toBe(whole.headers['content-type']);
        if (whole.body.length > 4_000) expect(sent.headers['content-encoding']).toBe(encoding);
        plain += whole.body.length;
        packed += sent.body.length;
      }
      expect(plain / packed).toBeGreaterThan(times);
    },
  );

  test('[pages D3 sibling] each encoding has a mark of its own, by which it need not come again', async () => {
    for (const path of await partsOf(page)) {
      const replies = await Promise.all(
        ['identity', 'gzip', 'br'].map((one) => ask(path, { 'accept-encoding': one })),
      );
      const packed = replies.some(({ headers }) => headers['content-encoding'] !== undefined);
      if (!packed) continue;
      const marks = replies.map(({ headers }) => String(headers.etag));
      expect(new Set(marks).size).toBe(3);
      for (const { headers } of replies) expect(headers.vary).toBe('accept-encoding');
      for (const known of [marks[2], `W/${marks[2]}`, `"other", ${marks[2]}`, '*']) {
        const again = await ask(path, { 'accept-encoding': 'br', 'if-none-match': String(known) });
        expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, marks[2]]);
        expect(again.headers.vary).toBe('accept-encoding');
      }
      const other = await ask(path, { 'accept-encoding': 'gzip', 'if-none-match': String(marks[2]) });
      expect(other.status).toBe(200);
    }
  });

  test('[pages D3 sibling] parts are never cut out of a packed body', async () => {
    for (const path of await partsOf(page)) {
      const reply = await ask(path, { 'accept-encoding': 'br, gzip', range: 'bytes=0-99' });
      expect([reply.status, reply.headers['content-encoding']]).toEqual([200, undefined]);
      expect(reply.body.equals((await ask(path)).body)).toBe(true);
    }
  });

  test('[pages D3 sibling] who refuses every encoding there is is told so', async () => {
    const reply = await ask(page, { 'accept-encoding': 'identity;q=0, zstd' });
    expect(reply.status).toBe(406);
    expect(JSON.parse(reply.body.toString())).toMatchObject({ code: 'encoding-not-acceptable' });
    const packed = await ask(page, { 'accept-encoding': 'identity;q=0, gzip' });
    expect(packed.status).toBe(200);
    expect(unpacked(packed).equals((await ask(page)).body)).toBe(true);
  });
});

test('[pages D3 sibling] the packed files are no addresses of their own', async () => {
  const [script = ''] = (await partsOf('/console')).filter((path) => path.endsWith('.js'));
  for (const ending of ['.br', '.gz']) expect((await ask(script + ending)).status).toBe(404);
});

test.each<[string | undefined, string | undefined]>([
  [undefined, 'identity'],
  ['', 'identity'],
  ['identity', 'identity'],
  ['*', 'br'],
  ['br;q=0.5, gzip;q=0.9', 'gzip'],
  ['gzip;q=1.0, br;q=1', 'br'],
  ['br;q=0, *', 'gzip'],
  ['GZIP', 'gzip'],
  ['x-gzip', 'gzip'],
  ['gzip;q=0.2, identity;q=0.8', 'identity'],
  ['*;q=0', undefined],
  ['*;q=0, br', 'br'],
  ['identity;q=0', undefined],
  ['deflate, zstd', 'identity'],
  ['br;q=nonsense, gzip ; q=0.3', 'gzip'],
  [', ,br;;q=1,', 'br'],
])('[pages D3 sibling] Accept-Encoding %j is answered with %j', (accepted, encoding) => {
  expect(encodingFor(accepted, ['br', 'gzip', 'identity'])).toBe(encoding);
});
