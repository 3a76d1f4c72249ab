/** Work that goes on behind an answer, so that whoever stops can wait for it. */
export function createUnderWay() {
  const running = new Set<Promise<unknown>>();
  return {
    track<T>(work: Promise<T>): Promise<T> {
      running.add(work);
      work.catch(() => {}).finally(() => running.delete(work));
      return work;
    },
    async settled(): Promise<void> {
      await Promise.allSettled(running);
    },
  };
}
