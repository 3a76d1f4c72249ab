import { randomBytes } from 'node:crypto';

/** Numbers from 0 up to 1, the same ones for the same seed. */
export type Random = () => number;

/** A small generator (mulberry32): quick, and good enough to vary requests. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Where a request goes, and what opens doors there. */
export interface Goal {
  readonly host: string;
  readonly paths: readonly string[];
  /** Headers of somebody who is signed in. */
  readonly signedIn: string;
}

const below = (random: Random, n: number): number => Math.floor(random() * n);
const one = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T;
const bytes = (random: Random, most: number): Buffer => {
  const all = Buffer.alloc(1 + below(random, most));
  for (let i = 0; i < all.length; i++) all[i] = below(random, 256);
  return all;
};
const text = (random: Random, most: number): string => bytes(random, most).toString('latin1');

const METHODS = [
  ...['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'CONNECT', 'PATCH', 'PROPFIND', 'M-SEARCH'],
  ...['get', 'G\0ET', '', 'PRI', 'QUERY', 'X'.repeat(300)],
];
const HOSTS = [
  ...[
    'a b',
    '[',
    '[::1].evil',
    '127.0.0.1:99999',
    '127.0.0.1:',
    ':80',
    '',
    '[::1]:x',
    'a@b',
    'a/b',
    'a?b',
    'a#b',
  ],
  ...[
    '%',
    '%zz',
    '\\',
    'localhost, localhost',
    '0x7f.1',
    '1.2.3.4.5',
    'xn--',
    '-',
    '.',
    '..',
    '\t',
    '"',
    "'",
    '{}',
  ],
];
const TARGETS = [
  ...[
    '*',
    'http://[',
    'http://',
    'http:///',
    'https://[::1',
    '//',
    '///[',
    '/\\',
    '?',
    '#',
    'a',
    '',
    '/%',
    '/%zz',
  ],
  ...[
    '/%c3%28',
    '/%00',
    '/..',
    '/../../etc/passwd',
    '/%2e%2e/',
    '/.',
    '/;',
    '/a;b=c',
    'urn:x',
    'javascript:1',
    '\\\\x',
  ],
  ...[
    'http://a:b@c/',
    'http://127.0.0.1:99999/',
    'HTTP://LOCALHOST/healthz',
    'ws://x/',
    '/?%zz=%',
    '/?__proto__=1',
  ],
];
const HEADERS = [
  ...[
    'Expect: 100-continue',
    'Expect: tea',
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA',
  ],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked, identity',
  ],
  ...[
    'Content-Length: 5',
    'Content-Length: -1',
    'Content-Length: 99999999999999999999',
    'Content-Length: 0x10',
  ],
  ...[
    'Content-Length: 5\r\nContent-Length: 6',
    'Host: twice',
    'Host:',
    'Cookie: a=%zz; =; ;;;; __Host-x="',
    'Cookie: =',
  ],
  ...[
    'Content-Type: application/json',
    'Content-Type: multipart/form-data',
    'Content-Type: multipart/form-data; boundary=',
  ],
  ...[
    'Content-Type: multipart/form-data; boundary="',
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'Accept: ;q=',
  ],
  ...[
    'Authorization: Bearer',
    'Authorization: Bearer a.b.c',
    'Authorization: Basic %%%',
    'Authorization: AR-JWT x',
  ],
  ...[
    'Origin: null',
    'Origin: http://[',
    'X-Forwarded-For: a, b',
    'X-Forwarded-Proto: ,',
    'Accept-Version: ~1 || >2',
  ],
  ...[
    'X-Api-Version: [',
    'If-None-Match: "',
    'Range: bytes=9-1',
    'Idempotency-Key: \u00ff',
    'Trailer: Host',
    'Connection: close',
  ],
  ...[
    'X: y\r\n folded: z',
    'No colon',
    ': no name',
    'Bad\0Name: x',
    'X: \0',
    '__proto__: x',
    'constructor: x',
    'Upgrade: x',
  ],
  ...['Connection: Upgrade\r\nUpgrade: websocket', 'Sec-WebSocket-Key: x\r\nSec-WebSocket-Version: 99'],
];
const BODIES = [
  ...[
    '{',
    '[]',
    'null',
    '"x"',
    '{"a":',
    '\ufeff{}',
    '{"__proto__":{}}',
    `${'['.repeat(200)}`,
    '{"type":5}',
    'a=b',
    '\0',
  ],
  ...[
    '{"type":"message","channelId":"x","serviceUrl":"http://[","conversation":{"id":"x"},"from":{"id":"y"}}',
  ],
  ...[
    '{"type":"conversationUpdate","channelId":"x","serviceUrl":"http://127.0.0.1:9","conversation":{"id":"x"},"from":{"id":"y"},"membersAdded":5}',
  ],
  ...[
    '{"values":5}',
    '{"values":{"Status":[]}}',
    '5\r\nhello\r\n0\r\nHost: a b\r\n\r\n',
    'zz\r\nhello\r\n',
    '-1\r\n',
    'ffffffffffffffff\r\n',
  ],
  ...[
    '--x\r\nContent-Disposition: form-data; name="activity"\r\n\r\n{',
    '--x--',
    '--x\r\n\r\n',
    '----',
    '\r\n\r\n\r\n',
  ],
];

const upgrade = (key: string, version = '13'): string =>
  `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: ${version}\r\n`;

