import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { acknowledged } from '../support/acknowledged.ts';
import { openConsoleSocket } from '../support/console-socket.ts';
import { startEstate } from '../support/estate.ts';
import { eventually } from '../support/eventually.ts';
import { Agent, User } from '../support/people.ts';
import { type LineConnection, openRedisLine } from '../support/redis-line.ts';
import { between, pause, seeded } from '../support/seeded.ts';

/** What an unstable network does to one connection, and how often of a hundred times. */
const KINDS: readonly (readonly [
  name: string,
  often: number,
  act: (link: LineConnection, ms: number) => void,
])[] = [
  ['reset', 40, (link) => link.reset()],
  ['lost answer', 20, (link) => link.loseAnswer()],
  ['muted', 10, (link) => link.mute()],
  ['stalled', 15, (link, ms) => link.stall(ms)],
  ['late', 10, (link, ms) => link.delay(ms / 10)],
  ['half-open', 5, (link) => link.silence()],
];
const LONGEST_MS = 1_000;
const MENDED_WITHIN_MS = 60_000;
/** What a process says when something went wrong that nobody had thought of. */
const UNTHOUGHT = /unhandled|unexpected error|uncaught/i;

export interface LinkFaults {
  /** How many faults, and the pause between two, milliseconds. */
  readonly faults: number;
  readonly pauseMs: number;
  readonly seed: number;
  /** How long the processes work undisturbed before the first look at them, milliseconds. */
  readonly warmMs: number;
  /** Rest between the last fault and the second look at the processes, milliseconds. */
  readonly restMs: number;
}

export interface Look {
  readonly process: string;
  readonly descriptors: number;
  readonly rssMb: number;
}

export interface LinkFaultsReport {
  /** Name of a connection -> how many faults it had, over all processes. */
  readonly byConnection: ReadonlyMap<string, number>;
  readonly byKind: ReadonlyMap<string, number>;
  readonly before: readonly Look[];
  readonly after: readonly Look[];
  /** Processes that have ended by themselves. */
  readonly ended: readonly string[];
  /** Lines of their logs that speak of what nobody had thought of. */
  readonly unthought: readonly string[];
}

/**
 * Disturbs every connection to Redis of two servers and two workers, one after the other, while people chat; then
 * sees that chats and windows work at both servers.
 */
export async function disturbLinks({
  faults,
  pauseMs,
  seed,
  warmMs,
  restMs,
}: LinkFaults): Promise<LinkFaultsReport> {
  const random = seeded(seed);
  let openLine: Awaited<ReturnType<typeof openRedisLine>> | undefined;
  const estate = await startEstate(
    ['alice'],
    { autoAccept: false },
    { connectors: [{ id: 'memory', use: 'memory' }] },
    async ({ port }) => {
      openLine = await openRedisLine(port);
      return openLine.url;
    },
  );
  const line = openLine as NonNullable<typeof openLine>;
  const posts = [...estate.servers, ...estate.workers].map(
    (post, i) => [`${i < 2 ? 'server' : 'worker'} ${(i % 2) + 1}`, post] as const,
  );
  const look = (): readonly Look[] => posts.map(([name, post]) => lookAt(name, post.pid()));
  try {
    const windows = [];
    for (const { url } of estate.servers) {
      windows.push(await chatsWork(url));
    }
    let talking = true;
    const talk = Promise.all(windows.map((window) => window.talk(() => talking)));
    await pause(warmMs);
    const before = look();
    const byConnection = new Map<string, number>();
    const byKind = new Map<string, number>();
    for (let i = 0; i < faults; i += 1) {
      const link = nextOf(line.connections(), byConnection);
      if (link !== undefined) {
        const [kind, act] = kindOf(random);
        act(link, between(random, 10, LONGEST_MS));
        byConnection.set(link.name, (byConnection.get(link.name) ?? 0) + 1);
        byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
      } else i -= 1;
      await pause(pauseMs);
    }
    talking = false;
    await talk;
    // What is still late or silent belongs to the faults.
    for (const link of line.connections()) link.reset();
    for (const { url } of estate.servers) (await chatsWork(url)).close();
    await pause(restMs);
    const after = look();
    for (const window of windows) window.close();
    return {
      byConnection,
      byKind,
      before,
      after,
      ended: posts.flatMap(([name, post]) => (post.runs() ? [] : [name])),
      unthought: posts.flatMap(([, post]) => post.output().split('\n')).filter((one) => UNTHOUGHT.test(one)),
    };
  } finally {
    await estate.stop();
    await line.close();
  }
}

