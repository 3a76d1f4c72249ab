import { expect, test } from '@jest/globals';
import { FeedLine } from '../../../src/console/agent/api/feed.ts';

/** A line, and what its server says over it. */
async function lineWith() {
  const heard: string[] = [];
  const sockets: { send(): void; close(): void; onmessage?: (message: { data: string }) => void }[] = [];
  const line = new FeedLine({
    ticket: async () => ({ ticket: 't' }),
    open: () => {
      const socket: (typeof sockets)[number] = { send: () => {}, close: () => {} };
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    onFrame: ({ kind }) => heard.push(kind),
    onAnew: () => heard.push('anew'),
    onLink: () => {},
  });
  await line.connect();
  const says = (kind: string, cursor: string) =>
    sockets.at(-1)?.onmessage?.({ data: JSON.stringify({ kind, cursor }) });
  return { heard, says, line };
}

test('[chat F1] sibling: a cursor of another era says that Redis may have lost what the window shows', async () => {
  const { heard, says, line } = await lineWith();
  says('ready', 'aaaaaaaaaaaa:1-0');
  says('resync', 'aaaaaaaaaaaa:9-0');
  says('resync', 'bbbbbbbbbbbb:4-0');
  says('resync', 'bbbbbbbbbbbb:5-0');
  line.stop();
  expect(heard).toEqual(['ready', 'resync', 'anew', 'resync', 'resync']);
});
