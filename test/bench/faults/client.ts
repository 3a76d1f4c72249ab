import type { Reply } from '../../support/people.ts';
import { between, pause } from '../../support/seeded.ts';
import { type Ask, monotonic, type Record, type Result } from './history.ts';

/** Sends a request to one of the servers. */
export type Send = (url: string) => Promise<Reply>;

/** One wish as its people know it. */
export type Wished = Omit<Ask, 'from' | 'result' | 'status'>;

export interface Client {
  /**
   * Asks until it is acknowledged or refused, at the one server and then at the other, each time with the same key.
   * Every try is recorded. @returns the last answer; undefined where there never was one that said anything
   */
  ask(
    who: string,
    wish: Wished,
    send: Send,
    learnt?: (reply: Reply) => Partial<Wished>,
  ): Promise<Reply | undefined>;
  /** The same for what changes nothing, and for what may be done twice: not recorded. */
  get(send: Send): Promise<Reply | undefined>;
}

/** What this answer to this request says of it. */
function resultOf(reply: Reply | undefined): Result {
  if (reply === undefined || reply.status >= 500 || reply.status === 408) return 'unknown';
  return reply.status < 300 ? 'ok' : 'fail';
}

/** Come again: nobody was turned away for good. */
const asksAgain = (reply: Reply | undefined): boolean =>
  resultOf(reply) === 'unknown' || reply?.status === 429;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

export function createClient(
  urls: readonly string[],
  {
    record,
    random,
    patienceMs,
  }: { readonly record: Record; readonly random: () => number; readonly patienceMs: number },
): Client {
  async function tries(
    send: Send,
    tell: (reply: Reply | undefined, from: number) => void,
  ): Promise<Reply | undefined> {
    const end = performance.now() + patienceMs;
    let server = between(random, 0, urls.length - 1);
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const from = monotonic();
      const reply = await send(urls[server % urls.length] ?? '').catch(() => undefined);
      tell(reply, from);
      if (!asksAgain(reply) || performance.now() > end) return reply;
      server += 1;
      await pause(wait * (0.5 + random()));
    }
  }
  return {
    ask: (who, wish, send, learnt) =>
      tries(send, (reply, from) => {
        const result = resultOf(reply);
        record(who, {
          ...wish,
          ...(reply !== undefined && { status: reply.status }),
          ...(typeof reply?.body?.code === 'string' && { code: reply.body.code }),
          ...(reply !== undefined && result === 'ok' && learnt?.(reply)),
          from,
          result,
        });
      }),
    get: (send) => tries(send, () => {}),
  };
}
