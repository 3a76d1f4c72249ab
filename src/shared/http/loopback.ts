import { isIPv4 } from 'node:net';

/** True for an address of this machine alone: 127.0.0.0/8, ::1, `localhost`. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/** Whether a server that listens there is reached from this machine alone: a proxy brings others to it. */
export const isLocal = (host: string, proxies: number): boolean => proxies === 0 && isLoopback(host);

/** As `isLoopback`, for a Host header, port and all. */
export const isLoopbackName = (header: string): boolean =>
  isLoopback(header.replace(/:\d+$/, '').toLowerCase());

/** Whether what crosses this address is encrypted on its way, or does not leave this machine. */
export function isPrivate(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
