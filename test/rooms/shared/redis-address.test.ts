import { expect, it } from '@jest/globals';
import { redisAddress } from '../../../src/shared/redis-address.ts';
import { StartupError } from '../../../src/shared/startup-error.ts';

it.each([
  ['127.0.0.1:4164', 'redis://127.0.0.1:4164'],
  ['localhost', 'redis://localhost'],
  ['::1', 'redis://[::1]'],
  ['[::1]:6380', 'redis://[::1]:6380'],
  [' redis://redis:6379/2 ', 'redis://redis:6379/2'],
  ['rediss://name:p%23w@redis:6380', 'rediss://name:p%23w@redis:6380'],
  ['/run/redis/redis.sock', '/run/redis/redis.sock'],
  ['unix:/run/redis.sock', '/run/redis.sock'],
  ['unix:///run/redis.sock', '/run/redis.sock'],
])('[admin 3 sibling] %s is read as %s', (given, address) => {
  expect(redisAddress(given)).toBe(address);
});

it.each([
  ['http://127.0.0.1:6379', /http:\/\//],
  ['redis://127.0.0.1/notanumber', /database/],
  ['redis://', /host/],
  ['6379', /no host/],
  ['redis://host:port', /no host with a port/],
  ['redis://:geh#eim@host', /%23/],
  ['redis://:12/geheim@host', /%2F/],
  ['redis://:geh%eim@host', /%25/],
  ['./redis.sock', /begins with/],
])('[admin 15 sibling] %s is refused, and its password is not told', (given, why) => {
  let error: unknown;
  try {
    redisAddress(given);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(StartupError);
  expect((error as StartupError).why).toMatch(why);
  expect((error as StartupError).why).not.toMatch(/eim@|geh/);
});
