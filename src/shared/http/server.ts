import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../log.ts';
import { StartupError } from '../startup-error.ts';
import { type BodyLimits, parseBody, type RawBody, readBody, readBytes } from './body.ts';
import { affordable, boundConnections, type ConnectionLimits } from './connections.ts';
import { forwardedFor, isForwardedTls } from './forwarded.ts';
import { refuseOn, targetProblem } from './front.ts';
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
  /** Where people reach us, if that is not the address they name: pages from there are our own. */
  readonly publicUrl?: string;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits extends BodyLimits, ConnectionLimits {
  /** Bytes of files that are being received, of all callers together. */
  readonly mostInMemory: number;
}

const USUAL = { patienceMs: 15_000, mostInMemory: 128 * 1024 * 1024 };
/** No request takes longer, however large and slow, milliseconds. */
const LONGEST_REQUEST = 3_600_000;
/** A connection on which nothing moves for this long in the middle of a request is gone, milliseconds. */
const SILENCE_MS = 120_000;
/** Longest part of an address that stands for an id or a name. */
const LONGEST_PARAMETER = 500;
/** How long requests under way have to end once the server closes, milliseconds. */
const DRAIN_MS = 5_000;
/** How long the other side of a WebSocket has to say goodbye then, milliseconds. */
const FAREWELL_MS = 1_000;

export interface HttpServer {
  /** Where it listens; the port is the real one where 0 was asked for. */
  readonly url: string;
  readonly port: number;
  /** Takes no new work from now on, but says how it is: everything but health and metrics is refused with 503. */
  drain(): void;
  /** Ends once the requests under way are answered, or after a few seconds. */
  close(): Promise<void>;
}

/**
 * The one listener of a process. Every refusal, expected or not, leaves as problem+json; what an
 * unexpected error said goes to the log under an id, never to the caller.
 * @throws StartupError when the port cannot be had
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...USUAL, ...mostConnections(options), ...options.limits };
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
  const restifyServer = restify.createServer({
    name: 'deskbridge',
    handleUncaughtExceptions: false,
    maxParamLength: LONGEST_PARAMETER,
  });
  let draining = false;
  for (const route of options.routes) {
    restifyServer[verbOf(route.method)](
      route.path,
      async (request: restify.Request, response: restify.Response) => {
        const req = request as unknown as IncomingMessage;
        const res = response as unknown as ServerResponse;
        await answer(req, res, options, async () => {
          if (draining && !HEALTH.test(route.path)) throw goingDown();
          checkOrigin(req, route, options);
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
  neverThrowing(restifyServer.router);
  const server = restifyServer.server as Server;
  const connections = boundConnections(server, limits);
  for (const event of ['request', 'checkContinue'] as const)
    stepBefore(server, event, (request, response, pass) => {
      connections.begun(request.socket, response);
      const wrong = addressProblem(request, options);
      if (wrong === undefined && request.url !== '*') return pass();
      void answer(request, response, options, () => {
        if (wrong !== undefined) throw wrong;
        return { status: 204 };
      });
    });
  // restify repeats the listener's errors, and one that nobody hears ends the process; `listen` hears the real one.
  restifyServer.on('error', (error: Error) => options.log.debug({ err: error }, 'http listener'));
  server.headersTimeout = 10_000;
  // Bodies have a limit of their own, by how fast they come.
  server.requestTimeout = LONGEST_REQUEST;
  server.timeout = SILENCE_MS;
  // restify takes no options for its listener. Node looks for slow callers every 30 s if it is not told otherwise,
  // and gives up on answering a request that offers an upgrade to anything but a socket (h2c, say).
  Object.assign(server, {
    connectionsCheckingInterval: 2_000,
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.on('upgrade', (request, socket, head) => {
    connections.upgraded(socket as Socket);
    if (draining) return refuseOn(socket, goingDown());
    void upgrade(request, socket as Socket, head, options);
  });
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    refuseOn(socket, new Problem(405, 'method-not-allowed', 'This server is no proxy.'));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Into the middle of an answer nothing can be written that the caller would understand.
    if (socket.writable && !connections.hasAnswerBegun(socket as Socket))
      refuseOn(socket, unreadable(error.code));
    else socket.destroy();
  });
  await listen(server, options);
  const { port } = server.address() as { port: number };
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    drain: () => {
      draining = true;
    },
    async close() {
      draining = true;
      await connections.answered(DRAIN_MS);
      // Sockets that have left HTTP have been told to go by their own room.
      const late = setTimeout(() => connections.destroyAll(), FAREWELL_MS);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        connections.endIdle();
      });
      clearTimeout(late);
    },
  };
}

/** What answers still while the process goes down. */
const HEALTH = /^\/(?:healthz|readyz|metrics)$/;

