import { afterAll, beforeAll, describe } from '@jest/globals';
import { Redis } from 'ioredis';
import type { AuditRow } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';

export { alice, bob, type Cellar, openCellar } from './open-cellar.ts';

/** A row of the audit, where what it says does not matter. */
export const ROW = {
  actor: 'system',
  what: 'ticket-write',
  result: 'confirmed',
  connector: 'itsm',
  chat: 'chat-1',
  n: 1,
  write: 'open',
  key: 'DB-1',
} satisfies AuditRow;

/** The same tests on a Redis alone and on a cluster of one node, where a script may touch one slot only. */
export function onEveryServer(tests: (connect: () => Redis) => void): void {
  describe.each([
    ['a Redis alone', 'TEST_REDIS'],
    ['a Redis Cluster', 'TEST_CLUSTER'],
  ])('on %s', (_name, variable) => {
    const open: Redis[] = [];
    const connect = (): Redis => {
      const redis = new Redis(process.env[variable] ?? '', { enableAutoPipelining: true });
      open.push(redis);
      return redis;
    };
    beforeAll(async () => {
      const redis = connect();
      if (variable === 'TEST_CLUSTER')
        await eventually(
          async () => String(await redis.call('CLUSTER', 'INFO')).includes('cluster_state:ok'),
          'the cluster',
        );
    });
    afterAll(() => {
      for (const redis of open) redis.disconnect();
    });
    tests(connect);
  });
}
