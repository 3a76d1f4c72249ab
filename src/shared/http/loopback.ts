import { isIPv4 } from 'node:net';

/** True for an address of this machine alone: 127.0.0.0/8, ::1, `localhost`. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return bare === 'localhost' || bare === '::1' || (isIPv4(bare) && bare.startsWith('127.'));
}

/** The same for a Host header, port and all. */
export const isLoopbackName = (header: string): boolean =>
  isLoopback(header.replace(/:\d+$/, '').toLowerCase());
