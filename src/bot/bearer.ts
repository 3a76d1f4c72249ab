import { Problem } from '../shared/http/problem.ts';

const MAX_BEARER = 8 * 1024;
const ALGORITHMS = new Set(['RS256', 'RS384', 'RS512']);
const CHANNEL_ISSUER = /^https:\/\/api\.botframework\.(com|us)$/;
/** Microsoft's own tenants, from which Bot Framework tools sign. */
const MICROSOFT_TENANTS = ['d6d49420-f39b-4df7-a1dc-d59a935871db', 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'];

/**
 * Looks at a bearer token before the SDK does. The SDK remembers four issuers for every tenant id
 * it sees in a token, verified or not, for as long as the process lives: forged tokens are turned
 * away here, unread. What passes is still verified by the SDK.
 * @param tenant our own tenant, if the app has one
 * @throws Problem 401
 */
export function checkBearer(header: string | undefined, tenant?: string): string {
  const token = /^Bearer ([\w-]+)\.([\w-]+)\.[\w-]+$/.exec(header ?? '');
  if (header === undefined || token === null || header.length > MAX_BEARER) throw unauthorized();
  const head = part(token[1]);
  const claims = part(token[2]);
  const ok =
    ALGORITHMS.has(String(head?.alg)) &&
    typeof head?.kid === 'string' &&
    isKnownIssuer(
      String(claims?.iss),
      claims?.tid,
      tenant ? [...MICROSOFT_TENANTS, tenant] : MICROSOFT_TENANTS,
    );
  if (!ok) throw unauthorized();
  return header;
}

export const unauthorized = (): Problem =>
  new Problem(401, 'not-authenticated', 'The request carries no valid Bot Framework token.');

function isKnownIssuer(issuer: string, tid: unknown, tenants: readonly string[]): boolean {
  if (tid !== undefined && !tenants.includes(String(tid))) return false;
  return CHANNEL_ISSUER.test(issuer) || tenants.some((tenant) => issuer.includes(tenant));
}

function part(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
