import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from './problem.ts';

/** A name, an IPv4 or an IPv6 address, with or without a port. No user, path or query hides in it. */
const AUTHORITY = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/** How long a refused caller has to read the answer before the connection is taken away. */
const LINGER_MS = 1_000;

/**
 * What is wrong with the address of a request, found before a router sees it: restify builds a URL out of Host and
 * target, and one that cannot be built ends the process (restify/node-restify#2011). An absolute target
 * (`GET http://host/path`) is made an ordinary one, and its host counts, as RFC 9112 3.2.2 has it.
 */
export function targetProblem(request: IncomingMessage): Problem | undefined {
  if (hostLines(request) > 1) return bad('The request names its host twice.');
  const target = request.url ?? '/';
  if (!target.startsWith('/') && !(target === '*' && request.method === 'OPTIONS')) {
    const url = URL.canParse(target) ? new URL(target) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
      return bad('The address could not be read. Send a path that begins with /.');
    request.url = `${url.pathname}${url.search}`;
    request.headers.host = url.host;
  }
  const { host = '' } = request.headers;
  // Without a host, as HTTP/1.0 may send it, there is nothing to parse.
  if (host === '' || (AUTHORITY.test(host) && URL.canParse(`http://${host}/`))) return undefined;
  return bad('The Host header is no host and port. Send one like example.com:80.');
}

const bad = (detail: string): Problem => new Problem(400, 'bad-request', detail);

function hostLines({ rawHeaders }: IncomingMessage): number {
  let lines = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === 'host') lines++;
  return lines;
}

/** A refusal where there is no response to write to. The descriptor comes back whether the caller goes or not. */
export function refuseOn(socket: Duplex, problem: Problem): void {
  const body = JSON.stringify(problem);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  // What still comes is dropped: unread, it would keep the end of the other side from being seen.
  socket.resume();
  socket.end(
    `HTTP/1.1 ${problem.status} Refused\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
