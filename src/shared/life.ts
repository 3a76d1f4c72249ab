import type { Log } from './log.ts';
import { StartupError } from './startup-error.ts';

/** Whoever stops for longer than this is ended, milliseconds. */
const STOP_WITHIN_MS = 15_000;

/** Exit code of a start that would fail again the same way: whoever restarts processes need not try. */
export const CANNOT_START = 78;

export interface LifeOptions {
  /** Where people read why it ended. */
  readonly print: (words: string) => void;
  readonly mask: (text: string) => string;
  readonly exit: (code: number) => void;
  /** Exit code of a StartupError. */
  readonly cannotStart: number;
}

/** The life of a process, from its start to its end in order. */
export interface Life {
  /** What was started last stops first. */
  onStop(step: () => unknown): void;
  /** Done at once when the end begins: from now on nothing new is taken. */
  onLeaving(step: () => void): void;
  /** The log that hears of an unexpected error. */
  useLog(log: Log): void;
  /** Nothing is stopped before this has come to its end, except where it failed. */
  starts(starting: Promise<unknown>): void;
  /** Rejects once the end has begun: the process is not ready any more. */
  goesOn(): Promise<void>;
  /** Stops in order and exits. */
  stop(code: number): Promise<void>;
  /**
   * The last resort, for an error that nobody caught: the process may be in any state. It says why,
   * takes nothing new, lets what is under way finish, and exits with 1, so that whoever keeps it starts it again.
   */
  fail(error: unknown): Promise<void>;
}

export function createLife({ print, mask, exit, cannotStart }: LifeOptions): Life {
  const steps: (() => unknown)[] = [];
  const leaving: (() => void)[] = [];
  let log: Log | undefined;
  let starting: Promise<unknown> = Promise.resolve();
  let stopping: Promise<void> | undefined;

  async function inOrder(code: number): Promise<void> {
    setTimeout(() => exit(code || 1), STOP_WITHIN_MS).unref();
    for (const step of leaving) attempt(step);
    // What is just starting has to be there before it can be stopped.
    if (code === 0) await starting;
    for (const step of steps.toReversed()) {
      try {
        await step();
      } catch (error) {
        print(`While stopping: ${mask((error as Error).message)}`);
      }
    }
    exit(code);
  }

  function attempt(step: () => void): void {
    try {
      step();
    } catch (error) {
      print(`While stopping: ${mask((error as Error).message)}`);
    }
  }

  function stop(code: number): Promise<void> {
    stopping ??= inOrder(code);
    return stopping;
  }

  function tell(error: unknown): void {
    if (error instanceof StartupError) {
      print(`\n${error.message}.\n  Why: ${error.why}.\n  Fix: ${error.fix}\n`);
      return;
    }
    if (log === undefined) {
      print(
        `\nDeskbridge stopped on an unexpected error.\n${mask(String(error instanceof Error ? error.stack : error))}`,
      );
      return;
    }
    const err = error instanceof Error ? error : new Error(String(error));
    if (stopping !== undefined) log.error({ err }, 'another error while the process ends');
    else log.fatal({ err }, 'an unexpected error ends this process; work under way is finished first');
  }

  return {
    onStop: (step) => void steps.push(step),
    onLeaving: (step) => void leaving.push(step),
    useLog: (its) => {
      log = its;
    },
    starts: (its) => {
      starting = its;
    },
    async goesOn() {
      if (stopping !== undefined) throw new Error('the process ends');
    },
    stop,
    fail(error) {
      try {
        tell(error);
      } catch {
        print('Deskbridge stopped on an error that cannot be shown.');
      }
      return stop(error instanceof StartupError ? cannotStart : 1);
    },
  };
}
