import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { OutgoingError, type OutgoingHttp, type OutgoingResponse } from '../shared/outgoing.ts';

const DEADLINE_MS = 8_000;
const MOST_BYTES = 64 * 1024;
/** An idle connection that somebody between us has dropped in silence would make the next message doubtful. */
const KEPT = { keepAlive: true, maxSockets: 256, scheduling: 'lifo', timeout: 15_000 } as const;

/**
 * The way out to channels: Node's own client, kept alive. A message an agent writes spends most of
 * its time here, and a general-purpose client costs several times as much. No redirect is followed.
 */
export function createChannelHttp(): OutgoingHttp {
  const agents = {
    'http:': new HttpAgent(KEPT),
    'https:': new HttpsAgent(KEPT),
  };
  return ({ method, url, headers, body = '', deadlineMs = DEADLINE_MS, maxBytes = MOST_BYTES }) =>
    new Promise<OutgoingResponse>((resolve, reject) => {
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      const request: ClientRequest = (secure ? httpsRequest : httpRequest)(target, {
        method,
        agent: secure ? agents['https:'] : agents['http:'],
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      const deadline = setTimeout(
        () => request.destroy(new Error(`no answer within ${deadlineMs} ms`)),
        deadlineMs,
      );
      const failed = (error: NodeJS.ErrnoException) => {
        clearTimeout(deadline);
        reject(outgoingError(error, target.origin));
      };
      request.on('error', failed);
      request.once('response', (response) => {
        readAnswer(response, maxBytes, failed, (answer) => {
          clearTimeout(deadline);
          resolve(answer);
        });
      });
      request.end(body);
    });
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  failed: (error: Error) => void,
  done: (answer: OutgoingResponse) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) response.destroy(new Error(`an answer of more than ${maxBytes} bytes`));
    else chunks.push(chunk);
  });
  response.on('error', failed);
  response.on('end', () =>
    done({
      status: response.statusCode ?? 0,
      headers: response.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString('utf8'),
    }),
  );
}

const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whatever broke after the connection stood is doubt: a channel has no idempotency key to ask by. */
function outgoingError(error: NodeJS.ErrnoException, origin: string): OutgoingError {
  return error.code !== undefined && NEVER_LEFT.has(error.code)
    ? new OutgoingError('unreachable', `${origin} could not be reached (${error.code})`)
    : new OutgoingError('no-answer', `${origin}: ${error.message}`);
}
