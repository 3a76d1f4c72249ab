import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import bmc from '../../../connectors/bmc-helix/index.ts';
import { plan } from '../../../jobs/plan.ts';
import { createJudge } from '../../../jobs/run.ts';
import { ticketJobs } from '../../../jobs/ticket-jobs.ts';
import { type LaneTools, workLane } from '../../../jobs/work-lane.ts';
import type { Chat, ChatTicket, Owner } from '../../../src/chat/chat.ts';
import type { Attachment } from '../../../src/chat/entry.ts';
import { newChatId } from '../../../src/chat/ids.ts';
import type { Connector } from '../../../src/connector/connector.ts';
import type { Mapping } from '../../../src/connector/mapping.ts';
import { done } from '../../../src/connector/outcome.ts';
import type { Command, Limits, Opening } from '../../../src/handoff/commands.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createExecutor, type Executed } from '../../../src/store/execute.ts';
import { openFiles } from '../../../src/store/files/index.ts';
import { openStore } from '../../../src/store/store.ts';
import { type MaskingSettings, maskText } from '../../../src/sync/masking/mask-text.ts';
import type { SyncPorts } from '../../../src/sync/ports.ts';
import { createTicketSync } from '../../../src/sync/ticket-sync.ts';
import { ItsmDouble } from './itsm-double.ts';

export const ALICE: Owner = { id: 'alice', screenName: 'Alice Smith' };

const KEEP_SECONDS = 3_600;

export type TicketType = 'incident' | 'work-order';

export interface PostRoomOptions {
  readonly mapping?: Mapping;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly masking?: MaskingSettings;
  /** The person an agent is in the ITSM. */
  readonly person?: { readonly name: string; readonly login: string };
  readonly personOf?: SyncPorts['personOf'];
  /** The ticket that chats get by themselves. */
  readonly opening?: Opening;
  readonly endingAvailable?: SyncPorts['endingAvailable'];
  /** In place of the ITSM in memory. */
  readonly connector?: Connector;
  readonly filesPerEntry?: number;
  readonly limits?: Partial<Limits>;
  /** The one ITSM that is configured: `helix`, and no `other`. */
  readonly alone?: boolean;
}

/**
 * The post room with the real rules, plan, store and lanes, before an ITSM that does as it is told.
 * Nothing runs by itself: `drain` does the ticket work that waits.
 */
