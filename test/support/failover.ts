import { eventually } from './eventually.ts';
import type { PortRedis } from './port-redis.ts';
import type { RedisLine } from './redis-line.ts';

/** `to` leads, `from` follows it, and the address leads to `to`; whoever is connected stays with `from`. */
export async function failOver(from: PortRedis, to: PortRedis, line: RedisLine): Promise<void> {
  await to.client.replicaof('127.0.0.1', String(from.port));
  await eventually(
    async () => /master_link_status:up/.test(await to.client.info('replication')),
    'the new server has all that the old one has',
  );
  await to.client.replicaof('NO', 'ONE');
  line.lead(to.port);
  await from.client.replicaof('127.0.0.1', String(to.port));
}
