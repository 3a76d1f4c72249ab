import { createServer, type Socket } from 'node:net';

/** Listens on a loopback port, a free one where none is given; whoever connects is left waiting. */
export function occupy(port = 0): Promise<{ readonly port: number; free(): Promise<void> }> {
  const visitors = new Set<Socket>();
  const server = createServer((visitor) => {
    visitors.add(visitor.on('error', () => {}));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        port: (server.address() as { port: number }).port,
        free: () =>
          new Promise((freed) => {
            server.close(() => freed());
            for (const visitor of visitors) visitor.destroy();
          }),
      }),
    );
  });
}

/** A port on which nobody listens now. */
export async function freePort(): Promise<number> {
  const { port, free } = await occupy();
  await free();
  return port;
}
