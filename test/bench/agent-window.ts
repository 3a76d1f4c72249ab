import { WebSocket } from 'ws';
import type { FeedFrame } from '../../src/api/views.ts';
import type { Agent } from '../support/people.ts';
import { createArrivals } from './arrivals.ts';

/** An agent's open window: the feed's socket. */
export interface AgentWindow {
  /** When the next entry of this chat is shown. */
  expectEntry(chat: string): Promise<number>;
  /** When this commit of a chat is shown. */
  expectVersion(chat: string, version: number): Promise<number>;
  /** Where the feed stood when it was opened. */
  readonly firstCursor: string;
  close(): void;
}

/** Opens the feed. A gap, a repeat or a wrong order of a chat's entries fails whatever is awaited. */
export async function openAgentWindow(agent: Agent): Promise<AgentWindow> {
  const arrivals = createArrivals();
  const lastSeq = new Map<string, number>();
  const { ticket } = (await agent.do('/events/ticket')).body as { ticket: string };
  const socket = new WebSocket(`${agent.url.replace('http', 'ws')}/api/v1/events?ticket=${ticket}`);
  const fail = (why: string): void => arrivals.failAll(new Error(`the agent's socket: ${why}`));
  let ready = (_cursor: string): void => {};
  const first = new Promise<string>((resolve, reject) => {
    ready = resolve;
    socket.once('error', reject);
  });
  const take = (frame: FeedFrame): void => {
    if (frame.kind === 'chat') arrivals.arrived(`${frame.chat} ${frame.version}`);
    if (frame.kind !== 'entry') return;
    const last = lastSeq.get(frame.chat);
    if (last !== undefined && frame.seq !== last + 1) fail(`entry ${frame.seq} came after ${last}`);
    lastSeq.set(frame.chat, frame.seq);
    arrivals.arrived(frame.chat);
  };
  socket.once('open', () => socket.send('{}'));
  socket.once('message', (data) => {
    const frame = JSON.parse(String(data)) as FeedFrame;
    if (frame.kind === 'typing') return fail('the first frame has no cursor');
    ready(frame.cursor);
    socket.on('message', (data) => take(JSON.parse(String(data)) as FeedFrame));
  });
  socket.on('close', (code) => fail(`closed with ${code}`));
  const firstCursor = await first;
  return {
    firstCursor,
    expectEntry: arrivals.expect,
    expectVersion: (chat, version) => arrivals.expect(`${chat} ${version}`),
    close: () => socket.terminate(),
  };
}
