import type { IncomingMessage } from 'node:http';
import { badRequest, fileTooLarge, unsupportedMedia } from './ar-error.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** The whole body, 16 MiB at most, never inflated. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (request.headers['content-encoding'] !== undefined) {
    throw unsupportedMedia('Compressed bodies are not taken');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) {
      throw fileTooLarge(413, `at most ${MAX_BYTES} bytes in one request`, { connection: 'close' });
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
    throw badRequest('The body is not valid JSON');
  }
  const values = isObject(body) ? body.values : undefined;
  if (!isObject(values)) {
    throw badRequest('The body must be {"values": {"<field>": <value>, …}}');
  }
  return values;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
