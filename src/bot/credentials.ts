import {
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
} from 'botbuilder';
import { type AppCredentials, AuthenticationConstants } from 'botframework-connector';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import { StartupError } from '../shared/startup-error.ts';
import { within } from '../shared/within.ts';
import { KeptAuthentication } from './authentication.ts';
import { createSdkHttp } from './sdk-http.ts';

/** The bot's registration, under the names that Bot Framework gives its variables. */
export interface BotCredentials {
  readonly MicrosoftAppId?: string;
  readonly MicrosoftAppPassword?: string;
  readonly MicrosoftAppType?: string;
  readonly MicrosoftAppTenantId?: string;
}

/**
 * The SDK's authentication for these credentials, and our own way to its token.
 * @throws StartupError when the registration is incomplete
 */
export function openAuthentication(credentials: BotCredentials, http: OutgoingHttp) {
  try {
    const factory = new ConfigurationServiceClientCredentialFactory({ ...credentials });
    const inner = new ConfigurationBotFrameworkAuthentication(
      { ...credentials },
      factory,
      undefined,
      undefined,
      { httpClient: createSdkHttp(http) },
    );
    return { authentication: new KeptAuthentication(inner), authorize: authorizer(credentials, factory) };
  } catch (error) {
    throw new StartupError(
      'The bot registration is incomplete',
      error instanceof Error ? error.message : String(error),
      'Set MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppType and, for a single tenant, MicrosoftAppTenantId.',
    );
  }
}

/** Microsoft's sign-in has no deadline of its own. */
const TOKEN_MS = 8_000;

function authorizer(credentials: BotCredentials, factory: ConfigurationServiceClientCredentialFactory) {
  const appId = credentials.MicrosoftAppId ?? '';
  let made: Promise<AppCredentials> | undefined;
  return async (fresh: boolean): Promise<string | undefined> => {
    if (appId === '') return undefined;
    made ??= factory.createCredentials(
      appId,
      AuthenticationConstants.ToChannelFromBotOAuthScope,
      AuthenticationConstants.ToChannelFromBotLoginUrlPrefix,
      true,
    ) as Promise<AppCredentials>;
    return `Bearer ${await within(TOKEN_MS, (await made).getToken(fresh))}`;
  };
}
