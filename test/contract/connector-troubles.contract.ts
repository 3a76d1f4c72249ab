import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Connector, TicketDraft, TicketRef, WriteKey } from '../../src/connector/connector.ts';
import type { Outcome } from '../../src/connector/outcome.ts';
import { eventually } from '../support/eventually.ts';

/**
 * What an ITSM may do to writes. `lost`: done, and not answered. `late`: it lands after the caller has
 * given up. `blind`: done and answered, and the account cannot read it. `lagging`: a search shows it a
 * while later.
 */
export type Trouble = 'lost' | 'late' | 'blind' | 'lagging';

/** A connector on an ITSM that can be troubled, and eyes that see the ITSM from its own side. */
export interface TroubledHarness {
  /** As a process of its own would hold it: it knows nothing of what others have sent. `hasty`: it gives up soon. */
  connector(hasty?: 'hasty'): Connector;
  draft(type: string, text: string): TicketDraft;
  /** From now on; nothing where left out. */
  trouble(type: string, trouble?: Trouble): void;
  /** How many tickets of this type the ITSM holds. */
  count(type: string): Promise<number>;
  /** Texts added to the ticket. */
  appended(ref: TicketRef): Promise<readonly string[]>;
  close(): Promise<void>;
}

const A_DAY_MS = 24 * 3_600_000;

/** What an attempt knows of the one before it. */
function following(key: string, attempt: number, before: Outcome<unknown>, agoMs: number): WriteKey {
  const ref = 'ref' in before ? before.ref : undefined;
  return { key, attempt, sentAgoMs: agoMs, ...(ref !== undefined && { ref: { ...ref, agoMs } }) };
}

/** The first try that was sent and not answered; on a slow machine one may fail before it is sent. */
const unanswered = <T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> =>
  eventually(async () => {
    const outcome = await call();
    if (outcome.kind === 'busy') return undefined;
    expect(outcome.kind).toBe('unknown');
    return outcome;
  }, 'it is sent');

const refIn = <T>(outcome: Outcome<T>): T => {
  if (outcome.kind === 'done' || outcome.kind === 'already-done') return outcome.value;
  throw new Error(`expected a value, got ${outcome.kind}: ${outcome.reason}`);
};

