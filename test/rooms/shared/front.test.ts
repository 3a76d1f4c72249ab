import { connect, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpLimits, type HttpServer, startHttpServer } from '../../../src/shared/http/server.ts';
import { createLog } from '../../../src/shared/log.ts';
import { eventually } from '../../support/eventually.ts';
import { raw } from './raw.ts';

// What stands before the router: no address and no connection of anybody's can end the server or shut others out.

const servers: HttpServer[] = [];
const sockets: Socket[] = [];
let seen: string[];

beforeEach(() => {
  seen = [];
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(limits: Partial<HttpLimits> = {}, trustedProxies = 0): Promise<HttpServer> {
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('error', new PassThrough().resume()),
    trustedProxies,
    limits,
    routes: [
      {
        method: 'GET',
        path: '/things/:id',
        handle({ params, path, origin }) {
          seen.push(`${origin}${path}`);
          return { status: 200, body: params };
        },
      },
      { method: 'GET', path: '/healthz', handle: () => ({ status: 200, body: {} }) },
    ],
    sockets: [],
  });
  servers.push(server);
  return server;
}

const get = (server: HttpServer, target: string, host?: string, more = '') => {
  const { host: own } = new URL(server.url);
  return raw(server.url, `GET ${target} HTTP/1.1\r\nHost: ${host ?? own}\r\n${more}\r\n`);
};
const lives = async (server: HttpServer) => expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';

/** A connection that a caller keeps, and what has become of it. */
function open(server: HttpServer, bytes = ''): Promise<Socket> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    // It never ends its own side, as a caller who wants to harm would not.
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }, () => {
      socket.write(bytes);
      resolve(socket);
    });
    socket.resume();
    socket.on('error', reject);
    socket.on('error', () => {});
    sockets.push(socket);
  });
}

describe('[faults 1] an address that no URL can be made of', () => {
  const HOSTS = [
    'a b',
    '127.0.0.1:99999',
    '[::1].evil',
    '[',
    'http://[',
    'a%zz',
    'a@b',
    'a/b',
    'a?b',
    '::1',
    '1.2.3.4.5.6',
    '\x7f',
  ];
  const TARGETS = [
    'http://[',
    'http://',
    'http://a b/',
    'https://[::1',
    'http://:@/',
    'ftp://127.0.0.1/',
    'things',
    'http://u:p@127.0.0.1/',
  ];

  it('[faults 1] is refused with 400 where the Host is wrong', async () => {
    const server = await serve();
    for (const host of HOSTS)
      expect([host, (await get(server, '/things/1', host)).status]).toEqual([host, 400]);
    await lives(server);
    expect(seen).toEqual([]);
  });

  it('[faults 1] sibling: is refused with 400 where the target is wrong', async () => {
    const server = await serve();
    for (const target of TARGETS) expect([target, (await get(server, target)).status]).toEqual([target, 400]);
    await lives(server);
    expect(seen).toEqual([]);
  });

  it('[faults 1] sibling: is refused on an upgrade, behind a proxy, with 100-continue and said twice', async () => {
    const proxied = await serve({}, 1);
    const server = await serve();
    for (const one of [server, proxied])
      for (const more of [UPGRADE, 'Expect: 100-continue\r\n', 'Host: 127.0.0.1\r\n', ''])
        expect([more, (await get(one, '/things/1', 'a b', more)).status]).toEqual([more, 400]);
    expect((await get(server, 'http://[', undefined, UPGRADE)).status).toBe(400);
    await lives(server);
    await lives(proxied);
  });
});

