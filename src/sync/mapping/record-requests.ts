import { OutgoingError, type OutgoingHttp } from '../../shared/outgoing.ts';
import { isSecretName } from '../../shared/secret-names.ts';

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
      ...(body !== undefined && body !== '' && { body: clean(withoutNamed(body)) }),
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

/**
 * A body without what stands under the name of a secret. A password may be a word that stands elsewhere in the open, as
 * the account's name does: there it is shown.
 */
const withoutNamed = (body: string): string =>
  body
    .replace(/(^|&)([^=&{}"]*)=([^&]*)/g, (all, before: string, name: string) =>
      isSecretName(name) ? `${before}${name}=[secret]` : all,
    )
    .replace(/"([^"\\]*)"(\s*:\s*)"(?:[^"\\]|\\.)*"/g, (all, name: string, colon: string) =>
      isSecretName(name) ? `"${name}"${colon}"[secret]"` : all,
    );

/** A secret as it may stand in an address, a form or JSON; the longest first, since one may hold another. */
const spellings = (secret: string): readonly string[] =>
  [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ].sort((a, b) => b.length - a.length);
