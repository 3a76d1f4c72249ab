import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { connectStore } from '../../../src/store/connect.ts';
import { openStore } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';

const log = pino({ level: 'silent' });

/** Stands before Redis and can lose one answer: the command goes through, then the line is cut. */
async function lossyLine() {
  let loseNext = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(process.env.TEST_REDIS ?? '');
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(server);
    server.on('data', (answer) => {
      if (!loseNext) return void client.write(answer);
      loseNext = false;
      client.destroy();
      server.destroy();
    });
    client.on('close', () => server.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    loseNextAnswer: () => {
      loseNext = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

test('a command whose answer was lost is not sent a second time', async () => {
  const direct = new Redis(process.env.TEST_REDIS ?? '');
  const line = await lossyLine();
  const redis = await connectStore(line.url, log);
  const key = `{lost-${process.pid}}:count`;
  line.loseNextAnswer();
  await expect(redis.incr(key)).rejects.toThrow();
  await eventually(async () => (await redis.ping()) === 'PONG', 'the line is there again');
  expect(await direct.get(key)).toBe('1');
  redis.disconnect();
  direct.disconnect();
  line.close();
});

const message = (id: string, reference: string) => ({
  conversation: { channel: 'test', id: 'c-1' },
  activityId: id,
  line: { at: 1, visibility: 'public', type: 'message', text: id } as const,
  author: { kind: 'user', id: 'u', name: 'Dana' } as const,
  reference,
  leaseMs: 5_000,
});

test('an address that Redis has lost is stored again with the next message, though this process has stored it before', async () => {
  const redis = new Redis(process.env.TEST_REDIS ?? '');
  const desk = `lost-ref-${process.pid}`;
  const { conversations } = openStore(redis, desk);
  await conversations.ingest(message('1', '{"at":"home"}'));
  for (const key of await redis.keys(`{${desk}}:conv:*`)) await redis.hdel(key, 'ref');
  await conversations.ingest(message('2', '{"at":"home"}'));
  const another = openStore(redis, desk).conversations;
  expect(await another.reference({ channel: 'test', id: 'c-1' })).toBe('{"at":"home"}');
  redis.disconnect();
});
