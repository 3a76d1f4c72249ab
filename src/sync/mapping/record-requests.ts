import { OutgoingError, type OutgoingHttp } from '../../shared/outgoing.ts';

/** A request as it would go out: no headers, no host, no secrets. */
export interface RecordedRequest {
  readonly method: string;
  /** With its query, encoded as it is sent. */
  readonly path: string;
  readonly body?: string;
}

/**
 * An outgoing http that sends nothing: it writes each request down and lets `pretend` answer it.
 * Without one every request ends in "unreachable", so a connector shows the first of each step.
 */
export function recordRequests(pretend: OutgoingHttp | undefined, secrets: readonly string[]) {
  let recorded: RecordedRequest[] = [];
  const clean = (text: string) =>
    secrets.flatMap(spellings).reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
  const http: OutgoingHttp = async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body?.toString();
    recorded.push({
      method: request.method,
      path: clean(pathname + search),
      ...(body !== undefined && body !== '' && { body: clean(body) }),
    });
    if (pretend === undefined) throw new OutgoingError('unreachable', 'a dry run sends nothing');
    return pretend(request);
  };
  return {
    http,
    /** What was recorded since the last call. */
    take(): readonly RecordedRequest[] {
      const taken = recorded;
      recorded = [];
      return taken;
    },
  };
}

/** A secret as it may stand in an address, a form or JSON; the longest first, since one may hold another. */
const spellings = (secret: string): readonly string[] =>
  [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ].sort((a, b) => b.length - a.length);

const SECRET = /pass|secret|token|auth|credential|api.?key/i;

/** Values of settings whose names say that nobody may read them. */
export function secretsIn(settings: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null) return secretsIn(value as Record<string, unknown>);
    return typeof value === 'string' && value !== '' && SECRET.test(name) ? [value] : [];
  });
}
