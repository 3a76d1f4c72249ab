import { createServer } from 'node:http';
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
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '', 'http://fixture');
    const next = left.shift();
    const { method = '', headers } = incoming;
    // A multipart body's boundary is made up anew each time; fixtures call it X.
    const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1] ?? '\0';
    const plain = (text: unknown): string => String(text).replaceAll(boundary, 'X');
    const asked = {
      method,
      path: decodeURIComponent(url.pathname),
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(
        Object.keys(next?.request.headers ?? {}).map((name) => [name, plain(headers[name])]),
      ),
      body: read(plain(Buffer.concat(chunks).toString('utf8'))),
    };
    const wanted = { query: {}, headers: {}, body: undefined, ...next?.request };
    if (next === undefined || !isDeepStrictEqual(asked, wanted)) {
      wrong.push(`asked ${JSON.stringify(asked)}\ninstead of ${JSON.stringify(next && wanted)}`);
      answer.writeHead(400, { 'content-type': 'text/plain' }).end('not what the fixture has');
      return;
    }
    const { status, headers: more = {}, body } = next.response;
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    answer.writeHead(status, { ...(text !== '' && { 'content-type': type }), ...more }).end(text);
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

function read(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
