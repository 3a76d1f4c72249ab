import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Settings } from '../../config/schema.ts';
import type { Log } from '../shared/log.ts';
import type { KnownProcess } from '../store/store.ts';
import { sectionsOf } from './settings-loaded.ts';

const LOOK_EVERY_MS = 5_000;
/** Who says nothing for so long is gone. */
const LEASE_MS = 20_000;

export interface DifferTools {
  readonly processes: {
    tell(own: Omit<KnownProcess, 'at'>, leaseMs: number): Promise<readonly KnownProcess[]>;
    forget(id: string): Promise<void>;
  };
  readonly settings: Settings;
  /** What this process is: server, worker. */
  readonly name: string;
  readonly log: Pick<Log, 'warn'>;
  readonly lookEveryMs?: number;
}

/**
 * Tells the log of another process of the desk that runs with other settings, and which members differ. Values are
 * compared by hashes without secrets. A process that was killed is not spoken of: it has to be heard of twice.
 */
export function watchSettings({ processes, settings, name, log, lookEveryMs = LOOK_EVERY_MS }: DifferTools) {
  const own = {
    id: randomUUID(),
    name: `${name} ${process.pid} on ${hostname()}`,
    sections: sectionsOf(settings),
  };
  const heard = new Map<string, number>();
  const told = new Set<string>();

  function look(others: readonly KnownProcess[]): void {
    for (const other of others) {
      const differ = differing(own.sections, other.sections);
      const before = heard.get(other.id);
      heard.set(other.id, other.at);
      if (differ.length === 0 || before === undefined || before === other.at || told.has(other.id)) continue;
      told.add(other.id);
      log.warn(
        { other: other.name, differ },
        'another process of this installation runs with other settings; give all the same file and start them again',
      );
    }
  }

  // Where Redis is away the log says so elsewhere.
  const tell = async () => look(await processes.tell(own, LEASE_MS));
  let last = tell().catch(() => {});
  const timer = setInterval(() => {
    last = last.then(tell).catch(() => {});
  }, lookEveryMs);
  timer.unref();
  return {
    async stop(): Promise<void> {
      clearInterval(timer);
      await last;
      await processes.forget(own.id).catch(() => {});
    },
  };
}

type Sections = Readonly<Record<string, string>>;

const differing = (one: Sections, other: Sections): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .filter((section) => one[section] !== other[section])
    .sort();
