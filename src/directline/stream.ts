import { WebSocket } from 'ws';
import type { Log } from '../shared/log.ts';
import type { ActivityPage } from '../store/direct-line/activities.ts';

/** Most bytes that wait for a slow client before it is cut off; it comes back with its watermark. */
const MAX_BUFFER = 1024 * 1024;

type Activity = Readonly<Record<string, unknown>>;

/** One client's socket: brings it the log from its watermark on, in order, page by page. */
export interface Stream {
  /** There may be something new: a page of the log, or an activity that no log keeps. */
  wake(passing?: Activity): void;
  /** Time for a sign of life; ends the stream where the client gives none. */
  beat(now: number): void;
  /** Asks the client to go, 1012 to come back; resolves once it has. */
  close(code: number, reason: string): Promise<void>;
  destroy(): void;
}

export interface StreamOptions {
  readonly socket: WebSocket;
  readonly watermark: number;
  /** Epoch milliseconds at which the right to listen ends. */
  readonly until: number;
  read(watermark: number): Promise<ActivityPage | undefined>;
  readonly log: Log;
}

export function createStream({ socket, until, read, log, ...options }: StreamOptions): Stream {
  let watermark = options.watermark;
  let passing: Activity | undefined;
  let awake = false;
  let again = false;
  let heard = true;
  // Frames are counted, so that a beat can tell whether one is still leaving that was leaving at the last.
  let frames = 0;
  let leaving = 0;
  let leavingAtBeat = 0;
  socket.on('pong', () => {
    heard = true;
  });
  // Clients of the Direct Line library send empty frames to see whether we are here.
  socket.on('message', () => {
    heard = true;
  });
  socket.on('error', () => socket.terminate());

  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));

  const send = (frame: string): Promise<void> =>
    new Promise((resolve, reject) => {
      leaving = ++frames;
      socket.send(frame, (error) => {
        leaving = 0;
        if (error) reject(error);
        else resolve();
      });
    });

  async function bringLog(): Promise<void> {
    for (;;) {
      const page = await read(watermark);
      if (page === undefined) return socket.close(4404, 'the conversation has been forgotten');
      if (page.activities.length > 0) {
        await send(`{"activities":[${page.activities.join(',')}],"watermark":"${page.watermark}"}`);
      }
      watermark = page.watermark;
      if (!page.more) return;
    }
  }

  async function bring(): Promise<void> {
    awake = true;
    try {
      do {
        again = false;
        await bringLog();
        // After the log, so that the sign of typing does not overtake what was said before it.
        const activity = passing;
        passing = undefined;
        if (activity !== undefined) await send(JSON.stringify({ activities: [activity] }));
      } while (again);
    } catch (error) {
      // The next beat or wake-up reads again from the same watermark.
      if (socket.readyState === WebSocket.OPEN)
        log.warn({ err: error }, 'a stream could not be brought up to date');
    } finally {
      awake = false;
    }
  }

  return {
    wake(activity) {
      passing = activity ?? passing;
      if (awake) again = true;
      else void bring();
    },
    beat(now) {
      const stalled = leaving > 0 && leaving === leavingAtBeat;
      leavingAtBeat = leaving;
      if (!heard || stalled || socket.bufferedAmount > MAX_BUFFER) return socket.terminate();
      if (now >= until) return socket.close(4403, 'the session has ended, begin a new one');
      heard = false;
      socket.ping();
      socket.send('');
      this.wake();
    },
    close(code, reason) {
      socket.close(code, reason);
      return closed;
    },
    destroy: () => socket.terminate(),
  };
}
