/** Time as a thing that is handed in, so that tests can turn it. */
export interface Clock {
  /** Epoch milliseconds: for what people read, the hour of day, and what others put a time into. It may jump. */
  now(): number;
  /** Milliseconds since some moment of this process; never jumps. Left out, `stopwatch` makes it of `now`. */
  elapsed?(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };

/**
 * Milliseconds since it was made, for durations inside one process: limits, caches, pauses. It never runs
 * backwards, whatever the clock does.
 */
export function stopwatch(clock: Clock): () => number {
  const read = () => clock.elapsed?.() ?? clock.now();
  let last = read();
  let passed = 0;
  return () => {
    const now = read();
    passed += Math.max(0, now - last);
    last = now;
    return passed;
  };
}