/** A named connection of the kind that had the fewest faults so far. */
function nextOf(
  open: readonly LineConnection[],
  faults: ReadonlyMap<string, number>,
): LineConnection | undefined {
  const named = open.filter(({ name }) => !name.startsWith('connection-'));
  const fewest = Math.min(...named.map(({ name }) => faults.get(name) ?? 0));
  const due = named.filter(({ name }) => (faults.get(name) ?? 0) === fewest);
  return due[Math.floor(Math.random() * due.length)];
}

function kindOf(random: () => number): readonly [string, (link: LineConnection, ms: number) => void] {
  let left = random() * 100;
  for (const [name, often, act] of KINDS) {
    left -= often;
    if (left < 0) return [name, act];
  }
  return ['reset', (link) => link.reset()];
}

function lookAt(name: string, pid: number): Look {
  const rss = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return {
    process: name,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    rssMb: Math.round(Number(rss) / 1024),
  };
}

/** An agent with a window and a user with a stream, in a chat at one server: everything there is a connection for. */
async function chatsWork(url: string) {
  const agent = await eventually(() => Agent.signIn(url, 'alice'), 'alice signs in', MENDED_WITHIN_MS);
  const window = await eventually(() => openConsoleSocket(agent), 'her window opens', MENDED_WITHIN_MS);
  const user = await eventually(() => User.arrive(url), 'a user arrives', MENDED_WITHIN_MS);
  const stream = await eventually(() => openStream(user), 'their stream opens', MENDED_WITHIN_MS);
  await eventually(() => user.escalate().then(() => true), 'they ask for an agent', MENDED_WITHIN_MS);
  const { id } = await agent.finds(user);
  await acknowledged(() => agent.do(`/chats/${id}/accept`), 'alice accepts');
  await acknowledged(() => agent.do(`/chats/${id}/messages`, { text: 'How can I help?' }), 'alice writes');
  await user.hears('How can I help?');
  await eventually(() => window.frames.some((one) => 'chat' in one && one.chat === id), 'her window hears');
  return {
    /** Goes on talking, whatever comes of it. */
    async talk(goOn: () => boolean): Promise<void> {
      for (let i = 0; goOn(); i += 1) {
        await Promise.allSettled([
          user.say(`user ${i}`),
          user.post({ type: 'typing' }),
          agent.do(`/chats/${id}/messages`, { text: `agent ${i}` }),
        ]);
        await pause(200);
      }
    },
    close(): void {
      window.close();
      stream.terminate();
    },
  };
}

async function openStream(user: User): Promise<WebSocket> {
  const response = await fetch(`${user.url}/v3/directline/conversations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}` },
  });
  const { streamUrl } = (await response.json()) as { streamUrl: string };
  const socket = new WebSocket(streamUrl);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  return socket;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { faults: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  });
  const report = await disturbLinks({
    faults: Number(values.faults),
    pauseMs: 25,
    seed: Number(values.seed),
    warmMs: 60_000,
    restMs: 60_000,
  });
  const rows = (title: string, counts: ReadonlyMap<string, number>) =>
    `\n${title}\n${[...counts].map(([name, n]) => `  ${String(n).padStart(6)}  ${name}`).join('\n')}`;
  const looks = report.before.map((before, i) => {
    const after = report.after[i] ?? before;
    return `  ${before.process}: descriptors ${before.descriptors} -> ${after.descriptors}, RSS ${before.rssMb} -> ${after.rssMb} MB`;
  });
  process.stdout.write(
    `${rows('Faults by connection', report.byConnection)}\n${rows('By kind', report.byKind)}\n\nBefore, and a minute after\n${looks.join('\n')}\n  ended by themselves: ${report.ended.join(', ') || 'none'}\n  unthought of in the logs: ${report.unthought.length}\n${report.unthought.slice(0, 5).join('\n')}\n`,
  );
}
