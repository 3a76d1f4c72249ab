import type { WriteKey } from '../connector/connector.ts';
import { type Failed, type Outcome, succeeded } from '../connector/outcome.ts';
import type { Tried } from '../store/store.ts';
import { settleRefused, type Written } from './ticket-row.ts';
import type { TicketWork } from './ticket-work.ts';

/** A request leaves at most this long after the ledger was asked to take its time; a later one is recorded anew. */
const FRESH_MS = 1_000;

/**
 * When this process last sent each write, by its monotonic clock: where Redis's clock is set forward in
 * the middle of a call, this one knows better.
 */
const lastSent = new Map<string, number>();
const MOST = 10_000;

function sentNow(key: string): number {
  const now = performance.now();
  const [oldest] = lastSent.keys();
  lastSent.delete(key);
  if (lastSent.size >= MOST && oldest !== undefined) lastSent.delete(oldest);
  lastSent.set(key, now);
  return now;
}

/** An answer that comes later may be a gateway's that has given up, while the ITSM goes on. */
const AT_ONCE_MS = 5_000;

/**
 * Sends one try of a write that is counted already, and records in the ledger what came of it, unless
 * it is done: confirming that is the caller's.
 *
 * Why one wish makes one record, whoever dies and however late the ITSM answers:
 * - A request that writes leaves only under a fence that was valid, and within FRESH_MS after the ledger
 *   was asked to take its time, by Redis's clock. What time it is in a process does not matter.
 * - The ITSM was told how long it may work on it (the connector's deadline). After that and a margin,
 *   counted from that time, the request has taken effect and can be found, or never will.
 * - Whoever repeats it holds the lane and has its time from the same step that counted the new try.
 *   The connector looks first, on each form where the record can stand, and sends again only if it
 *   finds nothing after that span. What it sends renews the time.
 * - A holder that lost its lane in the middle of a call (killed, stopped, cut off from Redis) cannot
 *   send anything more: the next request asks for the fence. The one under way is covered by its time.
 *   Its answer, if one comes, only adds: a confirmation and what was seen of the record are taken from
 *   anybody, a refusal and a failure from the holder alone.
 * - Once the ITSM has said that the record exists, or a part of it was seen, that stays in the ledger,
 *   and no try creates the record again, whether it can be read or not.
 * What this cannot see is a process that is stopped between its last look at the clock and the write to
 * its socket for longer than the whole span, and a gateway that delivers one request twice. A unique
 * index on the key field refuses both.
 */
export async function sendWrite<T>(
  work: TicketWork,
  name: string,
  { key, tried, written }: { readonly key: string; readonly tried: Tried; readonly written?: Written },
  send: (key: WriteKey) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const { ledger, held } = work;
  const { attempt, sentAgoMs, answered, ref } = tried;
  const own = lastSent.get(key);
  const ownAgoMs = own === undefined ? Number.POSITIVE_INFINITY : performance.now() - own;
  // Its answer may have come late: a process that was stopped meanwhile reads it when it goes on.
  let recordedAt = tried.askedAt;
  let sentAt: number | undefined;
  const sending = async (): Promise<boolean> => {
    if (performance.now() - recordedAt >= FRESH_MS) {
      const asked = performance.now();
      if (!(await ledger.leaves(name, held))) return false;
      recordedAt = asked;
    }
    sentAt = sentNow(key);
    return true;
  };
  const outcome = await send({
    key,
    attempt,
    ...(sentAgoMs !== undefined && { sentAgoMs: Math.min(sentAgoMs, ownAgoMs) }),
    ...(answered && { answered }),
    ...(ref !== undefined && { ref }),
    sending,
  });
  if (succeeded(outcome)) {
    lastSent.delete(key);
    return outcome;
  }
  const tookMs = performance.now() - (sentAt ?? recordedAt);
  await recordFailure(work, name, tried, outcome as Failed, tookMs, written);
  return outcome;
}

async function recordFailure(
  work: TicketWork,
  name: string,
  tried: Tried,
  outcome: Failed,
  tookMs: number,
  written: Written | undefined,
): Promise<void> {
  const { ledger, held } = work;
  if ('ref' in outcome && outcome.ref !== undefined) await ledger.keepRef(name, outcome.ref);
  if (outcome.kind === 'unknown') {
    if (outcome.settling || outcome.unsent) await ledger.tookBack(name, held, tried);
    return;
  }
  if (outcome.kind === 'busy' && outcome.unsent) return ledger.tookBack(name, held, tried);
  if (tookMs < AT_ONCE_MS) await ledger.answered(name, held);
  await settleRefused(work, name, tried.attempt, outcome, written);
}
