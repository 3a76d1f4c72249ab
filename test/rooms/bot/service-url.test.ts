import { describe, expect, test } from '@jest/globals';
import { isAllowedServiceUrl } from '../../../src/bot/service-url.ts';

const MORE = ['directline.example.com', '.bots.example.org'];

describe('with an app id', () => {
  test.each([
    'https://smba.trafficmanager.net/teams/',
    'https://SMBA.TrafficManager.net/amer/',
    'https://directline.botframework.com/',
    'https://europe.webchat.botframework.com',
    'https://slack.botframework.us/',
    'https://api.botframework.azure.us/x/y',
    'https://eu.infra.gov.teams.microsoft.us/teams',
    'https://directline.example.com/v1',
    'https://eu.bots.example.org/',
    'https://smba.trafficmanager.net:443/teams/',
  ])('%s is a channel', (url) => {
    expect(isAllowedServiceUrl(url, false, MORE)).toBe(true);
  });

  test.each([
    ['no URL', ''],
    ['no URL', 'smba.trafficmanager.net'],
    ['plain http', 'http://smba.trafficmanager.net/'],
    ['another scheme', 'ftp://smba.trafficmanager.net/'],
    ['another scheme', 'javascript:alert(1)'],
    ['another scheme', 'data:text/plain,x'],
    ['another scheme', 'file:///etc/passwd'],
    ['our own Direct Line, named from outside', 'urn:deskbridge:directline'],
    ['a suffix without its dot', 'https://evil-botframework.com/'],
    ['a suffix without its dot', 'https://evilbotframework.com/'],
    ['the bare suffix', 'https://botframework.com/'],
    ['a prefix', 'https://smba.trafficmanager.net.evil.com/'],
    ['a prefix', 'https://directline.botframework.com.evil.com/'],
    ['a host below an exact name', 'https://x.smba.trafficmanager.net/'],
    ['a trailing dot', 'https://smba.trafficmanager.net./'],
    ['a port', 'https://smba.trafficmanager.net:8443/'],
    ['user info', 'https://smba.trafficmanager.net@evil.com/'],
    ['user info', 'https://user@smba.trafficmanager.net/'],
    ['user info', 'https://user:pw@smba.trafficmanager.net/'],
    ['a back slash', 'https://evil.com\\@smba.trafficmanager.net/'],
    ['a query', 'https://smba.trafficmanager.net/?x=1'],
    ['an empty query', 'https://smba.trafficmanager.net/?'],
    ['a fragment', 'https://smba.trafficmanager.net/#x'],
    ['an empty fragment', 'https://smba.trafficmanager.net/#'],
    ['an address', 'https://127.0.0.1/'],
    ['an address', 'https://10.0.0.1/'],
    ['a metadata service', 'https://169.254.169.254/latest/meta-data'],
    ['a decimal address', 'https://2130706433/'],
    ['an octal address', 'https://0177.0.0.1/'],
    ['a hexadecimal address', 'https://0x7f000001/'],
    ['a short address', 'https://127.1/'],
    ['IPv6', 'https://[::1]/'],
    ['IPv6-mapped', 'https://[::ffff:127.0.0.1]/'],
    ['IPv6-mapped', 'https://[::ffff:7f00:1]/'],
    ['localhost', 'https://localhost/'],
    ['full-width letters', 'https://ｅｖｉｌ.com/'],
    ['an escaped slash in the host', 'https://evil.com%2f.botframework.com/'],
  ])('%s is refused: %s', (_what, url) => {
    expect(isAllowedServiceUrl(url, false, MORE)).toBe(false);
  });

  test('hosts of the settings are compared as hosts, whatever their case', () => {
    expect(isAllowedServiceUrl('https://directline.example.com/', false, ['DirectLine.Example.com'])).toBe(
      true,
    );
  });
});

describe('without an app id', () => {
  test.each(['http://127.0.0.1:5000', 'http://localhost:3979/x', 'https://[::1]:1/', 'http://127.8.9.1'])(
    '%s is on this machine',
    (url) => {
      expect(isAllowedServiceUrl(url, true)).toBe(true);
    },
  );

  test.each([
    'https://smba.trafficmanager.net/teams/',
    'http://127.0.0.1.evil.com/',
    'http://localhost.evil.com/',
    'http://evil.com/127.0.0.1',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'http://user@127.0.0.1/',
    'http://127.0.0.1:5000/?x',
    'http://127.0.0.1:5000/?',
    'urn:deskbridge:directline',
    'gopher://127.0.0.1/',
  ])('%s is not', (url) => {
    expect(isAllowedServiceUrl(url, true)).toBe(false);
  });
});
