import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../log.ts';
import { StartupError } from '../startup-error.ts';
import { type BodyLimits, parseBody, type RawBody, readBody, readBytes } from './body.ts';
import { forwardedFor, isForwardedTls } from './forwarded.ts';
import { isLocal, isLoopbackName } from './loopback.ts';
import { Problem } from './problem.ts';
import { restify } from './restify.ts';
import type { Answer, Incoming, Method, Route, SocketRoute } from './route.ts';

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  readonly log: Log;
  /** What an error means to the caller, where it is no fault of this program. */
  readonly explain?: (error: unknown) => Problem | undefined;
  /** How many proxies stand before us: so many of the last addresses in `X-Forwarded-For` are theirs. 0 when left out. */
  readonly trustedProxies?: number;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits extends BodyLimits {
  /** Bytes of files that are being received, of all callers together. */
  readonly mostInMemory: number;
}

const USUAL: HttpLimits = { patienceMs: 15_000, mostInMemory: 128 * 1024 * 1024 };
/** No request takes longer, however large and slow, milliseconds. */
const LONGEST_REQUEST = 3_600_000;

export interface HttpServer {
  /** Where it listens; the port is the real one where 0 was asked for. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * The one listener of a process. Every refusal, expected or not, leaves as problem+json; what an
 * unexpected error said goes to the log under an id, never to the caller.
 * @throws StartupError when the port cannot be had
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...USUAL, ...options.limits };
  let inMemory = 0;
  /** Bytes of one request; they are given back once it is answered, or its caller is gone. */
  const memoryFor = (response: ServerResponse) => {
    let held = 0;
    response.once('close', () => {
      inMemory -= held;
      held = 0;
    });
    return (bytes: number): boolean => {
      if (inMemory + bytes > limits.mostInMemory) return false;
      inMemory += bytes;
      held += bytes;
      return true;
    };
  };
  const restifyServer = restify.createServer({ name: 'deskbridge', handleUncaughtExceptions: false });
  for (const route of options.routes) {
    restifyServer[verbOf(route.method)](
      route.path,
      async (request: restify.Request, response: restify.Response) => {
        const req = request as unknown as IncomingMessage;
        const res = response as unknown as ServerResponse;
        await answer(req, res, options, async () => {
          const { rawUpTo } = route;
          const unread = route.method === 'GET' || rawUpTo !== undefined;
          const raw = unread ? { text: '' } : await readBody(req, limits);
          const seen = incoming(req, route.method, request.params ?? {}, raw, options);
          if (rawUpTo === undefined) return route.handle(seen);
          const bytes = () => readBytes(req, rawUpTo(), { ...limits, hold: memoryFor(res) });
          return route.handle(Object.assign(seen, { bytes }));
        });
      },
    );
  }
  // Its callback is not called: restify would answer a second time.
  restifyServer.on('restifyError', (request: unknown, response: unknown, error: { statusCode?: number }) => {
    void answer(request as IncomingMessage, response as ServerResponse, options, () => {
      throw routingProblem(error);
    });
  });
  const server = restifyServer.server as Server;
  // restify repeats the listener's errors, and one that nobody hears ends the process; `listen` hears the real one.
  restifyServer.on('error', (error: Error) => options.log.debug({ err: error }, 'http listener'));
  server.headersTimeout = 10_000;
  // Bodies have a limit of their own, by how fast they come.
  server.requestTimeout = LONGEST_REQUEST;
  // restify takes no options for its listener. Node looks for slow callers every 30 s if it is not told otherwise,
  // and gives up on answering a request that offers an upgrade to anything but a socket (h2c, say).
  Object.assign(server, {
    connectionsCheckingInterval: 2_000,
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.on('upgrade', (request, socket, head) => void upgrade(request, socket as Socket, head, options));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable) refuseOn(socket, unreadable(error.code));
  });
  await listen(server, options);
  const { port } = server.address() as { port: number };
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const verbOf = (method: Method) =>
  method === 'DELETE'
    ? 'del'
    : method === 'OPTIONS'
      ? 'opts'
      : (method.toLowerCase() as 'get' | 'post' | 'put');

