import type { Ending } from '../chat/ending.ts';
import type { Finding } from '../connector/connector.ts';
import { type Clock, stopwatch } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { type Checkable, type Checked, type CheckState, checkConnector, isError } from './check-connector.ts';
import { type FindingWithNearest, withNearest } from './nearest.ts';

const MINUTE_MS = 60_000;

/** How old a result may get before the ITSM is asked again. A refused sign-in must not lock the account. */
const GOOD_FOR_MINUTES: Readonly<Record<CheckState, number>> = {
  unproven: 5,
  faulty: 60,
  proven: 24 * 60,
};

/** What is known of one instance. */
export interface CheckReport {
  readonly id: string;
  /** Epoch milliseconds of the last answer; absent before the first. */
  readonly at?: number;
  readonly state: CheckState;
  readonly findings: readonly FindingWithNearest[];
}

const NOT_YET: Checked = { state: 'unproven', findings: [], blocked: [] };

/** Whether an ending may be offered; `why` is a sentence for the agent. */
export type EndingAvailability = { readonly ok: true } | { readonly ok: false; readonly why: string };

/**
 * Keeps an answer to the question whether each ITSM has what its mapping needs: asked at the start,
 * daily, and after a refusal. Nothing waits for it, and what is unproven is allowed.
 */
export function createChecks(house: {
  readonly instances: readonly Checkable[];
  readonly log: Log;
  readonly clock: Clock;
  /** What every wait is multiplied by; 1 when left out. */
  readonly scale?: number;
}) {
  const { instances, log, clock, scale = 1 } = house;
  const minute = MINUTE_MS * scale;
  const elapsed = stopwatch(clock);
  const results = new Map<string, Checked & { readonly at: number; readonly since: number }>();
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  const of = (connector: string): Checked => results.get(connector) ?? NOT_YET;
  const ageOf = (connector: string): number =>
    elapsed() - (results.get(connector)?.since ?? Number.NEGATIVE_INFINITY);

  /** Callers at the same time share one run. */
  function run(instance: Checkable): Promise<void> {
    const under = running.get(instance.id);
    if (under !== undefined) return under;
    const started = ask(instance).finally(() => running.delete(instance.id));
    running.set(instance.id, started);
    return started;
  }

  async function ask(instance: Checkable): Promise<void> {
    try {
      const checked = await checkConnector(instance);
      results.set(instance.id, { ...checked, at: clock.now(), since: elapsed() });
      tell(instance.id, checked);
    } catch (error) {
      results.set(instance.id, { ...NOT_YET, at: clock.now(), since: elapsed() });
      log.error({ err: error, connector: instance.id }, 'the check of a mapping failed');
    }
  }

  function tell(connector: string, { state, findings }: Checked): void {
    for (const finding of findings)
      log[isError(finding) ? 'error' : 'warn'](
        { connector, ...withNearest(finding) },
        'the mapping was checked',
      );
    log.info({ connector, state }, 'the mapping was checked');
  }

  const lookAgain = (): void => {
    sweep().catch((error: unknown) => log.error({ err: error }, 'the check of the mappings failed'));
  };

  async function sweep(): Promise<void> {
    await Promise.all(
      instances
        .filter(({ id }) => ageOf(id) >= GOOD_FOR_MINUTES[of(id).state] * minute)
        .map((instance) => run(instance)),
    );
  }

  /** At most once a minute: one refusal seldom comes alone, and many agents ask for the same. */
  async function askAgain(connector: string): Promise<void> {
    const instance = instances.find(({ id }) => id === connector);
    if (instance !== undefined && ageOf(connector) >= minute) await run(instance);
  }

  /** Only a value that is known to be missing stands in the way, and only of this ending of this type. */
  function endingAvailable(connector: string, type: string, ending: Ending): EndingAvailability {
    const found = of(connector).blocked.find((one) => one.type === type && one.ending === ending);
    return found === undefined ? { ok: true } : { ok: false, why: found.why };
  }

  return {
    /** Asks at once, and again whenever a result has become too old. */
    start(): void {
      timer ??= setInterval(lookAgain, minute).unref();
      lookAgain();
    },
    close(): void {
      clearInterval(timer);
    },
    /** Asks those whose results are too old by now. */
    sweep,
    /** The ITSM has refused a write: perhaps it is not what it was. */
    afterRefusal: askAgain,
    state: (connector: string): CheckState => of(connector).state,
    findings: (connector: string): readonly Finding[] => of(connector).findings,
    report: (): readonly CheckReport[] =>
      instances.map(({ id }) => {
        const { state, findings } = of(id);
        const at = results.get(id)?.at;
        return { id, ...(at !== undefined && { at }), state, findings: findings.map(withNearest) };
      }),
    endingAvailable,
    /** The same; but what was missing is asked for again before it is said: somebody may have put it back. */
    async proveEnding(connector: string, type: string, ending: Ending): Promise<EndingAvailability> {
      const known = endingAvailable(connector, type, ending);
      if (known.ok) return known;
      await askAgain(connector);
      return endingAvailable(connector, type, ending);
    },
  };
}
