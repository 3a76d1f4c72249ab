import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * The address of whoever asks. Each proxy adds whom it was asked by to `X-Forwarded-For`; what stands
 * before the addresses that trusted ones have added anybody may have made up.
 * @param proxies how many stand before us
 */
export function forwardedFor({ headers, socket }: IncomingMessage, proxies = 0): string {
  const own = socket.remoteAddress ?? '';
  if (proxies === 0) return own;
  const named = partsOf(headers['x-forwarded-for']);
  return addressIn(named.at(-proxies) ?? named[0] ?? '') ?? own;
}

/** Whether whoever asks came by TLS, as the last proxy says. */
export const isForwardedTls = ({ headers }: IncomingMessage, proxies = 0): boolean =>
  proxies > 0 && partsOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase() === 'https';

const partsOf = (header: string | string[] | undefined): readonly string[] =>
  String(header ?? '')
    .split(',')
    .map((part) => part.trim());

/** Without the port that some proxies add. */
function addressIn(text: string): string | undefined {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : bare;
}
