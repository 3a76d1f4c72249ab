import { expect, test } from '@jest/globals';
import { checkRegistration } from '../../../src/bot/registration.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';

const none = {};
const registered = { MicrosoftAppId: 'app' };

test.each([
  ['on this machine alone', '127.0.0.1', 0, none],
  ['registered, for everybody', '0.0.0.0', 0, registered],
  ['registered, behind a proxy', '127.0.0.1', 1, registered],
])('a bot may start: %s', (_what, host, proxies, credentials) => {
  expect(() => checkRegistration(host, proxies, credentials)).not.toThrow();
});

test.each([
  ['for everybody', '0.0.0.0', 0, /anybody who reaches 0\.0\.0\.0/],
  ['behind a proxy on this machine, which brings everybody', '127.0.0.1', 1, /anybody who reaches the proxy/],
])('without a registration it may not: %s', (_what, host, proxies, why) => {
  expect(() => checkRegistration(host, proxies, none)).toThrow(StartupError);
  expect(() => checkRegistration(host, proxies, none)).toThrow(why);
});
