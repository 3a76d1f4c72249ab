import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { isLoopback } from './loopback.ts';
import { Problem } from './problem.ts';
import type { Incoming } from './route.ts';

/** Who may read the figures beside this machine. */
export interface MetricsReaders {
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  /** Addresses, and networks as `10.0.0.0/8`. */
  readonly allow: readonly string[];
}

/** True for an address or a network as `allow` may hold it. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv6(address) ? 128 : 32));
}

/** @throws Problem 401 where the token is wrong, 403 where none was sent and the address is not listed */
export function checkReader({ remote, headers }: Incoming, { token, allow }: MetricsReaders): void {
  // A proxy on this machine that is not known as one brings everybody under our own address.
  const brought = headers['x-forwarded-for'] ?? headers.forwarded;
  if (isLoopback(remote) && brought === undefined) return;
  if (isListed(remote, allow)) return;
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined && given !== undefined && same(given, token)) return;
  if (given !== undefined)
    throw new Problem(
      401,
      'token-invalid',
      'This token does not open the metrics.',
      {},
      { 'www-authenticate': 'Bearer' },
    );
  throw new Problem(
    403,
    'metrics-not-allowed',
    'Metrics are for this machine, for a token and for listed addresses: set metrics.token or metrics.allow.',
  );
}

function isListed(remote: string, allow: readonly string[]): boolean {
  const address = remote.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIP(address) === 0) return false;
  const list = new BlockList();
  for (const entry of allow) {
    const [network = '', bits] = entry.split('/');
    const family = isIPv6(network) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
