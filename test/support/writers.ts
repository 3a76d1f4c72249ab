import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Told, Work } from './writer.ts';

export interface Writers {
  /** Spreads the actors over all processes, which act at once. */
  write(work: Work): Promise<readonly Told[]>;
  close(): Promise<void>;
}

/** So many processes that write to one Redis. @param redis its socket */
export async function openWriters(count: number, redis: string): Promise<Writers> {
  const writers = Array.from({ length: count }, () => openWriter(redis));
  await Promise.all(writers.map(({ ready }) => ready));
  return {
    async write({ actors, ...where }) {
      const parts = writers.map(({ ask }, n) =>
        ask({ ...where, actors: actors.filter((_steps, i) => i % count === n) }),
      );
      return (await Promise.all(parts)).flat();
    },
    async close() {
      await Promise.all(writers.map(({ close }) => close()));
    },
  };
}

function openWriter(redis: string) {
  const child = fork('test/support/writer.ts', [redis], {
    execArgv: ['--no-warnings'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return {
    ready: answerOf(child),
    ask(work: Work): Promise<readonly Told[]> {
      const answer = answerOf(child);
      child.send(work);
      return answer;
    },
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}

/** The next thing it says. @throws Error where it fails or ends before */
function answerOf(child: ChildProcess): Promise<readonly Told[]> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a writing process ended with ${code}`));
    child.once('exit', ended);
    child.once('message', ({ told, error }: { told?: readonly Told[]; error?: string }) => {
      child.off('exit', ended);
      if (told === undefined) reject(new Error(error));
      else resolve(told);
    });
  });
}
