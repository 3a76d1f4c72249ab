import { isIPv6 } from 'node:net';
import { StartupError } from './startup-error.ts';

const KINDS =
  'redis://host:6379, rediss://host:6379 for TLS, host:6379, or the path of a socket that begins with "/"';

/**
 * The one reading of where Redis is, for the store, the job queues and every command.
 * @param text `redis://…`, `rediss://…`, `host`, `host:port`, or the path of a socket, with or without `unix:`
 * @returns a URL with its scheme, or the absolute path of a socket
 * @throws StartupError that shows no password
 */
export function redisAddress(text: string): string {
  const given = text.trim();
  const socket = /^(?:unix:(?:\/\/)?)?(\.{0,2}\/.*)$/i.exec(given)?.[1];
  if (socket !== undefined && !socket.startsWith('//')) return socketPath(socket, given);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'redis' && scheme !== 'rediss')
    throw refused(`it begins with ${scheme}://, which is not Redis`);
  const bare = isIPv6(given) ? `[${given}]` : given;
  return checked(scheme === undefined ? `redis://${bare}` : given);
}

function socketPath(path: string, given: string): string {
  if (path.startsWith('/') && !path.includes('?')) return path;
  throw refused(
    path.startsWith('/')
      ? 'the path of a socket has no parameters'
      : `the path of a socket begins with "/", and ${given} does not`,
  );
}

function checked(address: string): string {
  const url = URL.parse(address);
  // A "#", "/" or "?" in a password ends the address: the rest of it would be taken for a port or a database.
  if (url === null || url.hash !== '' || `${url.pathname}${url.search}`.includes('@'))
    throw refused(
      'it is no host with a port; in a password "%", "#", "/", "?" and "@" are written %25, %23, %2F, %3F and %40',
    );
  if (url.hostname === '' || /^\d+$/.test(url.hostname)) throw refused('it names no host');
  if (!/^\/?(?:\d{1,5})?$/.test(url.pathname))
    throw refused(`what follows the host is the number of a database, and ${url.pathname} is none`);
  if (url.port === '0') throw refused('its port is 0');
  try {
    decodeURIComponent(url.username);
    decodeURIComponent(url.password);
  } catch {
    throw refused('a "%" in its name or password is written %25');
  }
  return address;
}

const refused = (why: string): StartupError =>
  new StartupError('REDIS_URL is no address of a Redis', why, `Set it to ${KINDS}.`);
