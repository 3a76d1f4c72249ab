// A program that runs a private Redis until it is killed: `node redis-parent.ts <dataDir>`.
// It prints the socket when Redis is ready; "leave" on its input makes it exit without stopping Redis.
import { startPrivateRedis } from '../../../src/demo/private-redis/private-redis.ts';
import { createLog } from '../../../src/shared/log.ts';

const [, , dataDir = ''] = process.argv;
const redis = await startPrivateRedis({ dataDir, log: createLog('silent') });
process.stdout.write(`${redis.socket}\n`);
process.stdin.on('data', () => process.exit(0));
