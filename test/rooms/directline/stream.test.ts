import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { createStream, type Stream } from '../../../src/directline/stream.ts';
import { createLog } from '../../../src/shared/log.ts';
import { until } from './side-door.ts';

const PAGES = 200;
const PAGE = JSON.stringify({ text: 'x'.repeat(256 * 1024) });

let server: WebSocketServer;
let client: WebSocket;
let stream: Stream;
let reads: number;
let heard: number;

beforeEach(async () => {
  reads = 0;
  heard = 0;
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const joined = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
  client.on('error', () => {});
  client.on('message', (data) => {
    if (data.toString() !== '') heard += 1;
  });
  await once(client, 'open');
  const [socket] = await joined;
  stream = createStream({
    socket,
    watermark: 0,
    until: 1,
    log: createLog('silent'),
    read: async (watermark) => {
      reads += 1;
      const more = watermark + 1 < PAGES;
      return watermark < PAGES
        ? { activities: [PAGE], watermark: watermark + 1, more }
        : { activities: [], watermark, more: false };
    },
  });
});
afterEach(() => {
  client.terminate();
  server.close();
});

/** Waits until the stream has stopped reading, because nothing more leaves it. */
async function stuck(): Promise<void> {
  let before = -1;
  await until('the stream waits for its client', async () => {
    const still = reads === before;
    before = reads;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return still;
  });
}

test('a client that reads slowly is waited for, one page at a time', async () => {
  client.pause();
  stream.wake();
  await stuck();
  expect(reads).toBeLessThan(PAGES);
  client.resume();
  await until('all pages are here', () => heard === PAGES);
});

test('a client that has stopped reading is cut off', async () => {
  const gone = once(client, 'close');
  client.pause();
  stream.wake();
  await stuck();
  stream.beat(0);
  stream.beat(0);
  client.resume();
  expect(await gone).toMatchObject([1006, expect.anything()]);
  expect(heard).toBeLessThan(PAGES);
});