const goingDown = (): Problem =>
  new Problem(
    503,
    'going-down',
    'This server is about to stop. Repeat the request in a moment.',
    {},
    { 'retry-after': '2', connection: 'close' },
  );

/** What callers may hold. Behind a proxy, and on this machine alone, one address is many callers. */
function mostConnections({ host, trustedProxies = 0 }: HttpServerOptions): ConnectionLimits {
  const most = affordable();
  const shared = trustedProxies > 0 || isLocal(host, trustedProxies);
  return { most, mostOfOne: shared ? most : Math.ceil(most / 2) };
}

/** An error in the router is that of one request: none may reach the process. */
function neverThrowing(router: restify.Router): void {
  const inner = router as unknown as {
    lookup(request: unknown, response: unknown): unknown;
    defaultRoute(request: unknown, response: unknown, next: (error: unknown) => void): void;
  };
  const lookup = inner.lookup.bind(inner);
  const defaultRoute = inner.defaultRoute.bind(inner);
  inner.lookup = (request, response) => {
    try {
      return lookup(request, response);
    } catch {
      return undefined;
    }
  };
  inner.defaultRoute = (request, response, next) => {
    try {
      defaultRoute(request, response, next);
    } catch (error) {
      next(error);
    }
  };
}

/** Hands each request to `step` first; what listened before gets it when `pass` is called. */
function stepBefore(
  server: Server,
  event: 'request' | 'checkContinue',
  step: (request: IncomingMessage, response: ServerResponse, pass: () => void) => void,
): void {
  const inner = server.listeners(event);
  server.removeAllListeners(event);
  server.on(event, (request: IncomingMessage, response: ServerResponse) =>
    step(request, response, () => {
      for (const listener of inner) Reflect.apply(listener, server, [request, response]);
    }),
  );
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

/** Answers, whatever happens: an error on the way ends this connection and nothing else. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
  handle: () => Promise<Answer> | Answer,
): Promise<void> {
  try {
    await handleOrRefuse(request, response, options, handle);
  } catch (error) {
    options.log.error({ err: error }, 'a request could not be answered');
    response.destroy();
  }
  // What has been answered and still comes is not waited for much longer.
  const { patienceMs = USUAL.patienceMs } = options.limits ?? {};
  if (!request.complete) setTimeout(() => request.complete || request.destroy(), patienceMs).unref();
}

async function handleOrRefuse(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
  handle: () => Promise<Answer> | Answer,
): Promise<void> {
  try {
    write(response, await handle());
  } catch (error) {
    const problem = problemOf(error, request, options);
    write(response, {
      status: problem.status,
      body: JSON.stringify(problem),
      headers: { 'content-type': 'application/problem+json', ...problem.headers },
    });
  }
}

/**
 * A page of another site can make its visitor's browser send a POST without a body or a sign-in, and though it
 * cannot read the answer, something would happen here. Browsers say who asks; programs send no Origin.
 * @throws Problem 403
 */
function checkOrigin(
  { headers }: IncomingMessage,
  { method, trusts = [] }: Route,
  { publicUrl }: HttpServerOptions,
): void {
  const { origin } = headers;
  // Whoever can add this header has been let in by a preflight.
  if (method === 'GET' || method === 'OPTIONS' || origin === undefined || headers.authorization !== undefined)
    return;
  const ours = [publicUrl, `http://${headers.host}`].flatMap((url) =>
    url && URL.canParse(url) ? new URL(url).host : [],
  );
  if (trusts.includes(origin) || (URL.canParse(origin) && ours.includes(new URL(origin).host))) return;
  throw new Problem(403, 'foreign-origin', 'Pages of other sites may not do this. Open it on our own page.');
}

/** Why a request does not concern this server, or cannot be read; nothing may look at its address before. */
function addressProblem(
  request: IncomingMessage,
  { host, trustedProxies = 0 }: HttpServerOptions,
): Problem | undefined {
  const wrong = targetProblem(request);
  if (wrong !== undefined) return wrong;
  // A page elsewhere may name our loopback address under its own host name (DNS rebinding): it is not answered.
  if (isLocal(host, trustedProxies) && !isLoopbackName(request.headers.host ?? ''))
    return new Problem(421, 'misdirected', `This server answers on ${host} alone.`);
  return undefined;
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
    const wrong = addressProblem(request, options);
    if (wrong !== undefined) throw wrong;
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
