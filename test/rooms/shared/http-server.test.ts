import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { WebSocketServer } from 'ws';
import { Problem } from '../../../src/shared/http/problem.ts';
import type { Incoming, Route } from '../../../src/shared/http/route.ts';
import { type HttpServer, startHttpServer } from '../../../src/shared/http/server.ts';
import { createLog } from '../../../src/shared/log.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';
import { eventually } from '../../support/eventually.ts';
import { raw } from './raw.ts';

let server: HttpServer;
let logged: string;
let seen: Incoming[];
const host = () => new URL(server.url).host;

const echo = (request: Incoming) => {
  seen.push(request);
  return { status: 200, body: { got: request.body ?? null, params: request.params, query: request.query } };
};
const routes: readonly Route[] = [
  { method: 'POST', path: '/echo', handle: echo },
  { method: 'GET', path: '/echo', handle: echo },
  { method: 'PUT', path: '/echo', handle: echo },
  { method: 'DELETE', path: '/echo', handle: () => ({ status: 204 }) },
  { method: 'POST', path: '/things/:id/parts/:n', handle: echo },
  {
    method: 'POST',
    path: '/guarded',
    handle(request) {
      if (request.headers.authorization !== 'Bearer ok') throw new Problem(401, 'not-signed-in', 'Sign in.');
      return echo(request);
    },
  },
  {
    method: 'POST',
    path: '/breaks',
    handle() {
      throw new TypeError('secret detail: /etc/passwd');
    },
  },
  { method: 'POST', path: '/breaks-later', handle: () => Promise.reject(new RangeError('secret detail')) },
  {
    method: 'POST',
    path: '/store-down',
    handle() {
      throw new Error('READONLY You can not write');
    },
  },
];

beforeAll(async () => {
  logged = '';
  seen = [];
  const sink = new PassThrough();
  sink.on('data', (text) => {
    logged += text;
  });
  const ws = new WebSocketServer({ noServer: true });
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('info', sink),
    explain: (error) =>
      error instanceof Error && error.message.startsWith('READONLY')
        ? new Problem(503, 'store-unavailable', 'Try again.', {}, { 'retry-after': '2' })
        : undefined,
    routes,
    sockets: [
      {
        path: '/sockets/:id',
        upgrade(request, at) {
          if (request.query.ticket === 'breaks') throw new TypeError('secret detail');
          if (request.query.ticket !== 'good') throw new Problem(401, 'not-signed-in', 'A ticket is needed.');
          ws.handleUpgrade(at.request, at.socket, at.head, (socket) => socket.send(request.params.id ?? ''));
        },
      },
    ],
  });
});
afterAll(() => server?.close());
beforeEach(() => {
  seen.length = 0;
});

const post = (body: RequestInit['body'], headers: Record<string, string> = {}, path = '/echo') =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body, duplex: 'half' }),
  } as RequestInit);

async function isProblem(response: Response, status: number, code?: string): Promise<void> {
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.stringContaining('"type":"urn:deskbridge:')]);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(text).not.toMatch(/secret detail|at \w+ \(|node_modules|TypeError|SyntaxError|\/src\//);
  if (code !== undefined)
    expect(JSON.parse(text)).toMatchObject({ status, code, detail: expect.any(String) });
}

const stillAnswers = async () => {
  const response = await post('{"a":1}');
  expect([response.status, await response.json()]).toMatchObject([200, { got: { a: 1 } }]);
};

/** A body of unknown length: it goes out in chunks. */
const chunked = (bytes: Uint8Array) =>
  new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 16_384) controller.enqueue(bytes.slice(at, at + 16_384));
      controller.close();
    },
  });
const big = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
const members = (n: number) => `{${Array.from({ length: n }, (_, i) => `"m${i}":1`).join(',')}}`;

