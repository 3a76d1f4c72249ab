import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LIMIT, moves, openings, runs } from './model.ts';
import { openChat, realRules, staysSound } from './model-run.ts';

test('whatever is tried, the rules answer what the model expects, and the chat stays sound', () => {
  fc.assert(staysSound(realRules), runs(10_000));
});

test('an abandon always closes as abandoned: answered, or at its deadline at the latest', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 30 }), fc.boolean(), openings, (tried, answered, opening) => {
      const real = openChat(realRules, opening);
      for (const move of tried) {
        real.move(move);
      }
      const { owner } = real.chat;
      if (owner === undefined) return;
      const code = real.run({ type: 'abandon', by: owner });
      if (code === 'chat-closed') return;
      expect(['ok', 'abandon-under-way']).toContain(code);
      if (answered) {
        for (const n of real.chat.abandoning?.waitingFor ?? [])
          real.run({ type: 'record-ticket-failed', n, error: 'refused' });
      } else {
        real.move({ type: 'tick', ms: LIMIT });
        real.run({ type: 'pass-deadline', kind: 'abandoning', epoch: real.chat.epoch });
      }
      expect(real.chat).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    }),
    runs(2_000),
  );
});

test('every state is reached, and the moves of the property are mostly legal', () => {
  const seen = new Set<string>();
  let ok = 0;
  let all = 0;
  for (const tried of fc.sample(fc.array(moves, { minLength: 10, maxLength: 40 }), runs(3_000))) {
    const real = openChat(realRules);
    for (const move of tried) {
      const code = real.move(move);
      if (code === undefined) continue;
      all += 1;
      if (code === 'ok') ok += 1;
      const { status, disposition, abandoning, cancelledByUser } = real.chat;
      seen.add(
        [status, disposition, abandoning && 'abandoning', cancelledByUser && 'left']
          .filter(Boolean)
          .join(' '),
      );
    }
  }
  expect([...seen].sort()).toEqual([
    'assigned',
    'assigned abandoning',
    'assigned abandoning left',
    'assigned left',
    'closed abandoned',
    'closed abandoned left',
    'closed cancelled left',
    'closed resolved',
    'closed resolved left',
    'closed unresolved',
    'pending-transfer',
    'pending-transfer left',
    'queued',
  ]);
  expect(ok / all).toBeGreaterThan(0.15);
});
