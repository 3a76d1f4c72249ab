import assert from 'node:assert/strict';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plan } from '../../../jobs/plan.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import type { Errand } from '../../../src/chat/errand.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Opening } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { decide } from '../../../src/handoff/decide.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import { ASKED, requestHandoff } from './given.ts';
import {
  commandOf,
  expected,
  LIMIT,
  type ModelChat,
  type Move,
  modelChat,
  moves,
  openings,
  runs,
} from './model.ts';

const limits = { waitingMs: LIMIT, idleMs: LIMIT, abandoningMs: LIMIT };

/** One chat under the rules alone, with a clock that only ticks when told. */
function openChat(opening?: Opening) {
  let now = ASKED;
  let lastActivityAt = 0;
  let lastSeq = 0;
  let chat: Chat | undefined;
  const errands: Errand[] = [];
  // Tickets that stood in the ITSM, or might, when the chat ended.
  const due = new Set<number>();
  const record = (events: readonly ChatEvent[]) => {
    let lines = 0;
    for (const event of events) {
      chat = evolve(chat, event);
      if (event.line !== undefined) lines += 1;
      if (event.type === 'chat-closed' || event.type === 'abandon-started')
        for (const { n, state } of chat.tickets) if (state !== 'failed') due.add(n);
      const left = plan(event, chat);
      // An errand that speaks of a line needs one that the commit wrote.
      if (left.some(({ withSeq }) => withSeq)) expect(lines).toBeGreaterThan(0);
      errands.push(...left);
    }
    lastSeq += lines;
  };
  const run = (command: Parameters<typeof decide>[0]): string => {
    const facts = { now, lastSeq, lastActivityAt, limits, ...(opening && { opening }) };
    const decision = decide(command, chat, facts);
    if (!decision.ok) return decision.refusal.code;
    if (command.type === 'send-user-message' || command.type === 'send-agent-message') lastActivityAt = now;
    if (command.type === 'add-note') lastActivityAt = now;
    record(decision.events);
    return decision.events.length === 0 ? 'nothing' : 'ok';
  };
  run(requestHandoff);
  return {
    get chat(): Chat {
      return chat!;
    },
    get now() {
      return now;
    },
    errands,
    due,
    run,
    tick(ms: number) {
      now += ms;
    },
  };
}

const withoutTickets = ({ tickets: _tickets, ...rest }: Chat): Omit<Chat, 'tickets'> => rest;

/** What holds between any chat and the one after it. */
function checkStep(before: Chat, after: Chat): void {
  const changed = before.owner?.id !== after.owner?.id;
  assert.equal(after.epoch, before.epoch + (changed ? 1 : 0), 'the epoch counts changes of owner');
  if (before.status === 'closed') assert.deepEqual(withoutTickets(after), withoutTickets(before));
  if (before.cancelledByUser) assert.ok(after.cancelledByUser);
  assert.ok(after.tickets.every(({ n }, i) => n === i + 1));
  assert.ok(
    after.tickets.every(({ byItself, n }) => !byItself || n === 1),
    'one by itself, and only first',
  );
  const open = after.status !== 'closed';
  const deadline = deadlineOf(after, limits);
  assert.equal(deadline !== undefined && Number.isFinite(deadline.at), open, 'open chats have a deadline');
  assert.equal(after.disposition === undefined, open);
  if (!open) assert.equal(after.abandoning, undefined);
  // One owner or none, and the status says which.
  if (open) assert.equal(after.status, after.owner === undefined ? 'queued' : 'assigned');
  assert.equal(after.waitingSince !== undefined, after.status === 'queued');
}

test('whatever is tried, the rules answer what the model expects, and the chat stays sound', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 40 }), openings, (tried: readonly Move[], opening) => {
      const real = openChat(opening);
      const model = modelChat(real.now, opening);
      for (const move of tried) {
        if (move.type === 'tick') {
          real.tick(move.ms);
          continue;
        }
        const before = real.chat;
        const code = real.run(commandOf(move, before.epoch));
        assert.equal(code, expected(model, move, real.now), move.type);
        checkStep(before, real.chat);
        const { status, owner, cancelledByUser: left } = real.chat;
        assert.deepEqual({ open: status !== 'closed', owner: owner?.id, left }, facts(model));
      }
      checkErrands(real.chat, real.errands, real.due);
    }),
    runs(5_000),
  );
});

const facts = ({ open, owner, left }: ModelChat) => ({ open, owner, left });

/** The virtual agent hears of the end once, and no ticket's status comes before its transcript. */
function checkErrands(chat: Chat, errands: readonly Errand[], due: ReadonlySet<number>): void {
  const told = errands.flatMap(({ args }) => (typeof args.status === 'string' ? [args.status] : []));
  expect(told[0]).toBe('requested');
  const over = told.filter((status) => status === 'completed' || status === 'failed');
  expect(over).toHaveLength(chat.status === 'closed' || chat.cancelledByUser ? 1 : 0);
  for (const { n } of chat.tickets) {
    const jobs = errands.filter(({ args }) => args.n === n).map(({ job }) => job);
    expect(jobs[0]).toBe('open-ticket');
    if (jobs.includes('change-ticket'))
      expect(jobs.slice(0, jobs.indexOf('change-ticket'))).toContain('append-transcript');
    if (due.has(n)) expect(jobs).toContain('append-transcript');
  }
}

test('an abandon always closes as abandoned: answered, or at its deadline at the latest', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 30 }), fc.boolean(), openings, (tried, answered, opening) => {
      const real = openChat(opening);
      for (const move of tried) {
        if (move.type === 'tick') real.tick(move.ms);
        else real.run(commandOf(move, real.chat.epoch));
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
        real.tick(LIMIT);
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
    const real = openChat();
    for (const move of tried) {
      if (move.type === 'tick') {
        real.tick(move.ms);
        continue;
      }
      all += 1;
      if (real.run(commandOf(move, real.chat.epoch)) === 'ok') ok += 1;
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
    'queued',
  ]);
  expect(ok / all).toBeGreaterThan(0.2);
});
