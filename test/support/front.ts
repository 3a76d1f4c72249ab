import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request on its way to an ITSM. */
export interface Asked {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  readonly body: Buffer;
}

/** What stands in for the ITSM's answer; `after`: once the ITSM has done what was asked. */
export interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly after?: true;
}

export const PAGE = { 'content-type': 'text/html; charset=utf-8' };
export const MAINTENANCE: Said = {
  status: 200,
  headers: PAGE,
  body: '<!DOCTYPE html><html><head><title>Be right back</title></head><body>We are updating.</body></html>',
};
export const SIGN_IN_PAGE: Said = {
  status: 200,
  headers: PAGE,
  body: '<html><head><title>Portal</title></head><body><form><input name="u"><input type="password" name="p"></form></body></html>',
};

/** AR's refusal, as it words one. */
export const arSays = (status: number, messageNumber: number, messageText = 'said'): Said => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify([{ messageType: 'ERROR', messageText, messageNumber, messageAppendedText: '' }]),
});

/** A server in front of an ITSM, as a proxy or a portal is: it hands on what `between` has no answer to. */
export async function openFront(target: string) {
  const asked: Asked[] = [];
  const front = {
    url: '',
    /** Every request, in order, whoever answered it. */
    asked,
    between: ((_asked: Asked) => undefined) as (asked: Asked) => Said | undefined,
    /** How often such a request came. */
    count: (method: string, part: string) =>
      asked.filter((one) => one.method === method && one.path.includes(part)).length,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', headers, url = '' } = incoming;
    const at = new URL(url, 'http://front');
    const one: Asked = {
      method,
      path: decodeURIComponent(at.pathname),
      query: at.searchParams,
      authorization: headers.authorization ?? '',
      body,
    };
    asked.push(one);
    const said = front.between(one);
    const tell = () => answer.writeHead(said?.status ?? 500, said?.headers).end(said?.body ?? '');
    if (said !== undefined && said.after !== true) return void tell();
    const onward = request(`${target}${url}`, { method, headers }, (reply) => {
      if (said !== undefined) {
        reply.resume();
        reply.once('end', tell);
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.once('error', () => answer.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  front.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return front;
}

export type Front = Awaited<ReturnType<typeof openFront>>;
