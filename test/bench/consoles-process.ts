import { WebSocket } from 'ws';

// Agents' consoles in a process of their own, so that what they cost on their side burdens no figure.

/** `count` consoles connect at once, each from a cursor; undefined closes those there are. */
export interface ConsolesWish {
  readonly url: string;
  readonly token: string;
  readonly cursor: string;
  readonly count: number;
}

let open: readonly WebSocket[] = [];

/** @returns milliseconds until the last one has heard where it stands */
async function connect({ url, token, cursor, count }: ConsolesWish): Promise<number> {
  const start = performance.now();
  open = await Promise.all(Array.from({ length: count }, () => connectOne(url, token, cursor)));
  return performance.now() - start;
}

async function connectOne(url: string, token: string, cursor: string): Promise<WebSocket> {
  const response = await fetch(`${url}/api/v1/events/ticket`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  const { ticket } = (await response.json()) as { ticket: string };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/events?ticket=${ticket}`);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => socket.send(JSON.stringify({ cursor })));
    socket.once('message', () => resolve());
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  return socket;
}

process.on('message', (wish: ConsolesWish | 'close') => {
  if (wish === 'close') {
    for (const socket of open) socket.terminate();
    open = [];
    process.send?.({ ms: 0 });
    return;
  }
  connect(wish).then(
    (ms) => process.send?.({ ms }),
    (error: Error) => process.send?.({ error: error.stack }),
  );
});
process.on('disconnect', () => process.exit());