export function openPostRoom(options: PostRoomOptions = {}) {
  const redis = new Redis(process.env.TEST_REDIS ?? '');
  const desk = `sync-${randomUUID()}`;
  const store = openStore(redis, desk);
  const dataDir = mkdtempSync(join(tmpdir(), 'db-post-room-'));
  const files = openFiles(redis, desk, dataDir);
  const itsm = new ItsmDouble();
  const other = new ItsmDouble();
  const log = createLog('silent');
  let now = Date.parse('2026-03-01T09:00:00Z');
  let mapping = options.mapping ?? bmc.mapping;
  const woken = new Set<string>();
  const executor = createExecutor({
    redis,
    desk,
    rules: {
      ...createRules(
        () => ({
          waitingMs: 60_000,
          idleMs: 60_000,
          abandoningMs: 15_000,
          transferMs: 120_000,
          ...options.limits,
        }),
        () => options.opening,
      ),
      plan,
    },
    clock: { now: () => now },
    keepSeconds: KEEP_SECONDS,
    wake: (wakes) => {
      for (const { lane } of wakes) if (lane.startsWith('t.')) woken.add(lane);
    },
  });
  const read = async (chat: string): Promise<Chat> => {
    const found = (await store.chats.read(chat)).chat;
    if (found === undefined) throw new Error(`no chat ${chat}`);
    return found;
  };
  const report = async (chat: string, command: Command): Promise<void> => {
    await executor.execute(chat, command);
  };
  const definition = {
    ...bmc,
    capabilities: {
      ...bmc.capabilities,
      filesPerEntry: options.filesPerEntry ?? bmc.capabilities.filesPerEntry,
    },
  };
  const sync = createTicketSync({
    instance: (id) => {
      const connector = { helix: options.connector ?? itsm, other }[id];
      if (connector === undefined) return undefined;
      const { alone } = options;
      const known = alone === undefined ? {} : { alone };
      return { id, definition, mapping, settings: options.settings ?? {}, connector, ...known };
    },
    readChat: async (chat) => (await store.chats.read(chat)).chat,
    readLog: (chat) => store.chats.log(chat),
    mask: (text) => maskText(text, options.masking ?? { on: true, patterns: [] }),
    files,
    ledger: store.ledger,
    report,
    publicUrl: () => 'http://desk.example',
    notDelivered: async () => 'The following did not reach you:',
    personOf: options.personOf ?? (async () => done(options.person)),
    endingAvailable: options.endingAvailable ?? (async () => ({ ok: true })),
  });
  const tools: LaneTools = {
    lanes: store.lanes,
    log,
    jobs: {
      ...ticketJobs(sync),
    },
    judge: createJudge(async ({ chat, args }, error) => {
      if (typeof args.n === 'number') await report(chat, { type: 'record-ticket-failed', n: args.n, error });
    }),
  };

  async function run(chat: string, command: Command): Promise<Chat> {
    const executed: Executed = await executor.execute(chat, command);
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
    return executed.chat;
  }

  return {
    keepSeconds: KEEP_SECONDS,
    itsm,
    /** A second ITSM, the connector `other`. */
    other,
    store,
    run,
    read,
    /** What the rules say to a command that may be refused. */
    attempt: (chat: string, command: Command) => executor.execute(chat, command),
    now: () => now,
    later(ms: number): void {
      now += ms;
    },
    remap(next: Mapping): void {
      mapping = next;
    },

    /** A chat in the queue: the user's question and the bot's answer are its history. */
    async arrive(more: Partial<Extract<Command, { type: 'request-handoff' }>> = {}): Promise<string> {
      const chatId = newChatId();
      await run(chatId, {
        type: 'request-handoff',
        chatId,
        conversation: { channel: 'test', id: randomUUID() },
        user: { id: 'u1', name: 'Dana Reyes', verified: false },
        company: 'Calbro Services',
        queue: 'GENERAL',
        source: 'test',
        subject: 'VPN does not connect',
        lines: [
          {
            at: now,
            author: { kind: 'bot', name: 'Virtual agent' },
            visibility: 'public',
            type: 'message',
            text: 'BOT WORDS',
          },
        ],
        ...more,
      });
      return chatId;
    },
    userSays: (chat: string, text: string, attachments: readonly Attachment[] = []) =>
      run(chat, { type: 'send-user-message', text, attachments }),
    /** The user sends files with some words; they are kept as the side door keeps them. */
    async userSends(chat: string, ...sent: readonly { name: string; bytes: Buffer }[]): Promise<void> {
      const { conversation } = await read(chat);
      const attachments = await Promise.all(
        sent.map(async ({ name, bytes }) => {
          const about = { name, contentType: 'text/plain' };
          const kept = await files.keep(
            conversation,
            { ...about, bytes },
            { maxBytes: 1e6, perChat: 20, keepFreeBytes: 0 },
          );
          if (typeof kept === 'string') throw new Error(kept);
          return { ...about, url: `/files/${kept.id}/${name}`, size: kept.size };
        }),
      );
      await run(chat, { type: 'send-user-message', text: 'files', attachments });
    },
    agentSays: (chat: string, text: string) => run(chat, { type: 'send-agent-message', by: ALICE, text }),
    notes: (chat: string, text: string) => run(chat, { type: 'add-note', by: ALICE, text }),
    accept: (chat: string, by = ALICE) => run(chat, { type: 'accept', by }),
    wishTicket: (chat: string, type: TicketType, another = false, connector = 'helix') =>
      run(chat, {
        type: 'request-ticket',
        by: ALICE,
        connector,
        ticketType: type,
        kind: type,
        another,
      }),
    end: (chat: string, resolveTicket: boolean, resolution?: string) =>
      run(chat, { type: 'end', by: ALICE, resolveTicket, ...(resolution !== undefined && { resolution }) }),
    abandon: (chat: string) => run(chat, { type: 'abandon', by: ALICE }),
    cancel: (chat: string) => run(chat, { type: 'cancel' }),
    /** The open chat's deadline of that kind passes. */
    async pass(chat: string, kind: 'waiting' | 'idle' | 'abandoning'): Promise<Chat> {
      now += 3_600_000;
      return run(chat, { type: 'pass-deadline', kind, epoch: (await read(chat)).epoch });
    },
    ticket: async (chat: string, n = 1): Promise<ChatTicket> => {
      const found = (await read(chat)).tickets.find((one) => one.n === n);
      if (found === undefined) throw new Error(`no ticket ${n}`);
      return found;
    },

    /** Works every woken lane of a ticket to its end; what asks to wait is not made to. */
    async drain(most = 30): Promise<void> {
      for (let round = 0; woken.size > 0; round++) {
        if (round >= most) throw new Error(`work remains after ${most} rounds: ${[...woken].join()}`);
        for (const lane of [...woken]) {
          const take = await store.lanes.take(lane);
          if (take.kind === 'busy') throw new Error(`${lane} is held by somebody`);
          const later = take.kind === 'taken' ? await workLane(take.lane, tools) : undefined;
          if (later === undefined) woken.delete(lane);
        }
      }
    },
    /** Gives up after one round of the lanes, as a process that dies would; what waits stays. */
    async drainOnce(): Promise<void> {
      for (const lane of [...woken]) {
        const take = await store.lanes.take(lane);
        if (take.kind === 'taken') await workLane(take.lane, tools);
      }
    },
    sync,
    lanes: store.lanes,
    files,
    redis,
    desk,
    close: () => {
      redis.disconnect();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type PostRoom = ReturnType<typeof openPostRoom>;
