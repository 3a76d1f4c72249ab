import type { IncomingMessage } from 'node:http';
import { ArError } from './ar-error.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** The whole body, 16 MiB at most, never inflated. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['content-encoding'] !== undefined) {
    throw new ArError(415, 9212, 'Compressed bodies are not taken');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw new ArError(413, 9211, 'The body is too large', `at most ${MAX_BYTES} bytes`, {
        connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The `values` object of an entry's JSON. */
export function valuesOf(json: string): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    throw new ArError(400, 9213, 'The body is not valid JSON');
  }
  const values = isObject(body) ? body.values : undefined;
  if (!isObject(values)) {
    throw new ArError(400, 9213, 'The body must be {"values": {"<field>": <value>, …}}');
  }
  return values;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
