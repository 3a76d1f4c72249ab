import type { Chat } from '../chat/chat.ts';
import type { Command } from '../handoff/commands.ts';
import type { AuditRow } from '../store/store.ts';

type Settling = Extract<Command, { type: 'resettle' | 'return-from-former' }>;

/** Chats that a start has brought elsewhere for one reason. */
interface Group {
  readonly command: Settling;
  waiting: number;
  others: number;
}

/** What a walk through the stored chats did, for the log and the audit. */
export function createAccountOfMoves() {
  const groups = new Map<string, Group>();
  const unserved = new Map<string, number>();

  return {
    moved(command: Settling, before: Chat): void {
      // What is the same before and after makes no other reason.
      const key = JSON.stringify(rowOf({ command, waiting: 0, others: 0 }));
      const group = groups.get(key) ?? { command, waiting: 0, others: 0 };
      if (before.status === 'queued') group.waiting += 1;
      else group.others += 1;
      groups.set(key, group);
    },
    /** The chat stays; no agent is for its company. */
    unserved(company: string): void {
      unserved.set(company, (unserved.get(company) ?? 0) + 1);
    },
    /** A sentence for each reason; none where all was as it should be. */
    sentences: (usual: string): readonly string[] => [
      ...[...groups.values()].map(sentence),
      ...[...unserved].map(([company, n]) => unservedSentence(company, n, usual)),
    ],
    /** Those that no agent is for. */
    companies: (): readonly string[] => [...unserved.keys()],
    rows: (): readonly AuditRow[] => [...groups.values()].map(rowOf),
  };
}

function sentence({ command, waiting, others }: Group): string {
  const n = waiting + others;
  const [are, they] = n === 1 ? ['is', 'it'] : ['are', 'they'];
  if (command.type === 'return-from-former')
    return `${chats(n)} of ${command.agent}, who is not an agent any more, ${are} back where ${they} came from.`;
  const { from, to } = command;
  const what = others === 0 ? `${chats(n)} waited in` : `${chats(n)} ${n === 1 ? 'was' : 'were'} of`;
  if (from.queue === to.queue)
    return `${chats(n)} ${n === 1 ? 'was' : 'were'} of the company ${from.company}, which is called ${to.company} now: ${they} ${are} of that one now.`;
  const company = from.company === to.company ? '' : `, for the company ${to.company}`;
  const why = to.queue === 'GENERAL' ? 'is not set up any more' : `is called ${to.queue} now`;
  return `${what} ${from.queue}, which ${why}: ${they} ${are} in ${to.queue} now${company}.`;
}

const unservedSentence = (company: string, n: number, usual: string): string =>
  `No agent is for the company ${company}, of which ${chats(n)} ${n === 1 ? 'is' : 'are'} open: agents of ${usual} and every supervisor see ${n === 1 ? 'it' : 'them'}. Add the company to an agent’s companies, or name what it is called now under renamed.companies.`;

const chats = (n: number): string => `${n} chat${n === 1 ? '' : 's'}`;

function rowOf({ command, waiting, others }: Group): AuditRow {
  const chats = waiting + others;
  const row = { actor: 'system', what: 'chats-resettled', chats } as const;
  if (command.type === 'return-from-former') return { ...row, account: command.agent };
  const { from, to } = command;
  return {
    ...row,
    ...(from.queue !== to.queue && { queue: { from: from.queue, to: to.queue } }),
    ...(from.company !== to.company && { company: { from: from.company, to: to.company } }),
  };
}
