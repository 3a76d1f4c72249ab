import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS';

/** What a handler sees of a request: the body is parsed JSON within the house's limits, never raw. */
export interface Incoming {
  readonly method: Method;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The body as it came, read when it is asked for; on routes that have `rawUpTo` alone. */
  readonly bytes?: () => Promise<Buffer>;
  /** The caller's address. */
  readonly remote: string;
  /** Origin under which the caller reached us, e.g. `http://127.0.0.1:3978`. */
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON unless it is a string or bytes, which need a content-type header. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One door of the HTTP surface. Handlers refuse by throwing a `Problem`. */
export interface Route {
  readonly method: Method;
  /** `/api/v1/chats/:id` */
  readonly path: string;
  /** Origins of other sites whose pages may use this door; our own always may. */
  readonly trusts?: readonly string[];
  /** Most bytes of a body that is not JSON: it is left unread until the handler, who knows the caller, asks for it. */
  readonly rawUpTo?: () => number;
  handle(request: Incoming): Promise<Answer> | Answer;
}

/** A WebSocket door: answers the upgrade itself, or refuses by throwing a `Problem`. */
export interface SocketRoute {
  readonly path: string;
  upgrade(
    request: Incoming,
    raw: { request: IncomingMessage; socket: Duplex; head: Buffer },
  ): Promise<void> | void;
}
