import { connectedElsewhere } from './ar-error.ts';

/** Refuses a second request of one account while its first is under way, as a busy AR server may. */
export class InFlight {
  readonly #users = new Set<string>();

  async alone<T>(user: string, work: () => Promise<T>): Promise<T> {
    if (this.#users.has(user)) throw connectedElsewhere();
    this.#users.add(user);
    try {
      return await work();
    } finally {
      this.#users.delete(user);
    }
  }
}