function composed(random: Random, { host, paths, signedIn }: Goal): string {
  const target = random() < 0.35 ? one(random, TARGETS) : one(random, paths);
  const hosts = random() < 0.3 ? one(random, HOSTS) : host;
  const version = random() < 0.9 ? '1.1' : one(random, ['1.0', '0.9', '2.0', '1.2', '', '1.1 x']);
  const more = Array.from({ length: below(random, 5) }, () => `${one(random, HEADERS)}\r\n`).join('');
  const body = random() < 0.5 ? one(random, BODIES) : '';
  const length = random() < 0.6 ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : '';
  const who = random() < 0.3 ? signedIn : '';
  return `${one(random, METHODS)} ${target} HTTP/${version}\r\nHost: ${hosts}\r\n${who}${length}${more}\r\n${body}`;
}

/** By name, so that whoever finds a fault can say which kind it was. */
export const KINDS: Readonly<Record<string, (random: Random, goal: Goal) => string | Buffer>> = {
  noise: (random) => bytes(random, 2_000),
  composed,
  host: (random, { paths }) =>
    `GET ${one(random, paths)} HTTP/1.1\r\nHost: ${random() < 0.7 ? one(random, HOSTS) : text(random, 30)}\r\n\r\n`,
  target: (random, { host }) =>
    `GET ${random() < 0.7 ? one(random, TARGETS) : text(random, 60)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  escapes: (random, { host, paths }) =>
    `GET ${one(random, paths)}/${Array.from({ length: 1 + below(random, 20) }, () => `%${below(random, 256).toString(16)}`).join('')} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  long: (random, { host, paths }) =>
    one(random, [
      `GET ${one(random, paths)}/${'x'.repeat(below(random, 20_000))} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'y'.repeat(below(random, 40_000))}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${'z'.repeat(below(random, 10_000))}\r\n\r\n`,
      `GET / HTTP/1.1\r\nHost: ${host}\r\n${'A: b\r\n'.repeat(below(random, 3_000))}\r\n`,
    ]),
  flipped: (random, goal) => {
    const all = Buffer.from(composed(random, goal), 'latin1');
    for (let n = 1 + below(random, 8); n > 0; n--) all[below(random, all.length)] = below(random, 256);
    return all;
  },
  cut: (random, goal) => {
    const all = composed(random, goal);
    return all.slice(0, below(random, all.length));
  },
  pipelined: (random, goal) =>
    Array.from({ length: 2 + below(random, 8) }, () =>
      random() < 0.5 ? composed(random, goal) : `GET /healthz HTTP/1.1\r\nHost: ${goal.host}\r\n\r\n`,
    ).join(''),
  body: (random, { host, paths, signedIn }) => {
    const body = random() < 0.6 ? one(random, BODIES) : text(random, 500);
    const type = one(random, [
      'application/json',
      'multipart/form-data; boundary=x',
      'text/plain',
      'application/vnd.a+json',
      '',
    ]);
    return `${one(random, ['POST', 'PUT', 'DELETE'])} ${one(random, paths)} HTTP/1.1\r\nHost: ${host}\r\n${signedIn}Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n${body}`;
  },
  upgrade: (random, { host, paths }) => {
    const path = random() < 0.5 ? '/api/v1/events?ticket=x' : one(random, [...paths, ...TARGETS]);
    const key = one(random, ['dGhlIHNhbXBsZSBub25jZQ==', 'x', '', 'a'.repeat(100)]);
    const hosts = random() < 0.6 ? host : one(random, HOSTS);
    const head = `GET ${path} HTTP/1.1\r\nHost: ${hosts}\r\n${upgrade(key, one(random, ['13', '8', '0', 'x']))}\r\n`;
    return Buffer.concat([Buffer.from(head, 'latin1'), bytes(random, 200)]);
  },
  foreign: (random) =>
    one(random, [
      Buffer.from('160301020001000', 'latin1'),
      Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'),
      Buffer.from('*1\r\n$4\r\nPING\r\n', 'latin1'),
      Buffer.from('SSH-2.0-x\r\n', 'latin1'),
      Buffer.from([5, 1, 0]),
      Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\n\r\n', 'latin1'),
    ]),
};

/** Frames as a client may send them, right and wrong, after a handshake that went well. */
export function frames(random: Random): Buffer {
  const all = Array.from({ length: 1 + below(random, 6) }, () => {
    if (random() < 0.2) return bytes(random, 300);
    const payload = random() < 0.3 ? Buffer.from('{"cursor":"0-0"}') : bytes(random, 200);
    const opcode = one(random, [0, 1, 2, 3, 7, 8, 9, 10, 11, 15]);
    const first =
      (random() < 0.8 ? 0x80 : 0) | (random() < 0.15 ? one(random, [0x40, 0x20, 0x10]) : 0) | opcode;
    const masked = random() < 0.85 ? 0x80 : 0;
    const size = random() < 0.85 ? payload.length : one(random, [0, 125, 126, 127]);
    const mask = masked === 0 ? Buffer.alloc(0) : Buffer.from([1, 2, 3, 4]);
    return Buffer.concat([Buffer.from([first, masked | Math.min(size, 127)]), mask, payload]);
  });
  return Buffer.concat(all);
}

/** The head of a handshake that a WebSocket server takes. */
export const handshake = (host: string, target: string): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${upgrade(randomBytes(16).toString('base64'))}\r\n`;
