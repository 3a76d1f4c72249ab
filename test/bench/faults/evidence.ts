import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatList, ChatView, EntryView } from '../../../src/api/views.ts';
import { type Row, readHistory } from './history.ts';

/** A record of the ITSM, as its own API gives it. */
export interface HeldTicket {
  readonly number: string;
  readonly type: 'incident' | 'work-order';
  /** The field that carries our key. */
  readonly key: string;
  readonly status: string;
  readonly reason: string;
  readonly description: string;
  readonly workInfo: readonly { readonly summary: string; readonly text: string }[];
}

/** What a user's page shows. */
export interface Replayed {
  readonly id: string;
  readonly own: boolean;
  readonly text?: string;
}

/** Descriptors and memory of a process; memory in bytes. */
export interface Load {
  readonly fds: number;
  readonly rss: number;
}

/** How everything stands once nobody wishes anything and all work had its time. */
export interface Final {
  /** Account -> the name that users see. */
  readonly agents: Readonly<Record<string, string>>;
  readonly chats: readonly { readonly chat: ChatView; readonly entries: readonly EntryView[] }[];
  /** Story -> its conversation on our own Direct Line. */
  readonly replays: Readonly<Record<string, readonly Replayed[]>>;
  readonly tickets: readonly HeldTicket[];
  readonly lists: readonly {
    readonly agent: string;
    readonly counts: ChatList['counts'];
    readonly queue: readonly string[];
    readonly mine: readonly string[];
    readonly transferred: readonly string[];
    readonly all: readonly string[];
  }[];
  readonly figures: { readonly open: number; readonly assigned: number; readonly queued: number };
  readonly store: {
    readonly lanes: readonly string[];
    readonly unfinished: readonly string[];
    readonly creating: readonly string[];
    readonly needsHand: readonly string[];
    /** `<chat>|<kind>|<epoch>`; a chat stands under the earliest of its deadlines alone. */
    readonly deadlines: readonly string[];
  };
  readonly jobs: readonly {
    readonly queue: string;
    readonly waiting: number;
    readonly failed: readonly {
      readonly name: string;
      readonly reason: string;
      readonly doneSince: boolean;
    }[];
    /** Ids of jobs that count as active although nobody holds them. */
    readonly unheld: readonly string[];
  }[];
  readonly audit: { readonly ok: boolean; readonly text: string };
  /** Lines of logs and of the history that hold a secret; the secret is blackened. */
  readonly leaks: readonly { readonly file: string; readonly line: string }[];
  readonly loads: readonly { readonly name: string; readonly before: Load; readonly after: Load }[];
}

/** Of an installation that nothing can be asked any more. */
export const nothingStands: Final = {
  agents: {},
  chats: [],
  replays: {},
  tickets: [],
  lists: [],
  figures: { open: 0, assigned: 0, queued: 0 },
  store: { lanes: [], unfinished: [], creating: [], needsHand: [], deadlines: [] },
  jobs: [],
  audit: { ok: true, text: '' },
  leaks: [],
  loads: [],
};

/** All that the checker sees. */
export interface Evidence {
  readonly rows: readonly Row[];
  readonly final: Final;
}

const FINAL = 'final.json';

export const keepFinal = (folder: string, final: Final): void =>
  writeFileSync(join(folder, FINAL), JSON.stringify(final));

export const readEvidence = (folder: string): Evidence => ({
  rows: readHistory(folder),
  final: JSON.parse(readFileSync(join(folder, FINAL), 'utf8')) as Final,
});
