/** Whoever listens to a source; Web Chat hands in an object, or a function. */
export type Listener<T> =
  | ((value: T) => void)
  | {
      readonly next?: (value: T) => void;
      readonly error?: (error: unknown) => void;
      readonly complete?: () => void;
    };

export interface Source<T> {
  subscribe(listener?: Listener<T>): { unsubscribe(): void };
}

export const nextOf = <T>(listener: Listener<T> | undefined): ((value: T) => void) =>
  typeof listener === 'function' ? listener : (value) => listener?.next?.(value);

/** A source that gives whoever comes late what it has given before. @param keep what of it, with the newest value last */
export function createSource<T>(keep: (given: readonly T[], value: T) => readonly T[]) {
  const listeners = new Set<(value: T) => void>();
  let given: readonly T[] = [];
  const source: Source<T> = {
    subscribe(listener) {
      const next = nextOf(listener);
      for (const value of given) next(value);
      listeners.add(next);
      return { unsubscribe: () => void listeners.delete(next) };
    },
  };
  return {
    source,
    give(value: T): void {
      given = keep(given, value);
      for (const next of listeners) next(value);
    },
  };
}
