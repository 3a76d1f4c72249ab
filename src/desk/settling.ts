import { randomUUID } from 'node:crypto';
import type { AgentAccount, Settings, SettingsSource } from '../../config/schema.ts';
import type { Chat } from '../chat/chat.ts';
import type { Deadline } from '../chat/errand.ts';
import { digest } from '../chat/ids.ts';
import { placeNow } from '../chat/standing.ts';
import type { Command } from '../handoff/commands.ts';
import { limitsOf } from '../handoff/limits.ts';
import { isFor } from '../people/policy.ts';
import { standingOf } from '../people/standing-of.ts';
import type { Log } from '../shared/log.ts';
import type { Executed, Settler, Store } from '../store/store.ts';
import { isInPlace, removedFrom, settlingOf } from './settle-chat.ts';
import { createAccountOfMoves } from './settled-words.ts';

export interface SettlingPorts {
  readonly store: Pick<Store, 'settling' | 'lists' | 'chats' | 'deadlines' | 'agents' | 'audit'>;
  readonly settings: SettingsSource;
  readonly accounts: () => Promise<ReadonlyMap<string, AgentAccount>>;
  readonly execute: (chat: string, command: Command) => Promise<Executed>;
  readonly deadlineOf: (chat: Chat) => Deadline | undefined;
  readonly log: Log;
}

const LOOK_EVERY_MS = 2_000;
/** A start waits for what another process is at. */
const LOOK_SOON_MS = 100;
/** While processes with other settings run beside, chats are looked through so often, milliseconds. */
const BESIDE_EVERY_MS = 60_000;
/** Strays that cannot be moved yet are not tried at once again. */
const STRAYS_EVERY_MS = 5_000;
const LEAVE_WITHIN_MS = 1_000;
const BATCH = 200;
const AT_ONCE = 10;
/** A chat may need several steps: another queue, and its agent is none any more, nor who sent it to them. */
const MOST_STEPS = 5;

/**
 * Brings what is stored under the settings: chats of queues and companies that are not there any more, chats of
 * people who are no agents any more, and deadlines by limits that were lowered. Every process looks through the open
 * chats once when it starts; one at a time does so, in batches, and each step is a command of its own, so that
 * whoever goes on with the work of one that died does nothing twice.
 */
