import { connect } from 'node:net';
import { createFraming } from './framing.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One kept-alive HTTP connection with one request under way at a time: the same client for every system. */
export interface Connection {
  /** @param headers whole lines, each ending in CRLF */
  post(path: string, body: string, headers?: string): Promise<Answer>;
  close(): void;
}

/** @param url `http://127.0.0.1:<port>` */
export async function openConnection(url: string): Promise<Connection> {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
    socket.destroy();
  };
  const take = createFraming((head, body) => {
    const { resolve } = waiting ?? {};
    waiting = undefined;
    resolve?.({ status: Number(head.slice(9, 12)), body });
  });
  socket.on('data', (chunk) => {
    try {
      take(chunk);
    } catch (error) {
      fail(error as Error);
    }
  });
  socket.on('close', () => fail(new Error(`${url} closed the connection in the middle of a request`)));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', fail);
  return {
    post: (path, body, headers = '') =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\n${headers}` +
            `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        );
      }),
    close: () => socket.destroy(),
  };
}
