import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plan } from '../../../jobs/plan.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import type { Guard } from '../../../src/chat/decision.ts';
import type { Errand } from '../../../src/chat/errand.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Opening } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { decide } from '../../../src/handoff/decide.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import { whatIsWrong } from './beside-moves.ts';
import { ASKED, requestHandoff } from './given.ts';
import { expected } from './model.ts';
import { modelChat, placeInModel, placeOf } from './model-chat.ts';
import { LIMITS, nextDeadline } from './model-deadlines.ts';
import { actual, commandOf, isDeskMove, type Move, movedOn, openings, sequences } from './model-moves.ts';
import { modelPeople } from './model-people.ts';

/** The rules, or what a test has made of them. */
export interface RulesUnderTest {
  readonly decide: typeof decide;
  readonly evolve: typeof evolve;
  readonly deadlineOf: typeof deadlineOf;
}

export const realRules: RulesUnderTest = { decide, evolve, deadlineOf };

/** One chat under the rules alone, with a clock that only ticks when told. */
export function openChat(rules: RulesUnderTest, opening?: Opening) {
  let now = ASKED;
  let lastActivityAt = 0;
  let lastAnswerAt = 0;
  let lastSeq = 0;
  let chat: Chat | undefined;
  const errands: Errand[] = [];
  // Tickets that stood in the ITSM, or might, when the chat ended.
  const due = new Set<number>();
  const record = (events: readonly ChatEvent[]) => {
    let lines = 0;
    for (const event of events) {
      chat = rules.evolve(chat, event);
      if (event.line !== undefined) lines += 1;
      if (event.type === 'chat-closed' || event.type === 'abandon-started')
        for (const { n, state } of chat.tickets) if (state !== 'failed') due.add(n);
      const left = plan(event, chat);
      // An errand that speaks of a line needs one that the commit wrote.
      if (left.some(({ withSeq }) => withSeq)) assert.ok(lines > 0);
      errands.push(...left);
    }
    lastSeq += lines;
  };
  const people = modelPeople();
  const load = (agent: string): number =>
    people.busy(agent) + (chat !== undefined && isHis(chat, agent) ? 1 : 0);
  /** As the store's script answers it. */
  const unmet = (guard: Guard): string | undefined => {
    if (guard.kind === 'agent-online' && !people.online(guard.agent)) return 'agent-not-online';
    if (guard.kind === 'agent-gone' && !people.gone(guard.agent)) return 'agent-not-gone';
    if (guard.kind !== 'agent-free') return undefined;
    return people.free(guard.agent, load(guard.agent), guard.capacity) ? undefined : 'agent-not-free';
  };
  const run = (command: Parameters<typeof decide>[0]): string => {
    const times = { now, lastActivityAt, lastAnswerAt };
    const facts = { ...times, lastSeq, limits: LIMITS, ...(opening && { opening }) };
    const decision = rules.decide(command, chat, facts);
    if (!decision.ok) return decision.refusal.code;
    const no = decision.guards.map(unmet).find((code) => code !== undefined);
    if (no !== undefined) return no;
    if (WRITES.has(command.type)) lastActivityAt = now;
    if (command.type === 'send-agent-message') lastAnswerAt = now;
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
    people,
    load,
    errands,
    due,
    run,
    /** @returns what came of it; undefined where it moves no chat */
    move(move: Move): string | undefined {
      if (!isDeskMove(move))
        return run(commandOf(actual(move, chat), chat!, rules.deadlineOf(chat!, LIMITS)?.kind));
      if (move.type === 'tick') now += move.ms;
      else if (move.type !== 'move-all') people.move(move);
      return undefined;
    },
  };
}

/** What counts as a sign of life. */
const WRITES: ReadonlySet<string> = new Set(['send-user-message', 'send-agent-message', 'add-note']);

/** What a move means for this chat: all chats of an agent are moved where the agent has it. */
function movesOf(chat: Chat, move: Move): Move {
  if (!isDeskMove(move)) return actual(move, chat);
  return move.type === 'move-all' && isHis(chat, move.from.id) ? movedOn(move) : move;
}

