import type { Action } from '../state/action.ts';
import { reduce } from '../state/reduce.ts';
import { initial, type State } from '../state/state.ts';

/** The one place that holds what the console shows. */
export class Store {
  private current: State = initial;
  private readonly listeners = new Set<(state: State, before: State) => void>();

  get state(): State {
    return this.current;
  }

  dispatch(action: Action): void {
    const before = this.current;
    this.current = reduce(before, action);
    if (this.current === before) return;
    for (const listener of this.listeners) listener(this.current, before);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: (state: State, before: State) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
