import type { SeenActivity } from './live-chat.ts';
import { type Listener, nextOf } from './observable.ts';
import { type Outgoing, Trouble } from './outgoing.ts';

/** One sending, as Web Chat follows it: the activity's id, then the end; unsubscribed it is not tried again. */
export interface Posting {
  subscribe(listener?: Listener<string>, failed?: (error: unknown) => void): { unsubscribe(): void };
}

/** What the bot fails on, or the line breaks on, each time is not sent for ever. */
const MOST_FAILURES = 4;
const BOT_FAILED = 502;
const LONGEST_REST_MS = 10_000;

/** What the user sends while there is a connection, and keeps until there is one: in order, each under its own name, so that it arrives once. */
export interface Outbox {
  post(activity: object): Posting;
  /** The activity under the name by which Web Chat waits for it. */
  known(activity: SeenActivity): SeenActivity;
  open(): void;
  shut(): void;
  /** Nothing is sent any more. */
  close(why: Error): void;
}

/**
 * @param send gives the activity's id
 * @param unreachable nobody has answered it
 */
export function createOutbox(send: (activity: Outgoing) => Promise<string>, unreachable: () => void): Outbox {
  const waiting = new Set<number>();
  /** The name of a first try -> that of the last. */
  const names = new Map<string, string>();
  let open = false;
  let over: Error | undefined;
  let count = 0;
  let changed: () => void = () => {};
  let change = new Promise<void>((resolve) => {
    changed = resolve;
  });
  const signal = (): void => {
    const done = changed;
    change = new Promise((resolve) => {
      changed = resolve;
    });
    done();
  };
  const mayGo = (place: number): boolean => open && ![...waiting].some((other) => other < place);

  async function deliver(activity: Outgoing, givenUp: () => boolean): Promise<string> {
    // Nobody wants to see later that the user was writing.
    if (activity.type === 'typing') return open ? send(activity).catch(() => '') : '';
    const place = ++count;
    try {
      for (let failures = 0, busy = 0; ; ) {
        while (!mayGo(place) && over === undefined && !givenUp()) {
          waiting.add(place);
          await change;
        }
        if (over !== undefined) throw over;
        if (givenUp()) throw new Error('nobody waits for it');
        try {
          return await send(activity);
        } catch (error) {
          if (!(error instanceof Trouble)) throw error;
          const { status } = error;
          if ((status === undefined || status === BOT_FAILED) && ++failures >= MOST_FAILURES) throw error;
          waiting.add(place);
          if (status === undefined) {
            open = false;
            unreachable();
          } else
            await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_REST_MS, 500 * 2 ** busy++)));
        }
      }
    } finally {
      waiting.delete(place);
      signal();
    }
  }

  return {
    post: (activity) => ({
      subscribe(listener, failed) {
        let givenUp = false;
        const refused = failed ?? (typeof listener === 'object' ? listener.error : undefined);
        deliver(underOneName(activity, names), () => givenUp).then(
          (id) => {
            nextOf(listener)(id);
            if (typeof listener === 'object') listener.complete?.();
          },
          (error: unknown) => refused?.(error),
        );
        return {
          unsubscribe() {
            givenUp = true;
            signal();
          },
        };
      },
    }),
    known(activity) {
      const name = names.get(nameOf(activity) ?? '');
      if (name === undefined) return activity;
      return { ...activity, channelData: { ...(activity.channelData as object), clientActivityID: name } };
    },
    open() {
      open = true;
      signal();
    },
    shut() {
      open = false;
    },
    close(why) {
      over = why;
      signal();
    },
  };
}

const nameOf = ({ channelData }: { readonly channelData?: unknown }): string | undefined =>
  (channelData as { readonly clientActivityID?: string } | undefined)?.clientActivityID;

/** Web Chat names each try anew; the server has to know a second try of the same words by the first one's name. */
function underOneName(activity: Outgoing, names: Map<string, string>): Outgoing {
  const { firstTry, ...data } = activity.channelData ?? {};
  const name = nameOf(activity) ?? randomName();
  if (typeof firstTry !== 'string') return { ...activity, channelData: { ...data, clientActivityID: name } };
  names.set(firstTry, name);
  return { ...activity, channelData: { ...data, clientActivityID: firstTry } };
}

/** `crypto.randomUUID` is there on secure pages alone. */
const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
