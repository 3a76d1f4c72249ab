import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Connector, Ticket, TicketRef, WriteKey } from '../../connector/connector.ts';
import type { TypeMapping } from '../../connector/mapping.ts';
import { type Outcome, succeeded } from '../../connector/outcome.ts';
import type { TypePreview } from './preview.ts';

/** One step of a rehearsal, told as it happens. */
export interface RehearsedStep {
  readonly type: string;
  readonly step: 'open' | 'read' | 'append' | 'resolve' | 'read back' | 'clean up';
  readonly ok: boolean;
  readonly what: string;
}

const ATTEMPTS = 4;
/** For what is there and may only be slow to show, milliseconds. */
const LONGEST_MS = 120_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Opens one ticket in the real ITSM as the account of the connector, reads it back, appends to it,
 * resolves it, reads it back, and cancels it again: what the account may create it must be able to read.
 * A step that fails ends the rehearsal, but what was opened is cleaned up in any case.
 * @param chat who reads the ticket must see that it is a rehearsal: mark its subject
 */
export async function* rehearse(
  connector: Connector,
  { type, open, workInfo, endings }: TypePreview,
  { finished }: Pick<TypeMapping, 'finished'>,
): AsyncGenerator<RehearsedStep> {
  const key = `DB-rehearsal-${randomUUID().slice(0, 8)}`;
  const tell = (step: RehearsedStep['step'], ok: boolean, what: string) => ({ type, step, ok, what });
  const failed = (step: RehearsedStep['step'], outcome: Outcome<unknown>) =>
    tell(step, false, 'reason' in outcome ? outcome.reason : outcome.kind);

  const opened = await insist(key, (writeKey) => connector.open({ type, fields: open }, writeKey));
  if (!succeeded(opened)) {
    yield failed('open', opened);
    const left = 'ref' in opened ? opened.ref : undefined;
    if (left === undefined) return;
    const name = left.displayId ?? `the ticket with the key ${key}`;
    return yield tell('clean up', false, `${name} is there and cannot be read; delete it by hand`);
  }
  const ref = opened.value;
  yield tell('open', true, ref.displayId);

  yield* inBetween();
  yield await cleanUp();

  async function* inBetween(): AsyncGenerator<RehearsedStep> {
    const read = await insist(key, () => connector.read(ref));
    if (!succeeded(read)) return yield failed('read', read);
    yield tell('read', true, stateOf(read.value));

    const appended = await insist(`${key}-append`, (writeKey) => connector.append(ref, [workInfo], writeKey));
    if (!succeeded(appended)) return yield failed('append', appended);
    yield tell('append', true, workInfo.summary);

    const target = endings.get('resolved');
    if (target === undefined)
      return yield tell('resolve', true, 'nothing is mapped: the status is left alone');
    const resolved = await insist(`${key}-resolve`, (writeKey) => connector.change(ref, target, writeKey));
    if (!succeeded(resolved)) return yield failed('resolve', resolved);
    yield tell('resolve', true, stateOf(resolved.value));

    const after = await insist(key, () => connector.read(ref));
    if (!succeeded(after)) return yield failed('read back', after);
    const kept = after.value.status === target.status && after.value.statusReason === target.statusReason;
    yield tell('read back', kept, stateOf(after.value));
  }

  /** A ticket that is finished and cannot be cancelled any more is clean enough: it troubles nobody. */
  async function cleanUp(): Promise<RehearsedStep> {
    const target = endings.get('abandoned');
    const cancelled =
      target && (await insist(`${key}-clean`, (writeKey) => connector.change(ref, target, writeKey)));
    if (cancelled !== undefined && succeeded(cancelled))
      return tell('clean up', true, stateOf(cancelled.value));
    const now = await insist(key, () => connector.read(ref));
    const status = succeeded(now) ? now.value.status : 'in an unknown status';
    const why = cancelled === undefined ? 'nothing is mapped for cancelling it' : cancelled.reason;
    return tell('clean up', finished.includes(status), leftBehind(ref, status, why));
  }
}

const leftBehind = (ref: TicketRef, status: string, why: string): string =>
  `${ref.displayId} stays ${status} (${why}); delete it by hand if it must go`;

const stateOf = ({ ref, status, statusReason }: Ticket): string =>
  `${ref.displayId} is ${status}${statusReason === '' ? '' : ` / ${statusReason}`}`;

/**
 * Asks again while the answer is "later" or "perhaps"; any other one is final. A step that the ITSM has
 * taken and that cannot be read is asked for until it is refused, which says what is missing.
 */
async function insist<T>(key: string, call: (key: WriteKey) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const began = performance.now();
  let next: WriteKey = { key, attempt: 0 };
  let seenAt: number | undefined;
  for (let tries = 1; ; tries++) {
    const sentAt = performance.now();
    const outcome = await call(next);
    if (outcome.kind !== 'busy' && outcome.kind !== 'unknown') return outcome;
    const seen = outcome.kind === 'unknown' ? outcome.ref : undefined;
    const long = performance.now() - began > LONGEST_MS;
    if (seen === undefined ? tries >= ATTEMPTS : long) return outcome;
    await wait(Math.min(outcome.retryAfterMs ?? 500, LONGEST_WAIT_MS));
    const nothingSent = outcome.unsent || (outcome.kind === 'unknown' && outcome.settling);
    if (seen !== undefined) seenAt ??= sentAt;
    const now = performance.now();
    next = {
      key,
      attempt: next.attempt + (nothingSent ? 0 : 1),
      ...(seen !== undefined && { ref: { ...seen, agoMs: now - (seenAt ?? now) } }),
    };
  }
}
