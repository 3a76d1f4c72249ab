import type { Plan, Step } from './plan.ts';

/** A story that is being told: what its user and whoever has its chat know of each other. */
export interface Live {
  readonly plan: Plan;
  readonly user: string;
  chat?: string;
  /** The agent who is at it. */
  busy?: string;
  /** How many steps are done. */
  done: number;
  readonly accepted: Signal;
  /** The user has said everything. */
  readonly said: Signal;
  /** Nobody wishes anything more. */
  readonly told: Signal;
  gaveUp?: string;
}

export interface Signal {
  readonly promise: Promise<void>;
  readonly is: () => boolean;
  give(): void;
}

function signal(): Signal {
  const { promise, resolve } = Promise.withResolvers<void>();
  let given = false;
  return {
    promise,
    is: () => given,
    give() {
      given = true;
      resolve();
    },
  };
}

/** Stories by their users. */
export class Board {
  readonly #lives = new Map<string, Live>();

  open(plan: Plan, user: string): Live {
    const live = { plan, user, done: 0, accepted: signal(), said: signal(), told: signal() };
    this.#lives.set(user, live);
    return live;
  }

  of(user: string): Live | undefined {
    return this.#lives.get(user);
  }

  all(): readonly Live[] {
    return [...this.#lives.values()];
  }
}

export const nextStep = ({ plan, done }: Live): Step | undefined => plan.steps[done];
