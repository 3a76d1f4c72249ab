/**
 * Whether AR REST itself has answered here since the start, and which calls in the shape they promise.
 * A page in its place is then somebody's maintenance page; before, the address may be wrong. It is
 * true of a process and not kept.
 */
export class Proof {
  #answered = false;
  readonly #calls = new Set<string>();

  get answered(): boolean {
    return this.#answered;
  }

  /** @param call the call that was answered as promised; left out where AR said no */
  give(call?: string): void {
    this.#answered = true;
    if (call !== undefined) this.#calls.add(call);
  }

  has(call: string): boolean {
    return this.#calls.has(call);
  }
}
