import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError } from 'axios';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Milliseconds for the whole exchange; 10,000 when left out. */
  readonly deadlineMs?: number;
  /** Ends the exchange sooner: nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  /** Most bytes of answer to read; 4 MiB when left out. */
  readonly maxBytes?: number;
}

export interface OutgoingResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Any status is an answer; only the lack of one is an error. */
export type OutgoingHttp = (request: OutgoingRequest) => Promise<OutgoingResponse>;

/**
 * No usable answer came.
 * `unreachable`: the request never left, so nothing was written. `no-answer`: it may have been.
 */
export class OutgoingError extends Error {
  readonly kind: 'unreachable' | 'no-answer';
  constructor(kind: 'unreachable' | 'no-answer', message: string) {
    super(message);
    this.name = 'OutgoingError';
    this.kind = kind;
  }
}

const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_INVALID_URL',
]);

/**
 * The one door out: every call has a deadline and a size cap, follows no redirect (a custom key
 * header would be sent on to the other host), and ignores proxy variables.
 */
export function createOutgoing(): OutgoingHttp {
  const client = axios.create({
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: (data) => data,
    transformRequest: (data) => data,
    httpAgent: new HttpAgent({ keepAlive: true, maxSockets: 256 }),
    httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: 256 }),
  });
  return async (request) => {
    const deadlineMs = request.deadlineMs ?? 10_000;
    try {
      const response = await client.request<string>({
        method: request.method,
        url: request.url,
        headers: { ...request.headers },
        data: request.body,
        signal: AbortSignal.any([
          AbortSignal.timeout(deadlineMs),
          ...(request.signal === undefined ? [] : [request.signal]),
        ]),
        maxContentLength: request.maxBytes ?? 4 * 1024 * 1024,
      });
      return {
        status: response.status,
        headers: Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
        body: response.data,
      };
    } catch (error) {
      throw outgoingError(error, request, deadlineMs);
    }
  };
}

function outgoingError(error: unknown, request: OutgoingRequest, deadlineMs: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  const target = URL.canParse(request.url) ? new URL(request.url).origin : 'an invalid URL';
  if (code !== undefined && NEVER_LEFT.has(code)) {
    return new OutgoingError('unreachable', `${target} could not be reached (${code})`);
  }
  if (!(error instanceof AxiosError)) return error as Error;
  const given = request.signal?.aborted ? 'no answer in time' : `no answer within ${deadlineMs} ms`;
  const why = code === 'ERR_CANCELED' ? given : error.message;
  return new OutgoingError('no-answer', `${request.method} ${target}: ${why}`);
}
