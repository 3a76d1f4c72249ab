import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback, isLoopbackName } from '../../../src/shared/http/loopback.ts';
import type { Answer } from './answer.ts';
import { ArError, badRequest } from './ar-error.ts';

/** Rejects where the port is taken or may not be used. */
export function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

/**
 * A page elsewhere may name our loopback address under a name of its own (DNS rebinding): it gets nothing.
 * @throws ArError 421
 */
export function checkHost(
  header: string | undefined,
  { host, publicUrl }: { readonly host: string; readonly publicUrl: string | undefined },
): void {
  if (!isLoopback(host) || isLoopbackName(header ?? '')) return;
  if (publicUrl !== undefined && new URL(publicUrl).host === header) return;
  throw new ArError(421, 0, 'This server answers to its own name alone', host);
}

export function readUrl(target: string | undefined, base: string): URL {
  const path = target ?? '/';
  if (!path.startsWith('/') || !URL.canParse(base + path)) {
    throw badRequest('The address is not valid');
  }
  return new URL(base + path);
}

/** An ArError in its own words; anything else as a failure of the database, without inner text. */
export function refusal(error: unknown): Answer {
  const known =
    error instanceof ArError ? error : new ArError(500, 552, 'The SQL database operation failed.');
  return {
    status: known.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...known.headers },
    body: known.body(),
  };
}

export function send(response: ServerResponse, method: string, answer: Answer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
}
