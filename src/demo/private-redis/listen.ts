import { connect, createServer, type Server } from 'node:net';

/** Listens on a Unix socket and hangs up on every visitor; resolves to undefined where that is not possible. */
export function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((visitor) => visitor.destroy());
    // Not once: a later error that nobody hears would end the process.
    server.on('error', () => resolve(undefined));
    server.listen(path, () => resolve(server));
  });
}

export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => server.close(() => resolve()));

/** True where somebody listens on the Unix socket. */
export const isListening = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const visitor = connect(path);
    visitor.once('connect', () => {
      visitor.destroy();
      resolve(true);
    });
    visitor.once('error', () => resolve(false));
  });
