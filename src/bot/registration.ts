import { isLocal } from '../shared/http/loopback.ts';
import { nearest } from '../shared/nearest.ts';
import { StartupError } from '../shared/startup-error.ts';
import type { BotCredentials } from './credentials.ts';

/** How the virtual agent is reached: by every channel, or by our own Direct Line alone. */
type Channels = 'all' | 'direct-line-only';

/**
 * Whether a server with this address may do without a bot registration.
 * @param proxies how many stand before it
 * @param channels with Direct Line alone nobody reaches the messaging endpoint, so there is nobody to tell apart
 * @throws StartupError where it may not
 */
export function checkRegistration(
  host: string,
  proxies: number,
  credentials: BotCredentials,
  channels: Channels = 'all',
): void {
  if (credentials.MicrosoftAppId || channels === 'direct-line-only' || isLocal(host, proxies)) return;
  throw new StartupError(
    `Without MicrosoftAppId anybody who reaches ${proxies > 0 ? 'the proxy' : host} could speak as the channel`,
    'an empty app id turns the checking of tokens off, and is for this machine alone',
    'Set MicrosoftAppId and its companions; or, where users come by Web Chat alone, bot.channels: direct-line-only; or HOST=127.0.0.1 and no http.trustedProxies.',
  );
}

const TYPES = ['MultiTenant', 'SingleTenant', 'UserAssignedMSI'];

/** Whether what there is of a bot registration is whole. @throws StartupError where it is not */
export function checkCredentials(credentials: BotCredentials): void {
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType = 'MultiTenant' } = credentials;
  const type = TYPES.find((one) => one.toLowerCase() === MicrosoftAppType.toLowerCase());
  if (type === undefined)
    throw new StartupError(
      `MicrosoftAppType is ${MicrosoftAppType}`,
      'Bot Framework has no such type',
      `Use one of: ${TYPES.join(', ')}; the nearest is ${nearest(MicrosoftAppType, TYPES)}.`,
    );
  if (MicrosoftAppId && !MicrosoftAppPassword && type !== 'UserAssignedMSI')
    throw new StartupError(
      'The bot registration is incomplete',
      `a ${type} bot with MicrosoftAppId needs MicrosoftAppPassword too, or nothing that it says reaches its channel`,
      'Set MicrosoftAppPassword, or a reference to it (file:/path); without any registration leave MicrosoftAppId out.',
    );
  if (!MicrosoftAppId && MicrosoftAppPassword)
    throw new StartupError(
      'The bot registration is incomplete',
      'MicrosoftAppPassword is set, and MicrosoftAppId is not',
      'Set both, or neither.',
    );
}
