/** What is awaited at the far end of a path, by key; each resolves with the time of its arrival, milliseconds. */
export function createArrivals() {
  const awaited = new Map<string, { resolve: (at: number) => void; reject: (error: Error) => void }>();
  return {
    expect: (key: string): Promise<number> =>
      new Promise((resolve, reject) => {
        awaited.set(key, { resolve, reject });
      }),
    arrived(key: string): void {
      const at = performance.now();
      awaited.get(key)?.resolve(at);
      awaited.delete(key);
    },
    failAll(error: Error): void {
      for (const { reject } of awaited.values()) reject(error);
      awaited.clear();
    },
  };
}
