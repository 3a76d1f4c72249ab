import type { Upload } from './desk-api.ts';
import { refusalOf, Unreachable } from './refusal.ts';

/** The server waits so long, and longer for a file that comes at this rate, bytes a second. */
const PATIENCE_MS = 30_000;
const SLOWEST = 32 * 1024;

/**
 * Sends a file; `fetch` could not say how far it is.
 * @throws Refusal or Unreachable
 */
export async function upload<T>({ path, token, key, file, signal, onProgress }: Upload): Promise<T> {
  const request = new XMLHttpRequest();
  const answer = new Promise<Response>((resolve, reject) => {
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    for (const event of ['error', 'timeout', 'abort'])
      request.addEventListener(event, () => reject(new Unreachable()));
  });
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
  request.open('POST', path);
  request.timeout = PATIENCE_MS + (file.size / SLOWEST) * 1000;
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.setRequestHeader('idempotency-key', key);
  if (token !== undefined) request.setRequestHeader('authorization', `Bearer ${token}`);
  signal.addEventListener('abort', () => request.abort());
  request.send(file);
  const response = await answer;
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as T;
}
