import { assignChats } from '../../jobs/assign-chats.ts';
import { createBreakers } from '../../jobs/breakers.ts';
import { deliverMessages } from '../../jobs/deliver-messages.ts';
import { createLinger } from '../../jobs/linger.ts';
import { passDeadline } from '../../jobs/pass-deadline.ts';
import { createJudge } from '../../jobs/run.ts';
import { tellPlace } from '../../jobs/tell-place.ts';
import { ticketJobs } from '../../jobs/ticket-jobs.ts';
import { upkeep } from '../../jobs/upkeep.ts';
import type { LaneTools } from '../../jobs/work-lane.ts';
import { createGiveBack } from '../desk/online.ts';
import type { createPostRoom } from '../sync/room.ts';
import type { Core } from './core.ts';
import type { openDoors } from './doors.ts';

type Doors = Awaited<ReturnType<typeof openDoors>>;

/** What works a desk's lanes, in any process, and what runs by the clock, in its workers. */
export function openBackground(
  core: Core & Doors & { readonly postRoom: Pick<ReturnType<typeof createPostRoom>, 'sync'> },
) {
  const { options, store, files, waits, clock, report, executor, accounts, bot, rules, relay } = core;
  const { settings, log } = options;
  const lanes: LaneTools = {
    lanes: store.lanes,
    log,
    jobs: {
      'deliver-messages': deliverMessages({
        ...core.deliveryReports,
        lanes: store.lanes,
        readChat: core.readChat,
        readEntry: async (chat, seq) => (await store.chats.log(chat, seq - 1, 1))[0],
        dropsRepeats: bot.dropsRepeats,
        sendEntry: bot.sendEntry,
        sendPlace: bot.sendPlace,
        tellStatus: bot.tellStatus,
      }),
      'assign-chats': assignChats({
        store,
        settings,
        accounts: accounts.fresh,
        execute: executor.execute,
        random: Math.random,
      }),
      'tell-place': tellPlace(core.queuePlace.tellOne),
      ...ticketJobs(core.postRoom.sync),
    },
    judge: createJudge(async ({ chat, job, args }, error) => {
      if (typeof args.n === 'number')
        await report(chat, { type: 'record-ticket-failed', n: args.n, error, job });
    }, waits),
    ask: createBreakers(store.breaker, waits, log),
    linger: createLinger({ wake: relay.wake, log }),
  };
  const sweeps = upkeep({
    store,
    files,
    waits,
    clock,
    log,
    wake: relay.wake,
    limits: () => {
      const { desk, audit, reporting } = settings.current();
      const graceMs = desk.graceSeconds * 1000;
      return { graceMs, auditDays: audit.keepDays, reportDays: reporting.keepDays };
    },
    tellPlaces: core.queuePlace.tellFirst,
    giveBack: createGiveBack(accounts.fresh, report),
    passDeadline: (deadline) =>
      passDeadline(deadline, {
        pass: ({ chat, kind, epoch }) => executor.execute(chat, { type: 'pass-deadline', kind, epoch }),
        deadlineOf: rules.deadlineOf,
        keep: store.deadlines.keep,
      }),
  });
  return {
    lanes,
    sweeps,
    /** Sweep -> how often it runs, milliseconds. */
    turns: Object.fromEntries(Object.entries(sweeps).map(([name, { everyMs }]) => [name, everyMs])),
  };
}
