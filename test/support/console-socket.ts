import { WebSocket } from 'ws';
import type { FeedFrame } from '../../src/api/views.ts';
import type { Agent } from './people.ts';

/** An agent's window on the feed. */
export interface ConsoleSocket {
  /** Every frame since it was opened. */
  readonly frames: readonly FeedFrame[];
  /** Resolves once it is closed, by whomever. */
  readonly closed: Promise<void>;
  close(): void;
}

/** Opens the feed as the console does: a ticket, then a socket whose first frame says where to go on. */
export async function openConsoleSocket(
  agent: Agent,
  cursor?: string,
  onFrame: (frame: FeedFrame) => void = () => {},
): Promise<ConsoleSocket> {
  const { body } = await agent.do('/events/ticket');
  const socket = new WebSocket(`${agent.url.replace(/^http/, 'ws')}/api/v1/events?ticket=${body.ticket}`);
  const frames: FeedFrame[] = [];
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as FeedFrame;
    frames.push(frame);
    onFrame(frame);
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  // The server may be killed under it.
  socket.on('error', () => {});
  socket.send(JSON.stringify(cursor === undefined ? {} : { cursor }));
  return { frames, closed, close: () => socket.terminate() };
}
