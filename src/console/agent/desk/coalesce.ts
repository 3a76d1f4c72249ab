/**
 * Makes one run of many calls: waits `delayMs` for more of them, keeps one run in flight, and runs once more
 * where a call came during it.
 */
export function coalesce(run: () => Promise<void>, delayMs: number): () => void {
  let state: 'idle' | 'waiting' | 'running' | 'again' = 'idle';
  const start = () => {
    state = 'waiting';
    setTimeout(async () => {
      state = 'running';
      try {
        await run();
      } finally {
        // `state` was changed by calls that came meanwhile.
        const again = (state as string) === 'again';
        state = 'idle';
        if (again) start();
      }
    }, delayMs);
  };
  return () => {
    if (state === 'idle') start();
    else if (state === 'running') state = 'again';
  };
}
