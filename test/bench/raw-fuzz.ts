import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { frames, type Goal, handshake, KINDS, type Random, seeded } from './raw-requests.ts';

export interface FuzzTarget {
  readonly name: string;
  readonly url: string;
  readonly goal: Goal;
  /** A path that must go on answering 200. */
  readonly health: string;
  /** The address of a socket that takes one handshake, where the server has any. */
  readonly socket?: () => Promise<string>;
}

export interface FuzzOptions {
  readonly targets: readonly FuzzTarget[];
  /** The process behind all of them, and what makes it gone. */
  readonly pid: number;
  readonly seed: number;
  readonly requests: number;
  readonly tell?: (words: string) => void;
}

export interface FuzzResult {
  readonly sent: number;
  /** By kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** By status of the first answer; `closed` and `silent` where none came. */
  readonly answers: Readonly<Record<string, number>>;
  /** How often health was asked for, and the longest it took, milliseconds. */
  readonly health: { readonly asked: number; readonly longestMs: number };
}

const AT_ONCE = 64;
/** What is incomplete gets no answer: it is not waited for. */
const SILENT_MS = 150;
const HEALTH_EVERY = 500;
/** One in so many opens a WebSocket that is accepted, and sends frames. */
const SOCKET_EVERY = 50;

/**
 * Sends seeded requests of all malformed kinds to running processes, as bytes, and asks them again and again
 * whether they are well.
 * @throws Error that names seed and request where a process is gone or does not answer
 */
export async function fuzz({
  targets,
  pid,
  seed,
  requests,
  tell = () => {},
}: FuzzOptions): Promise<FuzzResult> {
  const kinds: Record<string, number> = {};
  const answers: Record<string, number> = {};
  const health = { asked: 0, longestMs: 0 };
  const count = (in_: Record<string, number>, what: string) => {
    in_[what] = (in_[what] ?? 0) + 1;
  };
  let next = 0;

  const sender = async (): Promise<void> => {
    while (next < requests) {
      const n = next++;
      // Each request has its own numbers, so that it is the same whatever runs beside it.
      const random = seeded(seed * 1_000_003 + n);
      const target = targets[n % targets.length] as FuzzTarget;
      if (n % HEALTH_EVERY === 0) await askHealth(n);
      if (n > 0 && n % 10_000 === 0) tell(`${n} sent`);
      if (target.socket !== undefined && n % SOCKET_EVERY < targets.length) {
        count(kinds, 'frames');
        const address = await target.socket();
        count(
          answers,
          await send(target.url, Buffer.from(handshake(target.goal.host, address)), frames(random)),
        );
        continue;
      }
      const names = Object.keys(KINDS);
      const kind = names[Math.floor(random() * names.length)] as string;
      count(kinds, kind);
      const bytes = Buffer.from(
        (KINDS[kind] as (r: Random, g: Goal) => string | Buffer)(random, target.goal) as string,
        'latin1',
      );
      count(answers, await send(target.url, bytes));
    }
  };

  async function askHealth(n: number): Promise<void> {
    for (const { name, url, health: path } of targets) {
      const from = performance.now();
      const status = await fetch(url + path, { signal: AbortSignal.timeout(30_000) }).then(
        async (response) => {
          await response.arrayBuffer();
          return response.status;
        },
        (error: Error) => String(error.cause ?? error),
      );
      if (status !== 200)
        throw new Error(`${name} is not well about request ${n} of seed ${seed}: ${status}`);
      health.asked++;
      health.longestMs = Math.max(health.longestMs, Math.round(performance.now() - from));
    }
    process.kill(pid, 0);
  }

  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  await askHealth(requests);
  return { sent: requests, kinds, answers, health };
}

/** Sends bytes, and `then` after the first answer; gives the status of the first answer. */
function send(url: string, bytes: Buffer, then?: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let outcome: string | undefined;
    const over = (what: string) => {
      clearTimeout(timer);
      outcome ??= what;
      // A reset leaves no port behind that has to rest for a minute.
      socket.resetAndDestroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => over('silent'), SILENT_MS);
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (answer) => {
      outcome ??= /^HTTP\/1\.1 (\d{3})/.exec(answer.toString('latin1'))?.[1] ?? 'other';
      if (then === undefined || outcome !== '101') return over(outcome);
      socket.write(then);
      then = undefined;
    });
    socket.on('close', () => over('closed'));
    socket.on('error', () => over('closed'));
  });
}

/** What a process holds: open descriptors, and memory in bytes. Linux alone can tell. */
export function held(pid: number): { readonly fds: number; readonly rss: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    fds: readdirSync(`/proc/${pid}/fd`).length,
    rss: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
  };
}
