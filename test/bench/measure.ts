import { cpus } from 'node:os';
import type { BenchChat } from './chats.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Path } from './paths.ts';

export type CpuPart = 'own' | 'children' | 'generator' | 'machine';

/** What one path did in one round; latencies in milliseconds since the POST. */
export interface Cell {
  readonly seconds: number;
  /** Until the POST was answered. */
  readonly answered: readonly number[];
  /** Until the message was seen at the far end. */
  readonly arrived: readonly number[];
  /** CPU seconds: of the system's own process, its children (Redis), the generator, and of the whole machine. */
  readonly cpu: Readonly<Record<CpuPart, number>>;
}

/** A message that is not seen within this is lost. */
const LOST_AFTER_MS = 10_000;

let messages = 0;
/** A sentence of usual length that occurs once in a run; its first 20 characters do, too. */
const nextText = (): string =>
  `#${String(++messages).padStart(18, '0')} The connection breaks a few seconds after I sign in.`;

/**
 * A closed loop on each chat: the next message goes out when the last one has been both answered and
 * seen. Latency is thus that of a system under exactly this many messages at once, not under an open flood.
 * @throws when a message is refused, lost, doubled or out of order
 */
export async function measure(path: Path, chats: readonly BenchChat[], seconds: number): Promise<Cell> {
  const connections = await Promise.all(chats.map(() => openConnection(path.system.url)));
  const answered: number[] = [];
  const arrived: number[] = [];
  const before = cpuNow(path);
  const start = performance.now();
  const until = start + seconds * 1000;

  const loop = async (connection: Connection, chat: BenchChat): Promise<void> => {
    while (performance.now() < until) {
      const text = nextText();
      const sentAt = performance.now();
      const sent = path.send(connection, chat, text);
      const [, seenAt] = await Promise.all([
        sent.answered.then(({ status, body }) => {
          if (status !== 200 && status !== 201) throw new Error(`${path.name}: ${status} ${body}`);
          answered.push(performance.now() - sentAt);
        }),
        sent.arrived,
      ]);
      arrived.push(seenAt - sentAt);
    }
  };
  try {
    await within(
      seconds * 1000 + LOST_AFTER_MS,
      `${path.name}: a message was lost`,
      Promise.all(connections.map((connection, n) => loop(connection, chats[n]!))),
    );
    const end = performance.now();
    const after = cpuNow(path);
    return {
      seconds: (end - start) / 1000,
      answered,
      arrived,
      cpu: {
        own: after.own - before.own,
        children: after.children - before.children,
        generator: after.generator - before.generator,
        machine: after.machine - before.machine,
      },
    };
  } finally {
    for (const connection of connections) connection.close();
  }
}

function cpuNow({ system }: Path): Cell['cpu'] {
  const { user, system: kernel } = process.cpuUsage();
  const busy = cpus().reduce((ms, { times }) => ms + times.user + times.nice + times.sys + times.irq, 0);
  return { ...system.cpuSeconds(), generator: (user + kernel) / 1e6, machine: busy / 1000 };
}

/** @throws Error where the work takes longer */
export async function within<T>(ms: number, otherwise: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${otherwise} within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
