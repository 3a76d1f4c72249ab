import { WebSocket } from 'ws';

/** Variables under which a process of Node can be asked to collect its garbage, on this machine alone. */
export const COLLECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/**
 * Bytes of a process's heap that are in use once it has collected its garbage. An idle process may keep what
 * nobody refers to any more for as long as it likes.
 * @param output what the process has printed: its inspector's address stands there
 */
export async function heapInUse(output: string): Promise<number> {
  const address = /ws:\/\/127\.0\.0\.1:\d+\/\S+/.exec(output)?.[0];
  if (address === undefined) throw new Error('the process was not started with an inspector');
  const socket = new WebSocket(address);
  const methods = ['HeapProfiler.collectGarbage', 'HeapProfiler.collectGarbage', 'Runtime.getHeapUsage'];
  return new Promise<number>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      for (const [id, method] of methods.entries()) socket.send(JSON.stringify({ id, method }));
    });
    socket.on('message', (data) => {
      const { id, result } = JSON.parse(String(data));
      if (id !== methods.length - 1) return;
      socket.close();
      resolve(result.usedSize);
    });
  });
}
