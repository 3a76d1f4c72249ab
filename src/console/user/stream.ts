import type { SeenActivity } from './live-chat.ts';

/** The server says something at least every 15 s; after three times that the line is dead, whatever the browser thinks. */
const SILENCE_MS = 45_000;
const LOOK_MS = 5_000;

export interface Frame {
  readonly activities: readonly SeenActivity[];
  readonly watermark?: string;
}

export interface Stream {
  /** Resolves once it has ended; rejects where it never opened. */
  readonly ended: Promise<void>;
  /** Ends it now: on a line that is dead a browser waits for a farewell. */
  drop(): void;
}

/** Follows a stream of Direct Line. */
export function follow(
  url: string,
  on: { readonly opened: () => void; readonly brought: (frame: Frame) => void },
): Stream {
  const socket = new WebSocket(url);
  let heard = Date.now();
  let open = false;
  let drop = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    const end = () => {
      clearInterval(looking);
      socket.onmessage = null;
      socket.close();
      if (open) resolve();
      else reject(new Error('the stream did not open'));
    };
    // A laptop that slept finds out by the clock, before the browser does.
    const looking = setInterval(() => Date.now() - heard > SILENCE_MS && end(), LOOK_MS);
    drop = end;
    socket.onclose = end;
    socket.onerror = end;
    socket.onopen = () => {
      open = true;
      on.opened();
    };
    socket.onmessage = ({ data }) => {
      heard = Date.now();
      if (data !== '') on.brought(JSON.parse(String(data)) as Frame);
    };
  });
  return { ended, drop: () => drop() };
}
