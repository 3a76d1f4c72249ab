import { parseLane } from '../src/chat/errand.ts';
import type { Log } from '../src/shared/log.ts';
import { createUnderWay } from '../src/shared/under-way.ts';
import type { Wake } from '../src/store/store.ts';
import type { Later } from './errand.ts';

/** A call may take longer than this, but its job's slot is for others by then. Not scaled: a call takes as long as it takes. */
const SLOT_MS = 10_000;
/** So many calls of one ITSM may go on without a slot in one process; more keep their slots, so that one that hangs gets no further. */
const MOST_PER_ITSM = 8;

export interface LingerTools {
  readonly wake: (wakes: readonly Wake[], delayMs?: number) => Promise<void>;
  readonly log: Log;
  readonly slotMs?: number;
  readonly most?: number;
}

/**
 * Ticket work that outlives its job: the job ends and gives its slot back, the work goes on in this
 * process and keeps its lane. When its errand has ended, so does it: what comes next in the lane gets
 * a job of its own, woken through the relay. Should the process die, the lane's lease runs out and the
 * sweep finds it. The breaker hears of each call when it ends, as always: a slow ITSM is not one that is down.
 */
export function createLinger({ wake, log, slotMs = SLOT_MS, most = MOST_PER_ITSM }: LingerTools) {
  const underWay = createUnderWay();
  const counts = new Map<string, number>();

  async function goOn(lane: string, connector: string, work: Promise<Later>): Promise<void> {
    try {
      const later = await work;
      // Should this fail, the lane is overdue and the sweep wakes it.
      if (later !== undefined) await wake([later.wake], later.afterMs);
    } catch (error) {
      log.error({ err: error, lane }, 'ticket work without a slot failed; the sweep will come back to it');
    } finally {
      counts.set(connector, (counts.get(connector) ?? 1) - 1);
    }
  }

  return {
    /**
     * What comes of the work, if it ends while it may hold its slot; else `lingers`.
     * @param giveBack told before the slot is given back: no further errand may begin
     */
    async hold(
      lane: string,
      work: Promise<Later>,
      giveBack: () => void,
    ): Promise<{ readonly later: Later } | 'lingers'> {
      const parsed = parseLane(lane);
      if (parsed?.kind !== 'ticket') return { later: await work };
      const { connector } = parsed;
      for (;;) {
        const ended = await within(slotMs, work);
        if (ended !== undefined) return ended;
        const lingering = counts.get(connector) ?? 0;
        if (lingering >= most) continue;
        counts.set(connector, lingering + 1);
        giveBack();
        void underWay.track(goOn(lane, connector, work));
        return 'lingers';
      }
    },
    /** Resolves once nothing goes on any more. */
    settled: () => underWay.settled(),
  };
}

export type Linger = ReturnType<typeof createLinger>;

async function within(ms: number, work: Promise<Later>): Promise<{ readonly later: Later } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work.then((later) => ({ later })), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
