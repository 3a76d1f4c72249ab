import type { Incoming } from '../../shared/http/route.ts';

const isTls = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** Under a name that begins so no other site of our domain can set one (RFC 6265bis 4.1.3.2); it takes TLS. */
const nameAt = (publicUrl: string): string =>
  isTls(publicUrl) ? '__Host-deskbridge-sign-in' : 'deskbridge-sign-in';

/** The secret that this browser was given, if any. */
export const cookieOf = ({ headers }: Incoming, publicUrl: string): string | undefined =>
  new RegExp(`(?:^|;\\s*)${nameAt(publicUrl)}=([\\w-]{43})(?:;|$)`).exec(headers.cookie ?? '')?.[1];

/**
 * Gives this browser a secret that no script reads and no other site's page sends.
 * @param site `Lax` comes along when the identity provider sends the browser back, `Strict` from our own pages alone
 */
export const setCookie = (
  secret: string,
  site: 'Lax' | 'Strict',
  seconds: number,
  publicUrl: string,
): string => {
  const secure = isTls(publicUrl) ? '; Secure' : '';
  return `${nameAt(publicUrl)}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${site}${secure}`;
};
