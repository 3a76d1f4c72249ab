import type { Clock } from '../src/shared/clock.ts';
import type { Log } from '../src/shared/log.ts';
import type { Files } from '../src/store/files/index.ts';
import type { DueDeadline, Store, Wake } from '../src/store/store.ts';
import { archiveChats } from './archive-chats.ts';
import { keepAudit } from './keep-audit.ts';
import { keepReport } from './keep-report.ts';
import { reconcileTickets } from './reconcile-tickets.ts';
import { sweepDeadlines } from './sweep-deadlines.ts';
import { sweepFiles } from './sweep-files.ts';
import { sweepOutbox } from './sweep-outbox.ts';
import { sweepPresence } from './sweep-presence.ts';
import type { Waits } from './waits.ts';
import type { Sweep } from './workers.ts';

const SECOND = 1_000;
/** Chats of one agent. */
const MANY = 1_000;
/** A file may wait this long for the message that speaks of it. */
const FILES_GRACE_MS = 24 * 3_600_000;

export interface UpkeepTools {
  readonly store: Store;
  readonly files: Files;
  readonly waits: Waits;
  readonly clock: Clock;
  readonly log: Log;
  readonly wake: (wakes: readonly Wake[]) => Promise<void>;
  readonly limits: () => {
    readonly graceMs: number;
    readonly auditDays: number;
    readonly reportDays: number;
  };
  /** Puts a chat of an agent who is gone back into its queue. Rejects where it has to be tried again. */
  readonly giveBack: (chat: string, agent: string, graceMs: number) => Promise<void>;
  /** Tells waiting users who have moved up. */
  readonly tellPlaces: () => Promise<void>;
  /** As `sweepDeadlines` asks for it. */
  readonly passDeadline: (deadline: DueDeadline) => Promise<boolean | number>;
}

/** What runs again and again, somewhere: the guarantee behind every alarm that may be lost. */
export function upkeep(tools: UpkeepTools): Readonly<Record<string, Sweep>> {
  const { store, files, waits, clock, log, wake, limits } = tools;
  return {
    'sweep-outbox': { everyMs: SECOND, run: () => sweepOutbox(store.lanes, wake) },
    'sweep-deadlines': {
      everyMs: SECOND,
      run: async () => sweepDeadlines(store.deadlines, await store.now(), tools.passDeadline),
    },
    'sweep-presence': {
      everyMs: SECOND,
      run: () =>
        sweepPresence({
          agents: store.agents,
          graceMs: limits().graceMs,
          chatsOf: (agent) => store.lists.around(agent, MANY),
          giveBack: tools.giveBack,
        }),
    },
    'sweep-connections': { everyMs: SECOND, run: () => store.connections.sweep() },
    'tell-places': { everyMs: 5 * SECOND, run: tools.tellPlaces },
    'reconcile-tickets': {
      everyMs: waits.reconcile,
      run: () =>
        reconcileTickets({
          unfinished: store.unfinished,
          readChats: store.chats.readAll,
          wake,
          now: clock.now,
          unprovenMs: waits.unproven,
          log,
        }),
    },
    'keep-audit': {
      everyMs: 5 * SECOND,
      run: async () => keepAudit(store.audit, await store.now(), limits().auditDays),
    },
    'keep-report': {
      everyMs: 600 * SECOND,
      run: async () => keepReport(store.reports, await store.now(), limits().reportDays),
    },
    'archive-chats': {
      everyMs: 30 * SECOND,
      run: async () => archiveChats(store.archive, await store.now()),
    },
    'sweep-files': { everyMs: 3_600 * SECOND, run: () => sweepFiles(files, FILES_GRACE_MS, log) },
  };
}