const isHis = ({ status, owner, abandoning }: Chat, agent: string): boolean =>
  status === 'assigned' && owner?.id === agent && abandoning === undefined;

const withoutTickets = ({ tickets: _tickets, ...rest }: Chat): Omit<Chat, 'tickets'> => rest;

/** What holds between any chat and the one after it. */
function checkStep(before: Chat, after: Chat, rules: RulesUnderTest): void {
  const keeper = ({ owner, transferTo, status }: Chat) =>
    status === 'closed' ? undefined : `${owner?.id} ${transferTo?.id}`;
  const changed = after.status !== 'closed' && keeper(before) !== keeper(after);
  assert.equal(after.epoch, before.epoch + (changed ? 1 : 0), 'the epoch counts changes of owner');
  if (before.status === 'closed') assert.deepEqual(withoutTickets(after), withoutTickets(before));
  if (before.cancelledByUser) assert.ok(after.cancelledByUser);
  assert.ok(after.tickets.every(({ n }, i) => n === i + 1));
  assert.ok(
    after.tickets.every(({ byItself, n }) => !byItself || n === 1),
    'one by itself, and only first',
  );
  const open = after.status !== 'closed';
  const deadline = rules.deadlineOf(after, LIMITS);
  assert.equal(deadline !== undefined && Number.isFinite(deadline.at), open, 'open chats have a deadline');
  assert.equal(after.disposition === undefined, open);
  if (!open) assert.equal(after.abandoning, undefined);
  // One owner or none, and the status says which.
  const unowned = after.transferTo === undefined ? 'queued' : 'pending-transfer';
  if (open) assert.equal(after.status, after.owner === undefined ? unowned : 'assigned');
  assert.equal(after.transfer !== undefined, after.status === 'pending-transfer');
  assert.equal(after.waitingSince !== undefined, after.status === 'queued');
  assert.equal(whatIsWrong(after), undefined);
}

/** Whatever is tried, the rules answer what the model expects, and the chat stays sound. */
export const staysSound = (rules: RulesUnderTest) =>
  fc.property(sequences, openings, (tried: readonly Move[], opening) => {
    const real = openChat(rules, opening);
    const model = modelChat(real.now, opening);
    for (const one of tried) {
      const before = real.chat;
      const move = movesOf(before, one);
      // What an agent carries when the rules are asked.
      const loads = new Map(['alice', 'bob'].map((agent) => [agent, real.load(agent)]));
      const code = real.move(move);
      if (isDeskMove(move)) continue;
      const around = { now: real.now, people: real.people, load: (agent: string) => loads.get(agent) ?? 0 };
      assert.equal(code, expected(model, move, around), move.type);
      checkStep(before, real.chat, rules);
      assert.deepEqual(placeOf(real.chat), placeInModel(model));
      assert.deepEqual(rules.deadlineOf(real.chat, LIMITS), nextDeadline(model));
    }
    checkErrands(real.chat, real.errands, real.due);
  });

/** The virtual agent hears of the end once, and no ticket's status comes before its transcript. */
function checkErrands(chat: Chat, errands: readonly Errand[], due: ReadonlySet<number>): void {
  const told = errands.flatMap(({ args }) => (typeof args.status === 'string' ? [args.status] : []));
  assert.equal(told[0], 'requested');
  const over = told.filter((status) => status === 'completed' || status === 'failed');
  assert.equal(over.length, chat.status === 'closed' || chat.cancelledByUser ? 1 : 0);
  for (const { n } of chat.tickets) {
    const jobs = errands.filter(({ args }) => args.n === n).map(({ job }) => job);
    assert.equal(jobs[0], 'open-ticket');
    if (jobs.includes('change-ticket'))
      assert.ok(jobs.slice(0, jobs.indexOf('change-ticket')).includes('append-transcript'));
    if (due.has(n)) assert.ok(jobs.includes('append-transcript'));
  }
}
