import { patience } from './pace.ts';
import type { Reply } from './people.ts';

/**
 * Asks until it is acknowledged, as a client does that was cut off: the same request again, so it must
 * carry a key by which a repeat is known.
 * @throws Error where it is refused, or not acknowledged in time
 */
export async function acknowledged(
  ask: () => Promise<Reply>,
  what: string,
  withinMs = 45_000,
): Promise<Reply> {
  const within = patience(withinMs);
  const end = performance.now() + within;
  let last: unknown;
  for (;;) {
    try {
      const reply = await ask();
      if (reply.status >= 200 && reply.status < 300) return reply;
      if (reply.status < 500) throw new Refused(`${what}: ${reply.status} ${JSON.stringify(reply.body)}`);
      last = reply;
    } catch (error) {
      if (error instanceof Refused) throw error;
      last = error;
    }
    if (performance.now() > end)
      throw new Error(`${what} was not acknowledged within ${within} ms: ${JSON.stringify(last)}`, {
        cause: last,
      });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

class Refused extends Error {}
