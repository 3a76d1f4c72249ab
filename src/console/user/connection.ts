import { directLineCalls } from './direct-line-calls.ts';
import type { Keeper } from './keeper.ts';
import type { SeenActivity } from './live-chat.ts';
import { createSource, type Source } from './observable.ts';
import { createOutbox, type Posting } from './outbox.ts';
import { Refused, Trouble } from './outgoing.ts';
import { CannotGoOn, GONE } from './session.ts';
import { follow, type Stream } from './stream.ts';

/** Web Chat's numbers for how a connection stands. */
const CONNECTING = 1;
const ONLINE = 2;
const FAILED = 4;

const RENEW_MS = 15 * 60_000;
/** A stream that ends sooner was no success. */
const LASTED_MS = 5_000;
/** A user is told that the connection is lost once it has been for so long, or as soon as a try has failed. */
const UNNOTICED_MS = 3_000;
const LONGEST_REST_MS = 15_000;

export type ConnectionState =
  | { readonly is: 'online' | 'lost' }
  /** It is over: what to do, in a sentence. */
  | { readonly is: 'over'; readonly why: string };

/** Web Chat's connection to Direct Line, as its own client has it. */
export interface Connection {
  readonly token: string;
  readonly activity$: Source<SeenActivity>;
  readonly connectionStatus$: Source<number>;
  postActivity(activity: object): Posting;
  end(): void;
}

/**
 * Direct Line for Web Chat, which never gives up while the chat can go on: a token that ran out is got anew by
 * what this browser keeps, a lost stream is opened again from the last activity that was seen, and what was
 * written meanwhile is sent once. Microsoft's own client ends with its token, and after a quarter of an hour
 * without a server.
 */
export function openConnection(keeper: Keeper, tell: (state: ConnectionState) => void): Connection {
  const activities = createSource<SeenActivity>((given, one) =>
    one.type === 'typing' ? given : [...given, one],
  );
  const statuses = createSource<number>((_given, status) => [status]);
  const calls = directLineCalls(keeper);
  const outbox = createOutbox(calls.post, () => stream?.drop());
  const seen = new Set<string>();
  let stream: Stream | undefined;
  let opened = false;
  let over = false;
  let watermark = '';
  let rested = () => {};
  let notice: ReturnType<typeof setTimeout> | undefined;
  statuses.give(CONNECTING);

  function hear(activity: SeenActivity): void {
    const { id } = activity;
    if (id !== undefined && seen.has(id)) return;
    if (id !== undefined) seen.add(id);
    activities.give(outbox.known(activity));
  }

  function up(): void {
    clearTimeout(notice);
    notice = undefined;
    tell({ is: 'online' });
    outbox.open();
  }

  function down(at: number): void {
    outbox.shut();
    if (over) return;
    notice ??= setTimeout(() => tell({ is: 'lost' }), at);
  }

  function stop(error: unknown): void {
    if (over) return;
    over = true;
    clearTimeout(notice);
    clearInterval(renewing);
    stream?.drop();
    const why = error instanceof CannotGoOn ? error.message : GONE;
    outbox.close(new CannotGoOn(why));
    statuses.give(FAILED);
    tell({ is: 'over', why });
  }

  async function talk(): Promise<void> {
    const { streamUrl } = await (opened ? calls.reconnect(watermark) : calls.start());
    if (over) return;
    if (!opened) statuses.give(ONLINE);
    opened = true;
    stream = follow(streamUrl, {
      opened: up,
      brought(frame) {
        for (const activity of frame.activities) hear(activity);
        watermark = frame.watermark ?? watermark;
      },
    });
    await stream.ended;
  }

  /** Waits before the next try, longer each time; what tells that there may be a way again ends the wait. */
  async function rest(failures: number): Promise<void> {
    const most = Math.min(LONGEST_REST_MS, 500 * 2 ** failures);
    await new Promise<void>((resolve) => {
      rested = resolve;
      setTimeout(resolve, most * (0.5 + Math.random() / 2));
    });
  }

  async function keepTalking(): Promise<void> {
    for (let failures = 0; !over; ) {
      const begun = Date.now();
      try {
        await talk();
        failures = Date.now() - begun > LASTED_MS ? 0 : failures + 1;
        down(UNNOTICED_MS);
      } catch (error) {
        if (error instanceof CannotGoOn || error instanceof Refused) return stop(error);
        failures += 1;
        clearTimeout(notice);
        notice = undefined;
        down(0);
      }
      if (!over) await rest(failures);
    }
  }

  const renewing = setInterval(() => {
    calls.renew().catch((error: unknown) => {
      if (!(error instanceof Trouble)) stop(error);
    });
  }, RENEW_MS);
  window.addEventListener('online', () => rested());
  window.addEventListener('offline', () => stream?.drop());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) rested();
  });
  void keepTalking();

  return {
    get token() {
      return keeper.session().token;
    },
    activity$: activities.source,
    connectionStatus$: statuses.source,
    postActivity: (activity) => outbox.post(activity),
    end: () => stop(new CannotGoOn(GONE)),
  };
}