/** One wish, one record, however slow or blind the ITSM is. */
export function troubledContract(name: string, make: () => Promise<TroubledHarness>): void {
  describe(`${name} in front of a troubled ITSM`, () => {
    let harness: TroubledHarness;
    beforeAll(async () => {
      harness = await make();
    });
    afterEach(() => {
      for (const type of ['incident', 'work-order']) harness.trouble(type);
    });
    afterAll(() => harness.close());

    describe.each(['incident', 'work-order'])('%s', (type) => {
      test('[itsm A] a create that lands when nobody waits any more is found, and nothing is sent meanwhile', async () => {
        const before = await harness.count(type);
        const key = randomUUID();
        const draft = harness.draft(type, `late ${key}`);
        harness.trouble(type, 'late');
        const hasty = harness.connector('hasty');
        const first = await unanswered(() => hasty.open(draft, { key, attempt: 0 }));
        // Another process, which knows only when it was sent.
        const other = harness.connector();
        const soon = await other.open(draft, following(key, 1, first, 0));
        if (soon.kind !== 'already-done') expect(soon).toMatchObject({ kind: 'unknown', settling: true });
        await eventually(async () => (await harness.count(type)) > before, 'it lands');
        expect((await other.open(draft, following(key, 1, first, 0))).kind).toBe('already-done');
        expect(await harness.count(type)).toBe(before + 1);
      });

      test('[itsm A] sibling: who does not know when it was sent takes it for now', async () => {
        const before = await harness.count(type);
        const draft = harness.draft(type, 'no ledger');
        const outcome = await harness.connector().open(draft, { key: randomUUID(), attempt: 1 });
        expect(outcome).toMatchObject({ kind: 'unknown', settling: true });
        expect(await harness.count(type)).toBe(before);
      });

      test('[itsm A] sibling: an entry whose answer was lost is not written again before it can no longer land', async () => {
        const connector = harness.connector();
        const ref = refIn(await connector.open(harness.draft(type, 'x'), { key: randomUUID(), attempt: 0 }));
        const key = randomUUID();
        const entry = { summary: 's', text: `said ${key}`, visibility: 'internal' } as const;
        harness.trouble(type, 'late');
        const hasty = harness.connector('hasty');
        const first = await unanswered(() => hasty.append(ref, [entry], { key, attempt: 0 }));
        harness.trouble(type);
        const other = harness.connector();
        const soon = await other.append(ref, [entry], following(key, 1, first, 0));
        if (soon.kind !== 'already-done') expect(soon).toMatchObject({ kind: 'unknown', settling: true });
        await eventually(async () => (await harness.appended(ref)).length > 0, 'it lands');
        expect((await other.append(ref, [entry], following(key, 2, first, 0))).kind).toBe('already-done');
        expect(await harness.appended(ref)).toHaveLength(1);
      });

      test('[itsm B] a ticket that the account cannot read is created once, and the refusal names it', async () => {
        const before = await harness.count(type);
        const key = randomUUID();
        const draft = harness.draft(type, `blind ${key}`);
        harness.trouble(type, 'blind');
        const first = await harness.connector().open(draft, { key, attempt: 0 });
        expect(first).toMatchObject({ kind: 'unknown', ref: { displayId: expect.stringMatching(/./) } });
        const number = first.kind === 'unknown' ? first.ref?.displayId : '';
        for (const attempt of [1, 2, 3]) {
          const outcome = await harness.connector().open(draft, following(key, attempt, first, A_DAY_MS));
          expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringContaining(`${number}`) });
        }
        expect(await harness.count(type)).toBe(before + 1);
        // Once the account may read it, the same wish finds it.
        harness.trouble(type);
        const found = await harness.connector().open(draft, following(key, 4, first, A_DAY_MS));
        expect(refIn(found).displayId).toBe(number);
        expect(await harness.count(type)).toBe(before + 1);
      });

      test('[itsm B] sibling: nothing is refused while the ITSM may only be slow to show it', async () => {
        const key = randomUUID();
        const draft = harness.draft(type, `blind for a moment ${key}`);
        harness.trouble(type, 'blind');
        const first = await harness.connector().open(draft, { key, attempt: 0 });
        const soon = await harness.connector().open(draft, following(key, 1, first, 0));
        expect(soon).toMatchObject({ kind: 'unknown', settling: true, ref: expect.anything() });
      });

      test('[itsm B] sibling: an index that lags shows the ticket later, and it is the one', async () => {
        const before = await harness.count(type);
        const key = randomUUID();
        const draft = harness.draft(type, `lagging ${key}`);
        harness.trouble(type, 'lagging');
        let outcome = await harness.connector().open(draft, { key, attempt: 0 });
        await eventually(async () => {
          if (outcome.kind === 'unknown')
            outcome = await harness.connector().open(draft, following(key, 1, outcome, 0));
          return outcome.kind !== 'unknown';
        }, 'the index shows it');
        refIn(outcome);
        expect(await harness.count(type)).toBe(before + 1);
      });

      test('[itsm B] sibling: an answer that was lost and an index that lags make no second ticket', async () => {
        const before = await harness.count(type);
        const key = randomUUID();
        const draft = harness.draft(type, `lost and lagging ${key}`);
        harness.trouble(type, 'lost');
        let outcome = await harness.connector().open(draft, { key, attempt: 0 });
        expect(outcome.kind).toBe('unknown');
        harness.trouble(type, 'lagging');
        await eventually(async () => {
          outcome = await harness.connector().open(draft, following(key, 1, outcome, 0));
          return outcome.kind !== 'unknown';
        }, 'the index shows it');
        expect(outcome.kind).toBe('already-done');
        expect(await harness.count(type)).toBe(before + 1);
      });
    });
  });
}
