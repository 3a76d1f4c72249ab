import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { ConversationRef } from '../chat/chat.ts';
import type { NewEntry } from '../chat/entry.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Log } from '../shared/log.ts';
import type { Conversations, IngestRequest, IngestResult } from '../store/store.ts';
import type { ActivityKey } from './activity-id.ts';

/** A process that dies in a turn, or waiting for one, holds up the conversation so long; renewed while it lives. */
const LEASE_MS = 5_000;
/** Channels take 15 s for an answer; what waits longer is told to come again. */
const LONGEST_WAIT_MS = 12_000;
/** How often whoever waits looks whether another process is done; turns of this one are told at once. */
const LOOK_MS = 100;
/** A turn that takes longer is worth a line in the log. */
const SLOW_MS = 15_000;
/** A bot that never ends its turn holds up its conversation no longer. */
const LONGEST_TURN_MS = 60_000;

/** A turn of the virtual agent that is held. */
export interface Turn {
  readonly conversation: ConversationRef;
  readonly key: ActivityKey;
  readonly owner: string;
  /** What the bot has said in it. */
  lines: NewEntry[];
  /** It has not ended. */
  lives: boolean;
}

type Asked = Omit<IngestRequest, 'leaseMs' | 'owner' | 'activityId' | 'knownSeconds'>;
type Given = Exclude<IngestResult, { kind: 'wait' | 'full' | 'busy' }>;

/**
 * The virtual agent's turns, one at a time in each conversation, in the order in which activities came, over all
 * processes. Two at once would tear the bot's dialog state.
 */
export function createTurns(conversations: Conversations, log: Log) {
  const within = new AsyncLocalStorage<Turn>();
  /** Whoever of this process waits for a turn of a conversation to end. */
  const waiting = new Map<string, Set<() => void>>();
  const nameOf = ({ channel, id }: ConversationRef) => JSON.stringify([channel, id]);

  function ended(turn: Turn): void {
    turn.lives = false;
    for (const go of waiting.get(nameOf(turn.conversation)) ?? []) go();
  }

  /** Until a turn of this process has ended, or it is time to look whether another's has. */
  function oneEnds(conversation: ConversationRef): Promise<void> {
    const name = nameOf(conversation);
    const others = waiting.get(name) ?? new Set();
    waiting.set(name, others);
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        others.delete(go);
        if (others.size === 0 && waiting.get(name) === others) waiting.delete(name);
        resolve();
      };
      const timer = setTimeout(go, LOOK_MS);
      others.add(go);
    });
  }

  /** Asks until the answer is another than to wait. */
  async function inTurn<T>(
    { conversation, key, owner }: Turn,
    ask: () => Promise<T>,
    waits: (answer: T) => boolean,
  ): Promise<T> {
    const end = performance.now() + LONGEST_WAIT_MS;
    for (;;) {
      const answer = await ask();
      if (!waits(answer)) return answer;
      if (performance.now() > end) {
        await conversations.giveUpTurn(conversation, key.id, { owner, ...key }).catch(() => {});
        throw underWay(`The virtual agent has been at earlier activities for ${LONGEST_WAIT_MS / 1000} s.`);
      }
      await oneEnds(conversation);
    }
  }

  /** Holds the turn while the bot is at it. */
  async function during<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
    const { conversation, key, owner } = turn;
    const begun = performance.now();
    let slow = false;
    const hold = setInterval(() => {
      const taken = performance.now() - begun;
      if (taken > SLOW_MS && !slow) {
        slow = true;
        const about = { channel: conversation.channel, conversation: conversation.id, activity: key.id };
        log.warn(about, `the virtual agent has been at an activity for more than ${SLOW_MS / 1000} s`);
      }
      if (taken > LONGEST_TURN_MS) return clearInterval(hold);
      void conversations.holdTurn(conversation, key.id, LEASE_MS, { owner, ...key }).catch(() => {});
    }, LEASE_MS / 2);
    try {
      return await within.run(turn, work);
    } finally {
      clearInterval(hold);
    }
  }

  return {
    /** The turn within which this is called, if it is one of this conversation and goes on. */
    current(conversation: ConversationRef): Turn | undefined {
      const turn = within.getStore();
      return turn?.lives && nameOf(turn.conversation) === nameOf(conversation) ? turn : undefined;
    },

    begin: (conversation: ConversationRef, key: ActivityKey): Turn => ({
      conversation,
      key,
      owner: randomUUID(),
      lines: [],
      lives: true,
    }),

    /**
     * Stores an activity; where it is the bot's, once no other turn of the conversation is under way.
     * @param passing it is not worth waiting for: undefined where it would have to
     * @throws Problem 503 `turn-under-way` where its turn does not come in time
     */
    async ingest(turn: Turn, request: Asked, passing: boolean): Promise<Given | undefined> {
      const { key, owner } = turn;
      const { id: activityId, ...known } = key;
      const ask = () => conversations.ingest({ ...request, activityId, ...known, owner, leaseMs: LEASE_MS });
      const answer = await inTurn(turn, ask, ({ kind }) => kind === 'wait' && !passing);
      if (answer.kind === 'wait') {
        await conversations.giveUpTurn(turn.conversation, activityId, { owner, ...known });
        return undefined;
      }
      if (answer.kind === 'busy') throw underWay('The virtual agent is at this activity already.');
      if (answer.kind === 'full') throw underWay('Too many activities of this conversation wait already.');
      return answer;
    },

    /**
     * Does what the bot is told by us rather than by a user, in a turn of its own.
     * @throws Problem 503 `turn-under-way` where its turn does not come in time
     */
    async own<T>(turn: Turn, work: () => Promise<T>): Promise<T> {
      const { conversation, key, owner } = turn;
      if (this.current(conversation) !== undefined) return work();
      const ask = () => conversations.takeTurn(conversation, key.id, owner, LEASE_MS);
      if ((await inTurn(turn, ask, (answer) => answer !== 'mine')) !== 'mine') throw new Error('no turn');
      try {
        return await during(turn, work);
      } finally {
        await this.giveUp(turn);
      }
    },

    during,

    /** What the bot said is kept, and the turn is done. */
    async finish(turn: Turn, answer = ''): Promise<void> {
      const { conversation, key, owner, lines } = turn;
      const { id, ...known } = key;
      try {
        await conversations.finishTurn(conversation, id, lines, { owner, ...known, answer });
      } finally {
        ended(turn);
      }
    },

    /** The turn has failed: a repeat does it again. Should this fail too, its lease runs out by itself. */
    async giveUp(turn: Turn, told = false): Promise<void> {
      const { conversation, key, owner } = turn;
      const { id, ...known } = key;
      await conversations.giveUpTurn(conversation, id, { owner, ...known, told }).catch(() => {});
      ended(turn);
    },
  };
}

const underWay = (what: string): Problem =>
  new Problem(503, 'turn-under-way', `${what} Repeat it in a moment.`, {}, { 'retry-after': '2' });
