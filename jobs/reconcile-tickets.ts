import type { Chat, ChatTicket } from '../src/chat/chat.ts';
import { laneId } from '../src/chat/errand.ts';
import type { Log } from '../src/shared/log.ts';
import type { Unfinished, UnfinishedWrite, Wake } from '../src/store/store.ts';

export interface ReconcileTools {
  readonly unfinished: Unfinished;
  readonly readChats: (ids: readonly string[]) => Promise<readonly Chat[]>;
  readonly wake: (wakes: readonly Wake[]) => Promise<void>;
  readonly now: () => number;
  /** A write that is unconfirmed for longer needs a hand, milliseconds. */
  readonly unprovenMs: number;
  readonly log: Log;
}

/** What one look found. */
export interface Reconciled {
  /** Errands that were in no lane, and are now. */
  added: number;
  /** Lanes with work that nobody would have come to. */
  woken: number;
  /** Writes of chats that are gone and of tickets that were given up. */
  forgotten: number;
  /** Chats with a write that has waited too long. */
  unproven: number;
}

/**
 * Finds ticket work that a crash or a lost lane has left: writes that were meant and are neither
 * confirmed nor in a lane, tickets that are being created by nobody. Each errand does only what
 * is not confirmed, so doing one again is safe.
 */
export async function reconcileTickets(tools: ReconcileTools): Promise<Reconciled> {
  const { unfinished, log } = tools;
  const found: Reconciled = { added: 0, woken: 0, forgotten: 0, unproven: 0 };
  const late = new Map<string, number>();
  for await (const writes of unfinished.writes()) {
    const chats = await byId(
      writes.map(({ chat }) => chat),
      tools,
    );
    for (const write of writes) {
      const chat = chats.get(write.chat);
      const ticket = chat?.tickets.find(({ n }) => n === write.n);
      const errand = errandOf(write);
      if (chat === undefined || ticket === undefined || errand === undefined || isOver(write, ticket)) {
        await unfinished.forget(write);
        found.forgotten += 1;
      } else if (ticket.error === undefined) {
        if (tools.now() - write.since > tools.unprovenMs) late.set(chat.id, chat.createdAt);
        await mend(chat, ticket, errand, tools, found);
      }
    }
  }
  for (const [id, createdAt] of late) await unfinished.addUnproven(id, createdAt);
  await createOrphans(tools, found);
  await prune(tools, late);
  found.unproven = late.size;
  if (found.added + found.woken > 0) await unfinished.count('mended', found.added + found.woken);
  if (found.added + found.woken + found.forgotten > 0) log.warn(found, 'lost ticket work was found');
  return found;
}

/** Nothing is left to be done: a supervisor gave it up, or the ticket is there. */
const isOver = ({ write }: UnfinishedWrite, { givenUp, state }: ChatTicket): boolean =>
  givenUp === true || (write === 'open' && state === 'created');

/**
 * Tickets whose creation was asked for, of which not even the intent was written down: the work is lost, or
 * the ITSM does not answer what has to be asked before.
 */
async function createOrphans(tools: ReconcileTools, found: Reconciled): Promise<void> {
  for await (const ids of tools.unfinished.chats('creating')) {
    const chats = await byId(ids, tools);
    for (const id of ids) {
      const chat = chats.get(id);
      if (chat === undefined) await tools.unfinished.forgetChat('creating', id);
      for (const ticket of chat?.tickets ?? [])
        if (chat !== undefined && ticket.state === 'creating') {
          const open = { chat: id, n: ticket.n, write: 'open' };
          await mend(chat, ticket, item('open-ticket', { n: ticket.n }), tools, found);
          await tools.unfinished.expect(open, tools.now());
        }
    }
  }
}

/** Chats expire without a word, and what was late may be done. */
async function prune(tools: ReconcileTools, late: ReadonlyMap<string, number>): Promise<void> {
  for await (const ids of tools.unfinished.chats('unproven'))
    for (const id of ids) if (!late.has(id)) await tools.unfinished.forgetChat('unproven', id);
  for await (const ids of tools.unfinished.chats('needsHand')) {
    const chats = await byId(ids, tools);
    for (const id of ids) if (!chats.has(id)) await tools.unfinished.forgetChat('needsHand', id);
  }
}

async function mend(
  chat: Chat,
  { n, connector }: ChatTicket,
  errand: string,
  tools: ReconcileTools,
  found: Reconciled,
): Promise<void> {
  const lane = laneId({ kind: 'ticket', chat: chat.id, n, connector });
  const mended = await tools.unfinished.mend(lane, errand);
  if (mended.kind === 'busy') return;
  found[mended.kind] += 1;
  // Should this fail, the lane is overdue and the sweep wakes it.
  await tools.wake([{ lane, wake: mended.wake }]).catch(() => {});
}

/** The errand that does a write of that name, as it stands in a lane; undefined for a write that no errand does. */
function errandOf({ n, write }: UnfinishedWrite): string | undefined {
  if (write === 'open') return item('open-ticket', { n });
  if (write === 'transcript' || write === 'transcript-rest') return item('append-transcript', { n });
  if (write === 'reopen' || write === 'note-reopen') return item('reopen-ticket', { n });
  if (write === 'link-chat') return item('link-chat', { n });
  const [kind, what = ''] = split(write);
  if (write === 'hand-over' || write === 'note-hand-over') return item('hand-over-ticket', { n });
  if (kind === 'change') return item('change-ticket', { n, ending: what });
  if (kind === 'note' && what.startsWith('change-'))
    return item('change-ticket', { n, ending: what.slice('change-'.length) });
  if (kind === 'files') return item('attach-files', { n });
  if (kind === 'undelivered') return item('note-undelivered', { n, note: Number(what) });
  if (kind === 'link') return item('link-ticket', { n, link: Number(what) });
  return undefined;
}

const item = (job: string, args: object): string => `${job} ${JSON.stringify(args)}`;

const split = (write: string): readonly string[] => [
  write.slice(0, write.indexOf('-')),
  write.slice(write.indexOf('-') + 1),
];

async function byId(
  ids: readonly string[],
  { readChats }: ReconcileTools,
): Promise<ReadonlyMap<string, Chat>> {
  return new Map((await readChats([...new Set(ids)])).map((chat) => [chat.id, chat]));
}