function routingProblem(error: { statusCode?: number }): Problem {
  if (error.statusCode === 404) return new Problem(404, 'not-found', 'There is nothing at this address.');
  if (error.statusCode === 405)
    return new Problem(405, 'method-not-allowed', 'This address does not take that method.');
  return unreadable(undefined);
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'another program listens there already'
          : error.code === 'EACCES'
            ? 'this account may not listen there'
            : `the system said ${error.code ?? error.message}`;
      reject(
        new StartupError(
          `Cannot listen on ${host}:${port}`,
          why,
          `End that program, or choose another port, for example PORT=${port + 10}.`,
        ),
      );
    });
    server.listen(port, host, () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
  handle: () => Promise<Answer> | Answer,
): Promise<void> {
  try {
    checkHost(request, options);
    write(response, await handle());
  } catch (error) {
    const problem = problemOf(error, request, options);
    write(response, {
      status: problem.status,
      body: JSON.stringify(problem),
      headers: { 'content-type': 'application/problem+json', ...problem.headers },
    });
  }
  // What has been answered and still comes is not waited for much longer.
  const { patienceMs = USUAL.patienceMs } = options.limits ?? {};
  if (!request.complete) setTimeout(() => request.complete || request.destroy(), patienceMs).unref();
}

/** A page elsewhere may name our loopback address under its own host name (DNS rebinding): it is not answered. */
function checkHost(request: IncomingMessage, { host, trustedProxies = 0 }: HttpServerOptions): void {
  if (isLocal(host, trustedProxies) && !isLoopbackName(request.headers.host ?? ''))
    throw new Problem(421, 'misdirected', `This server answers on ${host} alone.`);
}

function problemOf(error: unknown, request: IncomingMessage, { log, explain }: HttpServerOptions): Problem {
  if (error instanceof Problem) return error;
  const known = explain?.(error);
  if (known !== undefined) return known;
  const id = randomUUID();
  log.error({ err: error, errorId: id, method: request.method, path: pathOf(request) }, 'unexpected error');
  return new Problem(500, 'internal', `Something went wrong on our side. Quote ${id} to whoever runs it.`, {
    errorId: id,
  });
}

function write(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const plain = typeof body === 'string' || Buffer.isBuffer(body);
  const payload = body === undefined ? '' : plain ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(payload);
}

async function upgrade(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  options: HttpServerOptions,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  try {
    checkHost(request, options);
    const path = pathOf(request);
    for (const route of options.sockets) {
      const params = match(route.path, path);
      if (params === undefined) continue;
      await route.upgrade(incoming(request, 'GET', params, { text: '' }, options), { request, socket, head });
      return;
    }
    throw new Problem(404, 'not-found', 'There is no socket at this address.');
  } catch (error) {
    refuseOn(socket, problemOf(error, request, options));
  }
}

/** A refusal where there is no response to write to. */
function refuseOn(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} Refused\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new Problem(431, 'headers-too-large', 'The headers are too large. Send less of them.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem(408, 'too-slow', 'The request did not come in time.');
  return new Problem(400, 'bad-request', 'The request could not be read.');
}

/** Path parameters where `path` fits `pattern` (`/a/:id/b`), else undefined. */
function match(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Problem(400, 'bad-request', 'The address holds a broken % escape.');
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

function incoming(
  request: IncomingMessage,
  method: Method,
  params: Readonly<Record<string, string>>,
  raw: RawBody,
  options: HttpServerOptions,
): Incoming {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  let parsed: { readonly body: unknown } | undefined;
  return {
    method,
    path: question < 0 ? url : url.slice(0, question),
    params,
    query: question < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(question + 1))),
    headers: request.headers as Record<string, string>,
    get body() {
      if ('problem' in raw) throw raw.problem;
      parsed ??= { body: parseBody(raw.text) };
      return parsed.body;
    },
    remote: forwardedFor(request, options.trustedProxies),
    origin: `${isForwardedTls(request, options.trustedProxies) ? 'https' : 'http'}://${request.headers.host ?? `${options.host}:${options.port}`}`,
  };
}