describe('bodies', () => {
  test.each<[string, () => RequestInit['body'], Record<string, string>, number, string]>([
    ['malformed', () => '{"a":', {}, 400, 'malformed-json'],
    ['half a string', () => '"abc', {}, 400, 'malformed-json'],
    ['two values', () => '{} {}', {}, 400, 'malformed-json'],
    ['a byte order mark', () => '\ufeff{}', {}, 400, 'malformed-json'],
    ['a NUL', () => '{"a":"\u0000"}', {}, 400, 'malformed-json'],
    ['bytes that are no UTF-8', () => Buffer.from([0x7b, 0x22, 0xff, 0xfe]), {}, 400, 'malformed-json'],
    ['JSON5', () => "{a: 'b',}", {}, 400, 'malformed-json'],
    ['NaN', () => '{"a":NaN}', {}, 400, 'malformed-json'],
    ['too large, as declared', () => big(256 * 1024 + 1), {}, 413, 'body-too-large'],
    ['too large, in chunks', () => chunked(Buffer.from(big(1024 * 1024))), {}, 413, 'body-too-large'],
    ['gzip', () => gzipSync('{}'), { 'content-encoding': 'gzip' }, 415, 'content-encoding'],
    [
      'a gzip bomb',
      () => gzipSync(Buffer.alloc(50e6)),
      { 'content-encoding': 'gzip' },
      415,
      'content-encoding',
    ],
    ['brotli', () => brotliCompressSync('{}'), { 'content-encoding': 'br' }, 415, 'content-encoding'],
    ['two encodings', () => '{}', { 'content-encoding': 'identity, gzip' }, 415, 'content-encoding'],
    ['deflate in capitals', () => '{}', { 'content-encoding': 'DEFLATE' }, 415, 'content-encoding'],
    ['a form', () => 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'content-type'],
    ['multipart', () => 'x', { 'content-type': 'multipart/form-data; boundary=x' }, 415, 'content-type'],
    ['plain text', () => '{}', { 'content-type': 'text/plain' }, 415, 'content-type'],
    [
      'a type that begins like JSON',
      () => '{}',
      { 'content-type': 'application/jsonx' },
      415,
      'content-type',
    ],
    [
      '100,000 levels of lists',
      () => `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      {},
      400,
      'body-too-deep',
    ],
    ['33 levels of objects', () => `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, {}, 400, 'body-too-deep'],
    ['2,000 members', () => members(2_000), {}, 400, 'body-too-many-members'],
    [
      '2,000 members in many objects',
      () => `[${'{"a":1},'.repeat(2_000)}1]`,
      {},
      400,
      'body-too-many-members',
    ],
    ['__proto__', () => '{"__proto__":{"polluted":1}}', {}, 400, 'malformed-json'],
    ['__proto__ further down', () => '{"a":[{"__proto__" : 1}]}', {}, 400, 'malformed-json'],
    ['__proto__ in escapes', () => '{"__pro\\u0074o__":{"polluted":1}}', {}, 400, 'malformed-json'],
  ])('%s', async (_what, body, headers, status, code) => {
    await isProblem(await post(body(), headers), status, code);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    await stillAnswers();
  });

  test.each<[string, string, Record<string, string>]>([
    ['32 levels', `${'['.repeat(32)}${']'.repeat(32)}`, {}],
    ['1,000 members', members(1_000), {}],
    ['256 KiB', big(256 * 1024), {}],
    ['brackets and colons in a string', JSON.stringify({ a: `${'[{:'.repeat(2_000)}` }), {}],
    ['quotes and back slashes in a string', JSON.stringify({ a: '\\"[{\\\\"'.repeat(500) }), {}],
    ['a charset', '{"a":"ü"}', { 'content-type': 'application/json; charset=utf-8' }],
    ['a vendor’s JSON', '{}', { 'content-type': 'application/vnd.example.v1+json' }],
    ['identity', '{}', { 'content-encoding': 'identity' }],
    ['a member called constructor', '{"constructor":{"prototype":{"polluted":1}}}', {}],
    ['a lone surrogate', '{"a":"\\ud83d"}', {}],
  ])('%s is taken', async (_what, body, headers) => {
    const response = await post(body, headers);
    expect([response.status, await response.json()]).toMatchObject([200, { got: JSON.parse(body) }]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('none at all is no body', async () => {
    const response = await fetch(`${server.url}/echo`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ got: null });
  });

  test('a hundred bombs leave no memory behind', async () => {
    const bomb = gzipSync(Buffer.alloc(20e6));
    const before = process.memoryUsage().rss;
    await Promise.all(
      Array.from({ length: 100 }, () => post(bomb, { 'content-encoding': 'gzip' }).then((one) => one.text())),
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  test('a 401 comes before anything that is wrong with the body', async () => {
    for (const body of ['{', big(300_000), gzipSync('{}')])
      await isProblem(
        await post(body, typeof body === 'string' ? {} : { 'content-encoding': 'gzip' }, '/guarded'),
        401,
      );
    await isProblem(await post('{', { authorization: 'Bearer ok' }, '/guarded'), 400);
  });
});

describe('addresses', () => {
  test.each([
    ['an unknown route', 'GET', '/nothing', 404],
    ['a prefix of a route', 'GET', '/ech', 404],
    ['a file', 'GET', '/../../etc/passwd', 404],
    ['an escaped path', 'GET', '/%2e%2e/%2e%2e/etc/passwd', 404],
    ['a socket without an upgrade', 'GET', '/sockets/1', 404],
    ['an endless path', 'GET', `/${'x'.repeat(8_000)}`, 404],
    ['a NUL', 'GET', '/%00', 404],
    ['an emoji', 'GET', '/%F0%9F%91%8B', 404],
    ['another method', 'PATCH', '/echo', 405],
    ['another method', 'DELETE', '/guarded', 405],
  ])('%s: %s %s is a %i', async (_what, method, path, status) => {
    await isProblem(await fetch(server.url + path, { method }), status);
    await stillAnswers();
  });

  test.each([
    '/things/%E0%A4%A/parts/1',
    '/things/%/parts/1',
    '/things/%zz/parts/1',
    '/%c0%ae',
    '/things/1/parts/%ff',
  ])('a broken %% escape: %s', async (path) => {
    const answer = await raw(
      server.url,
      `POST ${path} HTTP/1.1\r\nHost: ${host()}\r\nContent-Length: 0\r\n\r\n`,
    );
    expect([400, 404]).toContain(answer.status);
    expect(answer.head).toMatch(/application\/problem\+json/);
    await stillAnswers();
  });

  test('parameters are decoded once, slash and all; a query is a flat list of words', async () => {
    const response = await post('{}', {}, '/things/a%2Fb%2520/parts/%E2%82%AC?x=1&x=2&__proto__=3&y[z]=4');
    expect(await response.json()).toMatchObject({
      params: { id: 'a/b%20', n: '€' },
      query: { x: '2', 'y[z]': '4' },
    });
  });

  test('an endless parameter reaches the route or is a 4xx', async () => {
    const response = await post('{}', {}, `/things/${'x'.repeat(5_000)}/parts/1`);
    expect([200, 400, 404, 414]).toContain(response.status);
    expect(response.headers.get('content-type')).toMatch(/json/);
    await stillAnswers();
  });

  test.each([
    ['evil.example.com', 421],
    ['127.0.0.1.evil.example.com', 421],
    ['', 421],
    ['[::2]', 421],
    ['localhost', 200],
    ['127.0.0.1:9999', 200],
    ['[::1]:80', 200],
  ])('Host: %s is a %i', async (name, status) => {
    const answer = await raw(server.url, `GET /echo HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
    expect(answer.status).toBe(status);
    if (status === 421) expect(JSON.parse(answer.body)).toMatchObject({ code: 'misdirected' });
  });
});

describe('the wire', () => {
  const get = (lines: string) => `GET /echo HTTP/1.1\r\nHost: ${host()}\r\n${lines}\r\n\r\n`;

  test.each<[string, () => string | Buffer]>([
    ['nonsense', () => 'hello\r\n\r\n'],
    ['TLS', () => Buffer.from('16030100', 'hex')],
    ['a header of 64 KiB', () => get(`X-Big: ${'x'.repeat(64 * 1024)}`)],
    ['ten thousand headers', () => get(Array.from({ length: 10_000 }, (_, i) => `X-${i}: 1`).join('\r\n'))],
    ['a bare CR in a header', () => get('X-Evil: a\rSet-Cookie: b')],
    ['a NUL in a header', () => get('X-Evil: a\0b')],
    ['a header without a name', () => get(': x')],
    ['a space before the colon', () => get('X-Evil : x')],
    ['no Host', () => 'GET /echo HTTP/1.1\r\n\r\n'],
    ['two lengths', () => get('Content-Length: 1\r\nContent-Length: 2')],
    [
      'a length and chunks',
      () =>
        `POST /echo HTTP/1.1\r\nHost: ${host()}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative length', () => get('Content-Length: -1')],
    ['a length that is a word', () => get('Content-Length: ten')],
    [
      'a chunk size that is none',
      () => `POST /echo HTTP/1.1\r\nHost: ${host()}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
    ],
    ['HTTP/3.0', () => `GET /echo HTTP/3.0\r\nHost: ${host()}\r\n\r\n`],
    ['a method nobody knows', () => `HACK /echo HTTP/1.1\r\nHost: ${host()}\r\n\r\n`],
    ['CONNECT', () => `CONNECT evil.example.com:443 HTTP/1.1\r\nHost: ${host()}\r\n\r\n`],
    ['an expectation nobody meets', () => get('Expect: something-else\r\nConnection: close')],
    ['a version nobody serves', () => get('Accept-Version: ~9\r\nConnection: close')],
  ])('%s is a 4xx or a clean close', async (_what, bytes) => {
    const { status, head, body } = await raw(server.url, bytes());
    expect([status, status === 0 || (status >= 400 && status < 500) || status === 200]).toEqual([
      status,
      true,
    ]);
    expect(`${head}${body}`).not.toMatch(/TypeError|node_modules|secret detail|Set-Cookie/);
    // Node itself refuses a few, with no words at all.
    if (status >= 400 && body.startsWith('{')) expect(head).toMatch(/application\/problem\+json/);
    await stillAnswers();
  });

  test.each<[string, () => string, number]>([
    ['a header of 64 KiB', () => get(`X-Big: ${'x'.repeat(64 * 1024)}`), 431],
    ['a broken head', () => get('X-Evil: a\0b'), 400],
  ])('%s is told in words', async (_what, bytes, status) => {
    const answer = await raw(server.url, bytes());
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ status, code: expect.any(String) });
  });

  test('a body that is cut off is no body', async () => {
    const { hostname, port } = new URL(server.url);
    const read: unknown[] = [];
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        const head = `POST /echo HTTP/1.1\r\nHost: ${host()}\r\nContent-Type: application/json`;
        socket.end(`${head}\r\nContent-Length: 9\r\n\r\n{"a":1}`);
      });
      socket.on('close', () => resolve());
      socket.on('data', (text) => read.push(String(text)));
    });
    expect(read.join('')).not.toContain('200 OK');
    await stillAnswers();
  });

  test('one who sends his head too slowly is cut off, and others are served meanwhile', async () => {
    const { hostname, port } = new URL(server.url);
    const sockets = Array.from({ length: 50 }, () => connect(Number(port), hostname));
    const closed = Promise.all(
      sockets.map((socket) => {
        const drip = setInterval(() => socket.writable && socket.write('x'), 500);
        socket.write(`GET /echo HTTP/1.1\r\nHost: ${host()}\r\nX-Slow: `);
        socket.on('error', () => {});
        socket.on('data', () => {});
        return new Promise<void>((resolve) =>
          socket.on('close', () => {
            clearInterval(drip);
            resolve();
          }),
        );
      }),
    );
    await stillAnswers();
    await closed;
  }, 60_000);

  test('a client that offers HTTP/2 in clear is served as ever', async () => {
    const answer = await raw(
      server.url,
      get(
        'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      ),
    );
    expect(answer.status).toBe(200);
  });
});

describe('a body that is no JSON', () => {
  const PATIENCE_MS = 300;
  const open: HttpServer[] = [];
  afterAll(() => Promise.all(open.map((one) => one.close())));

  async function takesBytes(mostInMemory = 1_000_000): Promise<HttpServer> {
    const one = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      log: createLog('silent'),
      routes: [
        {
          method: 'POST',
          path: '/bytes',
          rawUpTo: () => 500_000,
          handle: async ({ bytes }) => ({ status: 200, body: { got: (await bytes?.())?.length } }),
        },
        { method: 'POST', path: '/unread', rawUpTo: () => 500_000, handle: () => ({ status: 401 }) },
        { method: 'POST', path: '/json', handle: echo },
      ],
      sockets: [],
      limits: { patienceMs: PATIENCE_MS, mostInMemory },
    });
    open.push(one);
    return one;
  }

  /** Sends a body of unknown length bit by bit until it is answered, or all has gone. @returns what came back, up to the end of the connection */
  function drips(
    at: HttpServer,
    path: string,
    bits: readonly string[],
    everyMs: number,
    type = 'application/octet-stream',
  ) {
    const { hostname, port, host } = new URL(at.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const left = [...bits];
    let said = '';
    const timer = setInterval(() => {
      const bit = left.shift();
      if (bit !== undefined) socket.write(`${bit.length.toString(16)}\r\n${bit}\r\n`);
      else if (left.length === 0) {
        socket.end('0\r\n\r\n');
        clearInterval(timer);
      }
    }, everyMs);
    socket.on('data', (text) => {
      said += String(text);
    });
    socket.on('error', () => {});
    return new Promise<string>((resolve) =>
      socket.on('close', () => {
        clearInterval(timer);
        resolve(said);
      }),
    );
  }

  test('may take longer, as long as it comes at a fair rate', async () => {
    const fair = Array<string>(20).fill('x'.repeat(8 * 1024));
    expect(await drips(await takesBytes(), '/bytes', fair, 50)).toContain(`{"got":${20 * 8 * 1024}}`);
  });

  test.each([
    ['/bytes', 'application/octet-stream'],
    ['/json', 'application/json'],
  ])('%s: who sends too slowly hears so, and is cut off', async (path, type) => {
    const said = await drips(await takesBytes(), path, Array<string>(200).fill(' '), 50, type);
    expect(said).toContain('HTTP/1.1 408');
    expect(said).toContain('"code":"too-slow"');
  });

  test.each([
    ['/unread', 401],
    ['/nowhere', 404],
  ])('%s: what nobody reads is not waited for', async (path, status) => {
    const said = await drips(await takesBytes(), path, Array<string>(200).fill('x'.repeat(10)), 50);
    expect(said).toContain(`HTTP/1.1 ${status}`);
  });

  test('is put off where others fill the memory, which they give back', async () => {
    const at = await takesBytes(100_000);
    const slow = drips(at, '/bytes', Array<string>(8).fill('x'.repeat(10_000)), 50);
    const send = () =>
      fetch(`${at.url}/bytes`, { method: 'POST', body: new Uint8Array(90_000) }).then((one) => one.json());
    const second = await eventually(async () => {
      const answer = (await send()) as { code?: string };
      return answer.code === undefined ? undefined : answer;
    }, 'the memory is full');
    expect(second).toMatchObject({ status: 503, code: 'too-busy' });
    expect(await slow).toContain('{"got":80000}');
    expect(await send()).toEqual({ got: 90_000 });
  });
});

describe('behind proxies that are trusted', () => {
  async function seenBehind(trustedProxies: number, headers: Record<string, string>) {
    const one = await startHttpServer({
      host: '127.0.0.1',
      port: 0,
      log: createLog('silent'),
      routes: [{ method: 'GET', path: '/echo', handle: echo }],
      sockets: [],
      trustedProxies,
    });
    // A proxy leaves the name under which it was asked.
    const named = { host: trustedProxies > 0 ? 'desk.example' : new URL(one.url).host, ...headers };
    const lines = Object.entries(named).map(([name, value]) => `${name}: ${value}\r\n`);
    await raw(one.url, `GET /echo HTTP/1.1\r\nConnection: close\r\n${lines.join('')}\r\n`);
    await one.close();
    const { remote, origin } = seen.at(-1)!;
    return { remote, scheme: origin.split(':')[0] };
  }
  const chain = (forwarded: string, proto = 'https') => ({
    'x-forwarded-for': forwarded,
    'x-forwarded-proto': proto,
  });

  test.each<[string, number, Record<string, string>, string, string]>([
    ['nobody is trusted', 0, chain('203.0.113.9'), '127.0.0.1', 'http'],
    ['one proxy', 1, chain('203.0.113.9'), '203.0.113.9', 'https'],
    [
      'one proxy, and what its client made up',
      1,
      chain('6.6.6.6, 203.0.113.9', 'wss, https'),
      '203.0.113.9',
      'https',
    ],
    ['two proxies', 2, chain('6.6.6.6, 203.0.113.9, 10.0.0.2'), '203.0.113.9', 'https'],
    ['fewer than there should be', 3, chain('203.0.113.9'), '203.0.113.9', 'https'],
    ['a port beside the address', 1, chain('203.0.113.9:4711'), '203.0.113.9', 'https'],
    ['IPv6', 1, chain('[2001:db8::1]:4711'), '2001:db8::1', 'https'],
    ['no address', 1, chain('unknown'), '127.0.0.1', 'https'],
    ['no header', 1, {}, '127.0.0.1', 'http'],
  ])('%s', async (_what, hops, headers, remote, scheme) => {
    expect(await seenBehind(hops, headers)).toEqual({ remote, scheme });
  });
});

describe('what goes wrong on our side', () => {
  test.each(['/breaks', '/breaks-later'])(
    '%s is a 500 with an id; the detail is in the log alone',
    async (path) => {
      const response = await post('{}', {}, path);
      const text = await response.text();
      const { errorId, ...problem } = JSON.parse(text);
      expect(problem).toMatchObject({ status: 500, code: 'internal' });
      expect(text).not.toContain('secret detail');
      const line = logged.split('\n').find((one) => one.includes(errorId)) ?? '';
      expect(JSON.parse(line)).toMatchObject({ errorId, method: 'POST', path });
      expect(line).toContain('secret detail');
      await stillAnswers();
    },
  );

  test('a store that is away is a 503 that says when to come again', async () => {
    const response = await post('{}', {}, '/store-down');
    expect(response.headers.get('retry-after')).toBe('2');
    await isProblem(response, 503, 'store-unavailable');
  });

  test('a taken port is one message with what, why and how to fix it', async () => {
    const port = Number(new URL(server.url).port);
    const second = startHttpServer({
      host: '127.0.0.1',
      port,
      log: createLog('silent'),
      routes: [],
      sockets: [],
    });
    await expect(second).rejects.toThrow(StartupError);
    await expect(second).rejects.toMatchObject({
      message: `Cannot listen on 127.0.0.1:${port}`,
      why: expect.stringContaining('another program'),
      fix: expect.stringContaining('PORT='),
    });
    await stillAnswers();
  });
});

describe('an upgrade', () => {
  const upgrade = (path: string, more = '') =>
    raw(
      server.url,
      `GET ${path} HTTP/1.1\r\nHost: ${host()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`,
    );

  test.each([
    ['where there is no socket', '/nothing', 404],
    ['where there is a page', '/echo', 404],
    ['without a ticket', '/sockets/1', 401],
    ['with a broken escape', '/sockets/%zz?ticket=good', 400],
    ['that breaks', '/sockets/1?ticket=breaks', 500],
  ])('%s is refused as problem+json: %s %i', async (_what, path, status) => {
    const answer = await upgrade(path);
    expect([answer.status, answer.head]).toEqual([
      status,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(JSON.parse(answer.body)).toMatchObject({ status });
    expect(answer.body).not.toContain('secret detail');
    await stillAnswers();
  });

  test('under a foreign host name is refused', async () => {
    const answer = await raw(
      server.url,
      'GET /sockets/1?ticket=good HTTP/1.1\r\nHost: evil.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    expect(answer.status).toBe(421);
  });

  test('that is in order opens', async () => {
    const ws = new WebSocket(`${server.url.replace('http', 'ws')}/sockets/a%2Fb?ticket=good`);
    const words = await new Promise((resolve, reject) => {
      ws.onmessage = (event) => resolve(event.data);
      ws.onerror = reject;
    });
    expect(words).toBe('a/b');
    ws.close();
  });
});