export function startSettling(ports: SettlingPorts): {
  /** Resolves once the stored chats were looked through, or after so many milliseconds. */
  begun(patienceMs: number): Promise<void>;
  close(): Promise<void>;
} {
  const { store, log } = ports;
  const process = randomUUID();
  let version: number | undefined;
  let settler: Settler = { fingerprint: '', process };
  let startedAt = 0;
  let toldSuperseded = false;
  const toldUnserved = new Set<string>();
  let wasBeside = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isSettled = false;
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const settled = (): void => {
    isSettled = true;
    resolve();
  };

  async function tick(): Promise<void> {
    const current = ports.settings.current();
    const isNew = version !== current.version;
    if (isNew) settler = { fingerprint: fingerprintOf(current), process };
    const { inForce, now, walkedAt, beside } = await store.settling.look(settler);
    if (isNew) startedAt = now;
    version = current.version;
    if (!inForce) {
      if (!toldSuperseded)
        log.warn(
          'Other processes of this desk run with newer settings of queues, companies, limits or agents. This one leaves stored chats to them; start it again with the same settings.',
        );
      toldSuperseded = true;
      return settled();
    }
    toldSuperseded = false;
    wasBeside ||= beside;
    const again = wasBeside && (!beside || now - walkedAt > BESIDE_EVERY_MS);
    const isDue =
      walkedAt < startedAt || again || (now - walkedAt > STRAYS_EVERY_MS && (await hasStrays(current)));
    if (!isDue) return settled();
    if (!(await store.settling.walk(settler))) return;
    if (!(await walk(current))) return;
    await store.settling.walked(settler, now);
    wasBeside = beside;
    settled();
  }

  /**
   * Whether something has come up since: chats wait where nobody waits any more, because a process with other settings
   * has put them there, or an issuer has made somebody no agent who has chats.
   */
  async function hasStrays(current: Settings): Promise<boolean> {
    const standing = standingOf(current);
    const [places, agents, accounts] = await Promise.all([
      store.lists.places(),
      store.agents.seen(),
      ports.accounts(),
    ]);
    const isFormer = (id: string) => {
      const account = accounts.get(id);
      return account !== undefined && !isFor('staff', account);
    };
    const found = await Promise.all([
      ...places.filter((place) => !isInPlace(standing, place)).map((place) => store.lists.heads(place, 1)),
      ...agents.filter(isFormer).map((id) => store.lists.around(id, 1)),
    ]);
    return found.some((chats) => chats.length > 0);
  }

  /** @returns whether it came to its end with nothing left undone */
  async function walk(current: Settings): Promise<boolean> {
    const moves = createAccountOfMoves();
    const accounts = await ports.accounts();
    const standing = standingOf(current);
    const removed = new Set<string>();
    let whole = true;

    /** @returns the chat as it is then; undefined where it has to be looked at again */
    async function settle(before: Chat): Promise<Chat | undefined> {
      let chat = before;
      for (let step = 0; step < MOST_STEPS && chat.status !== 'closed'; step++) {
        const command = settlingOf(chat, standing, accounts);
        if (command?.type !== 'resettle' && command?.type !== 'return-from-former') return chat;
        const executed = await ports.execute(chat.id, command);
        if (executed.kind !== 'done')
          return executed.kind === 'refused' && executed.refusal.code !== 'conflict' ? chat : undefined;
        if (executed.seq > 0) moves.moved(command, chat);
        chat = executed.chat;
      }
      return chat;
    }

    async function batch(chats: readonly Chat[]): Promise<void> {
      for (let i = 0; i < chats.length; i += AT_ONCE) {
        const after = await Promise.all(chats.slice(i, i + AT_ONCE).map(settle));
        whole &&= !after.includes(undefined);
        const there = after.filter((chat) => chat !== undefined);
        await store.chats.nameAgents(there);
        await store.deadlines.bringForward(there.flatMap(deadlinesOf));
        for (const chat of there) {
          if (chat.status === 'closed') continue;
          for (const id of removedFrom(chat, accounts)) removed.add(id);
          if (placeNow(standing, chat).unserved && !toldUnserved.has(chat.company))
            moves.unserved(chat.company);
        }
      }
    }

    const deadlinesOf = (chat: Chat) => {
      const deadline = ports.deadlineOf(chat);
      if (deadline === undefined) return [];
      return [{ ...deadline, chat: chat.id, epoch: chat.epoch, version: chat.version }];
    };

    try {
      for (let after: string | undefined; ; ) {
        if (stopped || !(await store.settling.walk(settler))) return false;
        const page = await store.lists.open(after, BATCH);
        await batch(await store.chats.readAll(page.ids));
        after = page.next;
        if (after === undefined) break;
      }
      // Of closed ones some wait for their undelivered lines to be noted.
      const late = await store.deadlines.chatsUnder('undelivered');
      const closed = (await store.chats.readAll(late)).filter(({ status }) => status === 'closed');
      await store.deadlines.bringForward(closed.flatMap(deadlinesOf));
      await store.agents.missed([...removed]);
    } finally {
      // What was done is told, also where the rest has to wait.
      for (const sentence of moves.sentences(current.company)) log.warn(sentence);
      for (const row of moves.rows()) await store.audit.record(row);
      for (const company of moves.companies()) toldUnserved.add(company);
    }
    return whole;
  }

  function turn(): void {
    running = tick()
      .catch((error) => {
        if (!stopped) log.warn({ err: error }, 'stored chats could not be looked through; it is tried again');
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(turn, isSettled ? LOOK_EVERY_MS : LOOK_SOON_MS).unref();
      });
  }
  turn();

  return {
    begun: (patienceMs) => withinMs(first, patienceMs),
    async close() {
      stopped = true;
      clearTimeout(timer);
      // A Redis that is away holds up no end: the lease runs out.
      const goodbye = running.then(() => store.settling.leave(settler)).catch(() => {});
      await withinMs(goodbye, LEAVE_WITHIN_MS);
    },
  };
}

/** Waits for a step no longer than that. */
async function withinMs(step: Promise<unknown>, ms: number): Promise<void> {
  const { promise: patience, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([step, patience]);
  clearTimeout(timer);
}

/** Of what in the settings decides where stored chats are, and when they are due. Nothing secret is in it. */
const fingerprintOf = (current: Settings): string => {
  const people = current.agents.map(({ id, roles }) => [id, roles]);
  const standing = standingOf(current);
  return digest(JSON.stringify([standing, people, current.oidc?.groups, limitsOf(current)]));
};
