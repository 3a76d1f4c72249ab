import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOutgoing, OutgoingError, type OutgoingRequest } from '../../../src/shared/outgoing.ts';

let url: string;
let elsewhere: string;
const servers: Server[] = [];
const hits: { path: string; headers: IncomingMessage['headers']; body: string }[] = [];
const elsewhereHits: IncomingMessage[] = [];
const http = createOutgoing();

const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/ok': (_request, response) => response.end('{"a":1}'),
  '/teapot': (_request, response) => {
    response.statusCode = 418;
    response.setHeader('X-Odd', 'one');
    response.end('short and stout');
  },
  '/redirect': (_request, response) => {
    response.statusCode = 307;
    response.setHeader('location', `${elsewhere}/stolen`);
    response.end();
  },
  '/hang': () => {},
  '/half': (_request, response) => {
    response.setHeader('content-length', '100');
    response.write('half');
  },
  '/drip': (request, response) => {
    const drip = setInterval(() => response.write('.'), 20);
    request.socket.on('close', () => clearInterval(drip));
  },
  '/reset': (request) => void request.socket.resetAndDestroy(),
  '/cut': (request, response) => {
    response.setHeader('content-length', '100');
    response.write('half');
    setImmediate(() => request.socket.destroy());
  },
  '/large': (_request, response) => response.end('x'.repeat(100_000)),
  '/endless': (request, response) => {
    const more = setInterval(() => response.write('x'.repeat(50_000)), 1);
    request.socket.on('close', () => clearInterval(more));
  },
  '/bomb': (_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(Buffer.alloc(30e6)));
  },
};

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  elsewhere = await listen((request, response) => {
    elsewhereHits.push(request);
    response.end();
  });
  url = await listen((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      hits.push({ path: request.url ?? '', headers: request.headers, body });
      answers[request.url ?? '']?.(request, response);
    });
  });
});
afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

const ask = (path: string, more: Partial<OutgoingRequest> = {}) =>
  http({ method: 'GET', url: `${url}${path}`, deadlineMs: 2_000, ...more });

describe('an answer', () => {
  test('is an answer whatever its status; names of headers are in lower case', async () => {
    expect(await ask('/ok')).toMatchObject({ status: 200, body: '{"a":1}' });
    expect(await ask('/teapot')).toMatchObject({
      status: 418,
      headers: { 'x-odd': 'one' },
      body: 'short and stout',
    });
  });

  test('[S27] that is a redirect is not followed: no key goes to another host', async () => {
    const headers = { 'x-api-key': 'secret', authorization: 'Bearer secret' };
    expect((await ask('/redirect', { method: 'POST', headers, body: 'x' })).status).toBe(307);
    expect(elsewhereHits).toEqual([]);
  });

  test('leaves text as it is, both ways', async () => {
    await ask('/ok', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"é":"\\u0000"}',
    });
    expect(hits.at(-1)).toMatchObject({ body: '{"é":"\\u0000"}' });
  });
});

describe('no usable answer', () => {
  test.each<[string, string, Partial<OutgoingRequest>]>([
    ['silence', '/hang', { deadlineMs: 200 }],
    ['half an answer', '/half', { deadlineMs: 200 }],
    ['a byte at a time', '/drip', { deadlineMs: 200 }],
    ['a reset', '/reset', {}],
    ['a cut in the body', '/cut', {}],
    ['more than the cap', '/large', { maxBytes: 1_000 }],
    ['no end', '/endless', { maxBytes: 100_000 }],
    ['a gzip bomb', '/bomb', { maxBytes: 100_000 }],
  ])('[S26] %s: it may have been written', async (_what, path, more) => {
    const answer = ask(path, { method: 'POST', body: 'x', ...more });
    await expect(answer).rejects.toBeInstanceOf(OutgoingError);
    await expect(answer).rejects.toMatchObject({ kind: 'no-answer' });
  });

  test('the error names the host, never the path, the headers or the body', async () => {
    const answer = ask('/hang?key=secret', {
      method: 'POST',
      headers: { authorization: 'Bearer secret' },
      body: 'secret',
      deadlineMs: 100,
    });
    const error = await answer.catch((one: Error) => one);
    expect(error).toBeInstanceOf(OutgoingError);
    expect(`${JSON.stringify(error)}${String(error)}${(error as Error).stack}`).not.toContain('secret');
    expect(String(error)).toContain(new URL(url).host);
  });

  test.each([
    ['nobody listens', 'http://127.0.0.1:1/'],
    ['no such host', 'http://nothing.invalid/'],
    ['no URL', 'not a url'],
  ])('%s: nothing was written', async (_what, target) => {
    await expect(http({ method: 'POST', url: target, body: 'x', deadlineMs: 2_000 })).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });

  test('a server that speaks no HTTP', async () => {
    const tcp = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.end('SSH-2.0-hello\r\n');
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as AddressInfo;
    await expect(
      http({ method: 'GET', url: `http://127.0.0.1:${port}/`, deadlineMs: 2_000 }),
    ).rejects.toMatchObject({
      kind: 'no-answer',
    });
    tcp.close();
  });
});

test('[S27] proxy variables are not obeyed', async () => {
  process.env.HTTP_PROXY = elsewhere;
  process.env.http_proxy = elsewhere;
  try {
    expect((await ask('/ok')).status).toBe(200);
    expect(elsewhereHits).toEqual([]);
  } finally {
    delete process.env.HTTP_PROXY;
    delete process.env.http_proxy;
  }
});
