import type { Redis } from 'ioredis';
import type { Chat } from '../chat/chat.ts';
import type { AgentChoice, Guard, Refusal } from '../chat/decision.ts';
import type { NewEntry } from '../chat/entry.ts';
import type { Errand } from '../chat/errand.ts';
import type { Clock } from '../shared/clock.ts';
import { unpack } from './archive/index.ts';
import { commit, type Wake } from './commit.ts';
import { keysOf } from './keys.ts';
import { type Layout, WRITES } from './layout.ts';
import { readChat, readUndelivered } from './read.ts';
import type { Recordable, Rules } from './rules.ts';

/** Under a storm on one chat five are not enough: one accept in some ten thousands then heard of no winner. */
const TRIES = 7;
const CONFLICT: Refusal = { code: 'conflict', message: 'This chat is changing too quickly. Try again.' };

/** Commands that got in each other's way come again one after the other: up to 4, 16, 64 … ms later. */
const stepBack = (time: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 4 ** (time - 1)));

/** What a guard that does not hold means for whoever wished it. */
const REFUSALS: Readonly<Record<Guard['kind'], Refusal>> = {
  'conversation-free': {
    code: 'conversation-has-chat',
    message: 'This conversation has an open chat already.',
  },
  'agent-online': { code: 'agent-not-online', message: 'This agent is not online any more. Choose another.' },
  'agent-free': {
    code: 'agent-not-free',
    message: 'This agent is offline, unavailable, or has as many chats as he takes. Choose another.',
  },
  'agent-gone': { code: 'agent-not-gone', message: 'This agent is connected again.' },
};

export interface Once {
  readonly key: string;
  /** What the first answer is stored under; a repeat that asks for something else is refused. */
  readonly fingerprint: string;
}

export type Executed =
  | {
      readonly kind: 'done';
      readonly chat: Chat;
      /** The last line that it left in the log; 0 where it left none. */
      readonly seq: number;
    }
  | {
      readonly kind: 'repeat';
      readonly chatId: string;
      readonly version: number;
      /** How many tickets the chat had after the first. */
      readonly tickets: number;
      /** The last line that the first left in the log; 0 where it left none. */
      readonly seq: number;
    }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Carries out commands: read, decide, commit, and again where another was faster.
 * `wake` is told of lanes that have work now; should it fail, the sweep finds them.
 */
export function createExecutor<Command, Event extends Recordable>(options: {
  readonly redis: Redis;
  readonly desk: string;
  readonly rules: Rules<Command, Event>;
  readonly clock: Clock;
  readonly keepSeconds: number;
  /** In which the desk stands; the newest when left out. */
  readonly layout?: Layout;
  readonly wake: (wakes: readonly Wake[]) => void;
}) {
  const { redis, desk, rules, clock } = options;

  async function once(chatId: string, command: Command, key?: Once): Promise<Executed | 'again'> {
    // A repeat gets the first answer even where the same wish would be refused by now. The chat is read
    // first: where that shows what the first had done, its answer is there to be found.
    const [{ chat: before, packed, ...read }, known] = await Promise.all([
      readChat(redis, desk, chatId),
      key === undefined ? null : redis.get(keysOf(desk).once(key.key)),
    ]);
    if (known !== null) return repeated(known, key?.fingerprint ?? '');
    const undelivered = before?.undelivered && (await readUndelivered(redis, desk, before));
    const facts = { now: clock.now(), ...read, ...(undelivered && { undelivered }) };
    const decision = rules.decide(command, before, facts);
    if (!decision.ok) return { kind: 'refused', refusal: decision.refusal };
    const { after, earlier, lines, errands, choices } = apply(rules, before, decision.events);
    if (after === undefined) throw new Error(`a chat cannot begin without an event (${chatId})`);
    const version = (before?.version ?? 0) + (decision.events.length === 0 ? 0 : 1);
    const answer = `${key?.fingerprint}|${after.id}|${version}|${after.tickets.length}`;
    if (decision.events.length === 0) {
      if (key !== undefined) await redis.set(keysOf(desk).once(key.key), `${answer}|0`, 'EX', 86_400, 'NX');
      return { kind: 'done', chat: after, seq: 0 };
    }
    if (packed) await unpack(redis, desk, chatId);
    const result = await commit(redis, desk, {
      before,
      after,
      earlier,
      lines,
      errands,
      choices,
      guards: decision.guards,
      reports: rules.reportsOf(decision.events, before, after, facts),
      deadlines: { before: before && rules.deadlineOf(before), after: rules.deadlineOf(after) },
      once: key && { key: key.key, answer: `${answer}|%seq` },
      keepSeconds: options.keepSeconds,
      layout: options.layout ?? WRITES,
    });
    switch (result.kind) {
      case 'committed':
        if (result.wakes.length > 0) options.wake(result.wakes);
        return { kind: 'done', chat: { ...after, version }, seq: result.seqs.at(-1) ?? 0 };
      case 'repeat':
        return repeated(result.answer, key?.fingerprint ?? '');
      case 'guard':
        return {
          kind: 'refused',
          refusal: REFUSALS[result.guard],
        };
      default:
        return 'again';
    }
  }

  async function ask(chatId: string, command: Command): Promise<Refusal | undefined> {
    const { chat, packed: _packed, ...read } = await readChat(redis, desk, chatId);
    const decision = rules.decide(command, chat, { now: clock.now(), ...read });
    return decision.ok ? undefined : decision.refusal;
  }

  return {
    /** One command on one chat. */
    async execute(chatId: string, command: Command, key?: Once): Promise<Executed> {
      for (let i = 0; i < TRIES; i++) {
        if (i > 1) await stepBack(i);
        const result = await once(chatId, command, key);
        if (result !== 'again') return result;
      }
      // Whoever was faster may have settled it: then that is the answer, and it says who it was.
      return { kind: 'refused', refusal: (await ask(chatId, command)) ?? CONFLICT };
    },

    /** The answer to a request that came before, so that nothing is asked or checked for it again. */
    async known(key: Once): Promise<Extract<Executed, { kind: 'repeat' | 'key-reused' }> | undefined> {
      const answer = await redis.get(keysOf(desk).once(key.key));
      return answer === null ? undefined : repeated(answer, key.fingerprint);
    },

    /** What a command would be refused with now; nothing is carried out. */
    ask,
  };
}

function repeated(answer: string, fingerprint: string): Extract<Executed, { kind: 'repeat' | 'key-reused' }> {
  const [first, chatId = '', version, tickets, seq = '0'] = answer.split('|');
  return first === fingerprint
    ? { kind: 'repeat', chatId, version: Number(version), tickets: Number(tickets), seq: Number(seq) }
    : { kind: 'key-reused' };
}

/** Folds the events over the chat, and gathers what they leave in the log and to do. */
function apply<Command, Event extends Recordable>(
  rules: Rules<Command, Event>,
  before: Chat | undefined,
  events: readonly Event[],
) {
  let after = before;
  const earlier: NewEntry[] = [];
  const lines: NewEntry[] = [];
  const errands: (Errand & { line?: number })[] = [];
  const choices: AgentChoice[] = [];
  for (const event of events) {
    after = rules.evolve(after, event);
    earlier.push(...rules.earlierLines(event));
    lines.push(...rules.linesBefore(event));
    const choice = rules.choiceOf(event, after);
    if (choice !== undefined) choices.push(choice);
    const line = event.line === undefined ? {} : { line: lines.push(event.line) - 1 };
    errands.push(...rules.plan(event, after).map((errand) => ({ ...errand, ...line })));
  }
  return { after, earlier, lines, errands, choices };
}
