import { createServer, type Socket } from 'node:net';
import { createArrivals } from './arrivals.ts';
import { createFraming } from './framing.ts';

/** A channel's connector, as fast as one can be: it takes every activity with 200 and notes its text. */
export interface Channel {
  /** The serviceUrl of its conversations. */
  readonly url: string;
  /** When an activity with this text arrives; an echo's text counts as the text it echoes. */
  expect(text: string): Promise<number>;
  close(): void;
}

export const ECHO = 'Echo: ';

const BODY = '{"id":"1"}';
const ACCEPTED = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

export async function openChannel(): Promise<Channel> {
  const arrivals = createArrivals();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    const take = createFraming((head, body) => {
      if (!/^POST \/v3\/conversations\/[^/]+\/activities/.test(head)) {
        arrivals.failAll(new Error(`the channel was asked for ${head.split('\r\n', 1)[0]}`));
      }
      const { text = '' } = JSON.parse(body) as { text?: string };
      arrivals.arrived(text.startsWith(ECHO) ? text.slice(ECHO.length) : text);
      socket.write(ACCEPTED);
      if (/^connection: *close/im.test(head)) socket.end();
    });
    socket.on('data', (chunk) => {
      try {
        take(chunk);
      } catch (error) {
        arrivals.failAll(error as Error);
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    expect: arrivals.expect,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
