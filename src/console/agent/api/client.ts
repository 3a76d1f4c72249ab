import { freshKey } from './key.ts';
import { Refusal, refusalOf, Unreachable } from './refusal.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Call {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  /** Idempotency-Key of a POST; a fresh one where left out. */
  readonly key?: string;
  /** Our own cookie goes along. */
  readonly cookie?: true;
}

export interface ClientTools {
  readonly fetch: typeof fetch;
  token(): string | undefined;
  /** The server no longer knows the token. */
  signedOut(): void;
  /** Milliseconds to wait before the one retry. */
  readonly retryAfterMs?: number;
}

/** Sends one call and gives the JSON of its answer. */
export type Client = <T>(call: Call) => Promise<T>;

const DEADLINE_MS = 15_000;

/**
 * The console's one door to the server. A call that got no answer is repeated once: a POST with the same
 * Idempotency-Key, so that it happens once.
 */
export function createClient(tools: ClientTools): Client {
  return async <T>(call: Call): Promise<T> => {
    const key = call.method === 'POST' ? (call.key ?? freshKey()) : undefined;
    const token = tools.token();
    let response: Response;
    try {
      response = await attempt(tools, call, key, token);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, tools.retryAfterMs ?? 400));
      response = await attempt(tools, call, key, token).catch(() => {
        throw new Unreachable();
      });
    }
    if (!response.ok) {
      const refusal = await refusalOf(response);
      if (refusal.status === 401 && token !== undefined && token === tools.token()) tools.signedOut();
      throw refusal;
    }
    if (response.status === 204) return undefined as T;
    const body: unknown = await response.json().catch(() => {
      throw new Refusal(response.status, 'bad-answer', 'The server gave an answer that could not be read.');
    });
    return body as T;
  };
}

function attempt(tools: ClientTools, call: Call, key: string | undefined, token: string | undefined) {
  return tools.fetch(call.path, {
    method: call.method,
    headers: {
      accept: 'application/json',
      ...(call.body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    cache: 'no-store',
    credentials: call.cookie ? 'same-origin' : 'omit',
    redirect: 'error',
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
}
