import { isLocal } from '../shared/http/loopback.ts';
import { StartupError } from '../shared/startup-error.ts';
import type { BotCredentials } from './credentials.ts';

/**
 * Whether a server with this address may do without a bot registration.
 * @param proxies how many stand before it
 * @throws StartupError where it may not
 */
export function checkRegistration(host: string, proxies: number, credentials: BotCredentials): void {
  if (credentials.MicrosoftAppId || isLocal(host, proxies)) return;
  throw new StartupError(
    `Without MicrosoftAppId anybody who reaches ${proxies > 0 ? 'the proxy' : host} could speak as the channel`,
    'an empty app id turns the checking of tokens off, and is for this machine alone',
    'Set MicrosoftAppId and its companions, or HOST=127.0.0.1 and no http.trustedProxies.',
  );
}
