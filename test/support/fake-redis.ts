import { createServer } from 'node:net';

/** A Redis that answers INFO as it is told and everything else with OK: enough to be looked at before it is used. */
export function startFakeRedis(info: Readonly<Record<string, string>>) {
  const text = Object.entries(info)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('');
  const bulk = (words: string) => `$${Buffer.byteLength(words)}\r\n${words}\r\n`;
  const server = createServer((visitor) => {
    visitor.on('error', () => {});
    visitor.setEncoding('utf8');
    visitor.on('data', (request: string) => {
      // RESP: a command is an array whose first line starts with "*".
      for (const command of request.split(/^\*\d+\r\n/m).slice(1))
        visitor.write(/^\$4\r\ninfo\r\n/i.test(command) ? bulk(text) : '+OK\r\n');
    });
  });
  return new Promise<{ readonly url: string; stop(): Promise<void> }>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      resolve({
        url: `redis://127.0.0.1:${port}`,
        stop: () => new Promise((stopped) => server.close(() => stopped())),
      });
    });
  });
}
