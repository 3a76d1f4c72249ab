import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import nock from 'nock';
import { createChannelHttp } from '../../../src/bot/channel-http.ts';
import { openAuthentication } from '../../../src/bot/credentials.ts';
import { createSender } from '../../../src/bot/sender.ts';

// Neither Microsoft's sign-in nor Teams can be had in a test: nock answers in their place.
const LOGIN = 'https://login.microsoftonline.com';
const TEAMS = 'https://smba.trafficmanager.net';
const to = {
  serviceUrl: `${TEAMS}/emea/`,
  channelId: 'msteams',
  conversation: { id: '19:abc@thread' },
  bot: { id: 'bot', name: 'Bot' },
  user: { id: 'dana' },
};

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

function microsoftSignsIn(...tokens: readonly string[]): void {
  nock(LOGIN)
    .persist()
    .get(/openid-configuration|discovery\/instance/)
    .reply(200, (uri: string) =>
      uri.includes('discovery')
        ? {
            tenant_discovery_endpoint: `${LOGIN}/botframework.com/v2.0/.well-known/openid-configuration`,
            metadata: [],
          }
        : {
            authorization_endpoint: `${LOGIN}/botframework.com/oauth2/v2.0/authorize`,
            token_endpoint: `${LOGIN}/botframework.com/oauth2/v2.0/token`,
            issuer: `${LOGIN}/botframework.com/v2.0`,
            jwks_uri: `${LOGIN}/common/discovery/v2.0/keys`,
          },
    );
  for (const access_token of tokens)
    nock(LOGIN)
      .post(/\/oauth2\/v2\.0\/token/)
      .reply(200, { token_type: 'Bearer', expires_in: 3600, access_token });
}

/** A bot of its own each: the SDK keeps tokens by app id for as long as the process lives. */
function sender() {
  const http = createChannelHttp();
  const { authorize } = openAuthentication(
    { MicrosoftAppId: randomUUID(), MicrosoftAppPassword: 'not a real one' },
    http,
  );
  return createSender({
    http,
    authorize: (_serviceUrl, fresh) => authorize(fresh),
    isAllowed: () => true,
    postToDirectLine: async () => {},
  });
}

const posted = (authorization: string, status: number) =>
  nock(TEAMS, { reqheaders: { authorization } })
    .post('/emea/v3/conversations/19%3Aabc%40thread/activities', (body) => body.text === 'Hello')
    .reply(status, { id: '1' });

test('a message carries the bot’s own token', async () => {
  microsoftSignsIn('token-1');
  posted('Bearer token-1', 201);
  expect(await sender()(to, { type: 'message', id: 'm', text: 'Hello' })).toEqual({ kind: 'delivered' });
});

test('a token that is not taken is fetched anew, once', async () => {
  microsoftSignsIn('token-1', 'token-2');
  posted('Bearer token-1', 401);
  posted('Bearer token-2', 201);
  expect(await sender()(to, { type: 'message', id: 'm', text: 'Hello' })).toEqual({ kind: 'delivered' });
});

test('no token: nothing is sent, and it is tried again later', async () => {
  nock(LOGIN).persist().get(/.*/).reply(503).post(/.*/).reply(503);
  const result = await sender()(to, { type: 'message', id: 'm', text: 'Hello' });
  expect(result).toMatchObject({ kind: 'busy' });
});
