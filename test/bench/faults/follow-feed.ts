import { openConsoleSocket } from '../../support/console-socket.ts';
import type { Agent } from '../../support/people.ts';
import { pause } from '../../support/seeded.ts';
import type { Record } from './history.ts';

/** An agent's window on the feed, opened again with its cursor whenever it closes. */
export interface Follower {
  /** Where it is. */
  cursor(): string;
  /** Says how far it should have come, and closes it. */
  close(end: string): Promise<void>;
}

const AGAIN_MS = 200;

export function followFeed(agent: Agent, urls: readonly string[], record: Record): Follower {
  let cursor: string | undefined;
  let connection = 0;
  let over = false;
  let close = (): void => {};
  const following = (async () => {
    while (!over) {
      connection += 1;
      const its = connection;
      try {
        const at = agent.at(urls[its % urls.length] ?? '');
        const socket = await openConsoleSocket(at, cursor, (frame) => {
          if (frame.kind === 'typing') return;
          const n = 'seq' in frame ? frame.seq : 'version' in frame ? frame.version : undefined;
          const key = 'chat' in frame ? frame.chat : '';
          const { kind } = frame;
          record(agent.id, {
            op: 'feed',
            key,
            connection: its,
            kind,
            cursor: frame.cursor,
            ...(n !== undefined && { n }),
          });
          // What `ready` names is still to come.
          if (kind !== 'ready') cursor = frame.cursor;
        });
        close = socket.close;
        if (over) close();
        await socket.closed;
      } catch {
        // A server that is away; the next one then.
      }
      await pause(AGAIN_MS);
    }
  })();
  return {
    cursor: () => cursor ?? '0-0',
    async close(end) {
      over = true;
      close();
      await following;
      record(agent.id, { op: 'feed', key: '', connection, kind: 'end', cursor: end });
    },
  };
}
