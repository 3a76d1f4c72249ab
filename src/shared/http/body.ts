import type { IncomingMessage } from 'node:http';
import { Problem } from './problem.ts';

/** Most bytes of a request body. */
const MAX_BODY = 256 * 1024;
const MAX_DEPTH = 32;
const MAX_KEYS = 1000;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Bytes a second at which a file may come, once patience is over. */
const SLOWEST = 32 * 1024;

export interface BodyLimits {
  /** How long a body may take, milliseconds. */
  readonly patienceMs: number;
}

/** The bytes of a request, or the reason there are none to trust. */
export type RawBody = { readonly text: string } | { readonly problem: Problem };

/**
 * Reads a request's body to its end or to the limit. It answers with a problem rather than
 * throwing, because who the caller is (401) comes before what is wrong with the body (400).
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<RawBody> {
  const read = await readUpTo(request, MAX_BODY, limits);
  return 'problem' in read ? read : decode(request, read.bytes);
}

/**
 * Reads a body of any type, which may take its time as long as it comes at a fair rate.
 * @throws Problem 400, 408, 413, 415, or 503 while others fill the memory
 */
export async function readBytes(
  request: IncomingMessage,
  maxBytes: number,
  limits: BodyLimits & { readonly hold: (bytes: number) => boolean },
): Promise<Buffer> {
  const read = await readUpTo(request, maxBytes, { ...limits, slowest: SLOWEST });
  if ('bytes' in read) return read.bytes;
  const { status, code, message } = read.problem;
  // The connection is left open: closed while a large body still comes, the caller would not see the answer.
  throw new Problem(status, code, message);
}

type Bytes = { readonly bytes: Buffer } | { readonly problem: Problem };

interface Reading extends BodyLimits {
  /** Bytes a second at which it may go on after that; without it may not. */
  readonly slowest?: number;
  /** Counts bytes that are kept in memory; false where that is too many. */
  readonly hold?: (bytes: number) => boolean;
}

function readUpTo(
  request: IncomingMessage,
  maxBytes: number,
  { patienceMs, slowest = Number.POSITIVE_INFINITY, hold = () => true }: Reading,
): Promise<Bytes> | Bytes {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return refuse(
      request,
      415,
      'content-encoding',
      `Bodies encoded as ${encoding} are not read. Send it uncompressed.`,
    );
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes)
    return refuse(request, ...tooLarge(maxBytes));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const begun = performance.now();
    const watch = setInterval(
      () => {
        if (performance.now() - begun > patienceMs + (size / slowest) * 1000)
          end(refuse(request, 408, 'too-slow', 'The request did not come in time.'));
      },
      Math.min(patienceMs, 1_000),
    );
    const end = (read: Bytes): void => {
      clearInterval(watch);
      resolve(read);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) end(refuse(request, ...tooLarge(maxBytes)));
      else if (!hold(chunk.length)) end(refuse(request, ...tooBusy));
      else chunks.push(chunk);
    });
    request.on('end', () => end({ bytes: Buffer.concat(chunks) }));
    request.on('error', () =>
      end({ problem: new Problem(400, 'body-cut-off', 'The body ended too early.') }),
    );
  });
}

const tooLarge = (maxBytes: number) =>
  [413, 'body-too-large', `A body may have ${Math.floor(maxBytes / 1024)} KiB at most. Send less.`] as const;

const tooBusy = [503, 'too-busy', 'Too many files come in at once. Try again in a moment.'] as const;

function refuse(
  request: IncomingMessage,
  status: number,
  code: string,
  detail: string,
): { readonly problem: Problem } {
  // What is left of it is read and dropped, so that the caller gets to see the answer.
  request.removeAllListeners('data');
  request.resume();
  return { problem: new Problem(status, code, detail, {}, { connection: 'close' }) };
}

function decode(request: IncomingMessage, bytes: Buffer): RawBody {
  if (bytes.length === 0) return { text: '' };
  const type = request.headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) {
    return refuse(
      request,
      415,
      'content-type',
      `The body is ${type || 'of no stated type'}; send application/json.`,
    );
  }
  return { text: bytes.toString('utf8') };
}

/**
 * JSON within the house's limits: 32 levels, 1,000 members, no `__proto__`. An empty body is `undefined`.
 * @throws Problem 400 that names what is wrong
 */
export function parseBody(text: string): unknown {
  if (text === '') return undefined;
  checkShape(text);
  const escapes = text.includes('\\u');
  try {
    return escapes ? JSON.parse(text, withoutProto) : JSON.parse(text);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'malformed-json', 'The body is not valid JSON.');
  }
}

/** Counts levels and members before parsing: a body of 100,000 brackets parses, and then overflows whoever walks it. */
function checkShape(text: string): void {
  let depth = 0;
  let keys = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (quoted) {
      if (char === 0x5c) i++;
      else if (char === 0x22) quoted = false;
    } else if (char === 0x22) quoted = true;
    else if (char === 0x7b || char === 0x5b) {
      if (++depth > MAX_DEPTH)
        throw new Problem(400, 'body-too-deep', `JSON may be nested ${MAX_DEPTH} levels at most.`);
    } else if (char === 0x7d || char === 0x5d) depth--;
    else if (char === 0x3a && ++keys > MAX_KEYS)
      throw new Problem(400, 'body-too-many-members', `JSON may have ${MAX_KEYS} members at most.`);
  }
  if (/"__proto__"\s*:/.test(text)) throw proto();
}

/** Catches the name where it is spelt with escapes, which the text does not show. */
function withoutProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw proto();
  return value;
}

const proto = () => new Problem(400, 'malformed-json', 'A member named __proto__ is not accepted.');
