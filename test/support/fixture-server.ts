import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

/** Exchanges with a server that cannot be had, as its documents and its other clients show them. */
export interface Fixture {
  /** Where each fact stands, and how sure it is. */
  readonly about: { readonly section: string; readonly sure: string };
  readonly exchanges: readonly Exchange[];
}

export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    /** Headers that matter, small letters. */
    readonly headers?: Readonly<Record<string, string>>;
    /** JSON, or a text; nothing where the request has no body. */
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** JSON, or a text. */
    readonly body?: unknown;
  };
}

/** Serves the exchanges in their order; whatever is asked otherwise is noted in `wrong` and refused. */
export async function serveFixture({ exchanges }: Fixture) {
  const wrong: string[] = [];
  const left = [...exchanges];
  const server = createServer(async (incoming, answer) => {
    const bytes = await bytesOf(incoming);
    const next = left.shift();
    const asked = askedIn(incoming, bytes, Object.keys(next?.request.headers ?? {}));
    const wanted = { query: {}, headers: {}, body: undefined, ...next?.request };
    if (next === undefined || !isDeepStrictEqual(asked, wanted)) {
      wrong.push(`asked ${JSON.stringify(asked)}\ninstead of ${JSON.stringify(next && wanted)}`);
      answer.writeHead(400, { 'content-type': 'text/plain' }).end('not what the fixture has');
      return;
    }
    answerWith(answer, next.response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was asked otherwise than the fixture has it. */
    wrong,
    /** Exchanges that nobody has asked for yet. */
    left,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A request as fixtures write it, with these of its headers; `rename` gives what varies its name. */
export function askedIn(
  incoming: IncomingMessage,
  bytes: Buffer,
  headers: readonly string[],
  rename = (text: string) => text,
) {
  const url = new URL(incoming.url ?? '', 'http://fixture');
  // A multipart body's boundary is made up anew each time; fixtures call it X.
  const boundary = /boundary="?([^";]+)/.exec(incoming.headers['content-type'] ?? '')?.[1] ?? '\0';
  const plain = (text: unknown): string => rename(String(text).replaceAll(boundary, 'X'));
  const { method = '' } = incoming;
  return {
    method,
    path: plain(decodeURIComponent(url.pathname)),
    query: Object.fromEntries([...url.searchParams].map(([name, value]) => [name, plain(value)])),
    headers: Object.fromEntries(headers.map((name) => [name, plain(incoming.headers[name])])),
    body: read(plain(bytes.toString('utf8'))),
  };
}

export function answerWith(answer: ServerResponse, response: Exchange['response']): void {
  const { status, headers = {}, body } = response;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain' : 'application/json';
  answer.writeHead(status, { ...(text !== '' && { 'content-type': type }), ...headers }).end(text);
}

function read(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