describe('other shapes of a request', () => {
  it('[faults 1] sibling: an absolute target is the same as its path, and its host counts', async () => {
    const server = await serve();
    const { host } = new URL(server.url);
    expect((await get(server, `http://${host}/things/1?a=1`, 'elsewhere.example')).status).toBe(200);
    expect((await get(server, 'http://elsewhere.example/things/1', host)).status).toBe(421);
    expect(seen).toEqual([`http://${host}/things/1`]);
  });

  it.each([
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: H\r\nAccept: no/such\r\n\r\n', 204],
    ['GET *', 'GET * HTTP/1.1\r\nHost: H\r\n\r\n', 400],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: H\r\n\r\n', 405],
    ['TRACE', 'TRACE /things/1 HTTP/1.1\r\nHost: H\r\n\r\n', 405],
    ['HEAD', 'HEAD /things/1 HTTP/1.1\r\nConnection: close\r\nHost: H\r\n\r\n', 405],
    ['PRI (h2c)', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    [
      'an upgrade to h2c',
      'GET /things/1 HTTP/1.1\r\nHost: H\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n',
      200,
    ],
    [
      'an unknown expectation',
      'GET /things/1 HTTP/1.1\r\nConnection: close\r\nHost: H\r\nExpect: tea\r\n\r\n',
      417,
    ],
    ['a broken % escape', 'GET /things/%zz HTTP/1.1\r\nHost: H\r\n\r\n', 404],
    ['half a character', 'GET /things/%c3 HTTP/1.1\r\nHost: H\r\n\r\n', 404],
    ['a parameter of 501 characters', `GET /things/${'x'.repeat(501)} HTTP/1.1\r\nHost: H\r\n\r\n`, 404],
    ['a parameter of 400 characters', `GET /things/${'x'.repeat(400)} HTTP/1.1\r\nHost: H\r\n\r\n`, 200],
    ['no host', 'GET /things/1 HTTP/1.0\r\n\r\n', 421],
    [
      'trailers',
      'POST /things/1 HTTP/1.1\r\nHost: H\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: a b\r\n\r\n',
      405,
    ],
    ['a bare CR in the target', 'GET /thi\rngs HTTP/1.1\r\nHost: H\r\n\r\n', 400],
  ])('%s is answered', async (_what, bytes, status) => {
    const server = await serve();
    const answer = await raw(server.url, bytes.replaceAll('H\r\n', `${new URL(server.url).host}\r\n`));
    expect(answer.status).toBe(status);
    await lives(server);
  });
});

describe('[faults 7] a refused connection is given back', () => {
  const given = (socket: Socket) =>
    eventually(() => socket.destroyed || socket.closed || gone.has(socket), 'it is taken away');
  const gone = new WeakSet<Socket>();
  const watched = async (server: HttpServer, bytes: string) => {
    const socket = await open(server, bytes);
    // The other side is gone for good when it answers nothing but a reset.
    socket.on('error', () => gone.add(socket));
    const poke = setInterval(() => socket.write('x'), 100).unref();
    socket.on('close', () => clearInterval(poke));
    return socket;
  };

  it('[faults 7] after a refused upgrade, though the caller stays', async () => {
    const server = await serve();
    const { host } = new URL(server.url);
    const all = await Promise.all(
      Array.from({ length: 20 }, () =>
        watched(server, `GET /nothing HTTP/1.1\r\nHost: ${host}\r\n${UPGRADE}\r\n`),
      ),
    );
    await Promise.all(all.map(given));
    await lives(server);
  });

  it('[faults 7] sibling: after bytes that are no HTTP, and after CONNECT', async () => {
    const server = await serve();
    const all = await Promise.all([
      watched(server, 'nonsense\r\n\r\n'),
      watched(server, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'),
      watched(server, `GET / HTTP/1.1\r\nHost: a b\r\n${UPGRADE}\r\n`),
    ]);
    await Promise.all(all.map(given));
    await lives(server);
  });

  it('[faults 7] sibling: connections that say nothing make way for whoever comes', async () => {
    const server = await serve({ most: 10, mostOfOne: 10 });
    const { host } = new URL(server.url);
    for (let n = 0; n < 50; n++)
      await open(server, n % 2 === 0 ? '' : `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Half`);
    for (let n = 0; n < 5; n++) await lives(server);
  });
});
