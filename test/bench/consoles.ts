import { fork } from 'node:child_process';
import type { Agent } from '../support/people.ts';
import type { BenchChat } from './chats.ts';
import type { ConsolesWish } from './consoles-process.ts';
import { measure, within } from './measure.ts';
import type { Path } from './paths.ts';
import { percentile } from './report.ts';

const CONSOLES = 1_000;
const CHATS = 10;
const CONNECTED_WITHIN_MS = 60_000;

/** What goes on beside the messages. */
const STATES = ['no other console', '1,000 open consoles', '1,000 reconnecting'] as const;
type State = (typeof STATES)[number];

export interface ConsoleTimes {
  /** Milliseconds from the post of a message to its being seen at the far end. */
  readonly arrived: ReadonlyMap<State, number[]>;
  /** Milliseconds until the last console knew where it stood, a round each. */
  readonly connected: readonly number[];
}

/**
 * Messages from user to agent while nobody else looks, while 1,000 consoles are open, and while as many come
 * back at once, each from an old cursor. States by turns; the consoles run in another process.
 * @param cursor where the feed stood long ago
 */
export async function reconnecting(
  path: Path,
  chats: readonly BenchChat[],
  { url, token }: Agent,
  cursor: string,
  rounds: number,
  seconds: number,
): Promise<ConsoleTimes> {
  const consoles = openConsoles();
  const wish = { url, token, cursor, count: CONSOLES };
  const arrived = new Map<State, number[]>(STATES.map((state) => [state, []]));
  const connected: number[] = [];
  const add = async (state: State): Promise<void> => {
    const cell = await measure(path, chats.slice(0, CHATS), seconds);
    arrived.get(state)?.push(...cell.arrived);
  };
  try {
    for (let round = 0; round < rounds; round += 1) {
      await add('no other console');
      const [ms] = await Promise.all([consoles.say(wish), add('1,000 reconnecting')]);
      connected.push(ms);
      await add('1,000 open consoles');
      await consoles.say('close');
    }
  } finally {
    consoles.close();
  }
  return { arrived, connected };
}

function openConsoles() {
  const child = fork('test/bench/consoles-process.ts', [], { execArgv: [] });
  return {
    /** @returns milliseconds that it took */
    say: (wish: ConsolesWish | 'close'): Promise<number> =>
      within(
        CONNECTED_WITHIN_MS,
        'the consoles did not connect',
        new Promise((resolve, reject) => {
          child.once('message', ({ ms, error }: { ms?: number; error?: string }) =>
            ms === undefined ? reject(new Error(error)) : resolve(ms),
          );
          child.once('exit', () => reject(new Error('the consoles’ process ended')));
          child.send(wish);
        }),
      ),
    close: () => child.disconnect(),
  };
}

export function consolesReport({ arrived, connected }: ConsoleTimes): string {
  const rows = [...arrived].map(
    ([state, values]) =>
      `  ${state.padEnd(22)} p50 ${percentile(values, 50).toFixed(1).padStart(6)}   p99 ${percentile(values, 99).toFixed(1).padStart(7)}   most ${Math.max(
        ...values,
      )
        .toFixed(0)
        .padStart(5)}   (${values.length} messages)`,
  );
  return [
    `\nUser to agent in ms, ${CHATS} chats at once, beside other consoles`,
    ...rows,
    `  all ${CONSOLES} knew where they stood within ${percentile(connected, 50).toFixed(0)} ms (at most ${Math.max(...connected).toFixed(0)})`,
  ].join('\n');
}
