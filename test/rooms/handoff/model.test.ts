import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { LIMIT, LIMITS } from './model-deadlines.ts';
import { openings, runs, sequences } from './model-moves.ts';
import { openChat, realRules, staysSound } from './model-run.ts';

test('whatever is tried, the rules answer what the model expects, and the chat stays sound', () => {
  fc.assert(staysSound(realRules), runs(4_000));
}, 60_000);

test('an abandon always closes as abandoned: answered, or at its deadline at the latest', () => {
  fc.assert(
    fc.property(sequences, fc.boolean(), openings, (tried, answered, opening) => {
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

test('every state is reached, every move and deadline gets through, and the moves are often legal', () => {
  const seen = new Set<string>();
  const through = new Set<string>();
  let ok = 0;
  let tries = 0;
  for (const tried of fc.sample(sequences, runs(10_000))) {
    const real = openChat(realRules);
    for (const move of tried) {
      const next = deadlineOf(real.chat, LIMITS)?.kind;
      const code = real.move(move);
      if (code === undefined) continue;
      if (code === 'ok') through.add(move.type === 'pass' ? `${next} passes` : move.type);
      tries += 1;
      if (code === 'ok') ok += 1;
      const { status, disposition, abandoning, cancelledByUser } = real.chat;
      seen.add(
        [status, disposition, abandoning && 'abandoning', cancelledByUser && 'left']
          .filter(Boolean)
          .join(' '),
      );
    }
  }
  const deadlines = ['waiting', 'overflow', 'sla-warning', 'sla-breach', 'transfer', 'abandoning'];
  const silences = ['idle-warning', 'idle', 'answer-warning', 'answer'];
  const before = [
    'user',
    'cancel',
    'unreachable',
    'accept',
    'assign',
    'gone',
    'force',
    'transfer',
    'release',
  ];
  const during = [
    'agent',
    'note',
    'invite',
    'answer',
    'join',
    'leave',
    'assist',
    'whisper',
    'end',
    'abandon',
  ];
  const tickets = ['ticket', 'created', 'updated', 'failed', 'retry'];
  const passes = [...deadlines, ...silences].map((kind) => `${kind} passes`);
  const all = [...passes, ...before, ...during, ...tickets];
  expect([...through].sort()).toEqual(all.sort());
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
  expect(ok / tries).toBeGreaterThan(0.15);
});
