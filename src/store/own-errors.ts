/** Errors of the store's own connections: others may use the same words of whatever they could not reach. */
const own = new WeakSet<object>();

/** Remembers what a command of the store failed with. */
export const markOwn = (error: unknown): void => {
  if (error instanceof Error) own.add(error);
};

export const isOwn = (error: Error): boolean => own.has(error);
