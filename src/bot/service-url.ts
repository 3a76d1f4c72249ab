import { isIP } from 'node:net';
import { isLoopback } from '../shared/http/loopback.ts';

/** Hosts of Microsoft's channels; a name starting with a dot covers every host below it. */
const MICROSOFT = [
  '.botframework.com',
  '.botframework.us',
  '.botframework.azure.us',
  'smba.trafficmanager.net',
  '.infra.gov.teams.microsoft.us',
];

/**
 * Whether we may send a bot's words, and its token, to this address. It is asked when an activity
 * comes in and again before each send, since a stored address could have been tampered with.
 * @param anonymous without an app id there is no token to lose: any loopback address will do
 */
export function isAllowedServiceUrl(text: string, anonymous: boolean, more: readonly string[] = []): boolean {
  // An empty query or fragment too: what is put behind it would no longer be the path.
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  const host = url.hostname.toLowerCase();
  if (anonymous) return (url.protocol === 'http:' || url.protocol === 'https:') && isLoopback(host);
  if (url.protocol !== 'https:' || url.port !== '' || isIP(host.replace(/^\[|\]$/g, '')) !== 0) return false;
  return [...MICROSOFT, ...more]
    .map((name) => name.toLowerCase())
    .some((name) => (name.startsWith('.') ? host.endsWith(name) : host === name));
}
