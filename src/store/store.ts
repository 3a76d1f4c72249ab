import type { Redis } from 'ioredis';
import type { Chat } from '../chat/chat.ts';
import { createAgents } from './agents.ts';
import { type AppendRequest, append } from './append.ts';
import { createArchive } from './archive/index.ts';
import { createAudit } from './audit.ts';
import { createBotState } from './bot-state.ts';
import { type BreakerLimits, createBreaker } from './breaker.ts';
import { createCannedTexts } from './canned-texts.ts';
import { type ClosedQuery, pastOf, searchClosed } from './closed.ts';
import { createConnections } from './connections.ts';
import { createDeadlines } from './deadlines.ts';
import { type FeedRow, feedEnd, feedSince } from './feed.ts';
import { type FirstRequest, firstFound, foundBefore } from './first-found.ts';
import { createConversations } from './ingest.ts';
import { keysOf, type TicketNumber } from './keys.ts';
import { createLanes } from './lanes.ts';
import { type Layout, WRITES } from './layout.ts';
import { createLedger } from './ledger.ts';
import {
  chatsAround,
  chatsOf,
  chatsOwnedBy,
  chatsWith,
  counts,
  headsOf,
  invitedTo,
  needingAssistance,
  needingHand,
  openChats,
  transferredTo,
  waitingChats,
  waitingSince,
  waits,
} from './lists.ts';
import { createMonitors } from './monitors.ts';
import { nameAgents } from './name-agents.ts';
import { createOneTime } from './one-time.ts';
import { type Place, readPlaces } from './places.ts';
import { createProcesses } from './processes.ts';
import { createQueuePlaces } from './queue-places.ts';
import { readChat, readChats, readDelivery, readLog } from './read.ts';
import { createReports } from './reports.ts';
import { createRoom } from './room.ts';
import { createSessions } from './sessions.ts';
import { createSettling } from './settling.ts';
import { createSweeps } from './sweeps.ts';
import { redisNow } from './time.ts';
import { createTyping } from './typing.ts';
import { createUnfinished } from './unfinished.ts';
import { chatsOfUser, type SeatedUser } from './user-chats.ts';
import { createVouched } from './vouched.ts';
import { type Cover, coverWaiting, exactCover } from './waiting.ts';

export type { AgentState, Candidate } from './agents.ts';
export type { AppendRequest, AppendResult, TakenLane } from './append.ts';
export type { Archive } from './archive/index.ts';
export type { Audit } from './audit.ts';
export { type ChainedRow, canonical } from './audit-chain.ts';
export { type AuditRow, actorOf } from './audit-row.ts';
export type { Breaker, BreakerLimits, Permission } from './breaker.ts';
export { type ClosedQuery, namesUser } from './closed.ts';
export type { Wake } from './commit.ts';
export { type Connection, type Connections, connectionIn } from './connections.ts';
export type { ChatDeadline, Deadlines, DueDeadline } from './deadlines.ts';
export type { Executed, Once } from './execute.ts';
export { type FeedRow, isCursor } from './feed.ts';
export type { Conversations, IngestRequest, IngestResult } from './ingest.ts';
export type { Confirmation, Delivered, Lanes } from './lanes.ts';
export type { Confirmed, Intent, Ledger, LedgerWrite, Tried, Try } from './ledger.ts';
export type { Page } from './lists.ts';
export type { Place } from './places.ts';
export type { KnownProcess } from './processes.ts';
export { REPORT_BUCKETS, type Reports } from './reports.ts';
export type { Holder } from './sessions.ts';
export type { Settler } from './settling.ts';
export type { Sweeps } from './sweeps.ts';
export type { Typing } from './typing.ts';
export type { Unfinished, UnfinishedWrite } from './unfinished.ts';
export { isOfUser, type SeatedUser } from './user-chats.ts';
export type { Cover } from './waiting.ts';

/**
 * Everything that is kept of one desk. Every key carries the desk's hash tag, so a desk is strong in itself.
 * @param layout in which the desk stands
 */
export function openStore(redis: Redis, desk: string, layout: Layout = WRITES) {
  return {
    desk,
    chats: {
      read: (chat: string) => readChat(redis, desk, chat),
      readAll: (ids: readonly string[]) => readChats(redis, desk, ids),
      log: (chat: string, after?: number, limit?: number) => readLog(redis, desk, chat, after, limit),
      ofUser: (seated: SeatedUser) => chatsOfUser(redis, desk, seated),
      delivery: (chat: string) => readDelivery(redis, desk, chat),
      append: (request: AppendRequest) => append(redis, desk, request),
      nameAgents: (chats: readonly Chat[]) => nameAgents(redis, desk, chats),
    },
    lists: {
      waits: () => waits(redis, desk),
      waitingSince: (place: Place, moment: number) => waitingSince(redis, desk, place, moment),
      openCount: () => redis.zcard(keysOf(desk).open),
      heads: (place: Place, count: number) => headsOf(redis, desk, place, count),
      /** Places in which chats wait now. */
      places: () => readPlaces(redis, desk),
      /** Where to look for waiting chats of these places, or of all. */
      cover: (wanted?: (place: Place) => boolean) => coverWaiting(redis, desk, layout, wanted),
      /** The same for places that are known. */
      coverOf: (places: readonly Place[]) => exactCover(desk, places),
      waiting: (cover: Cover, after: string | undefined, limit: number) =>
        waitingChats(redis, cover, after, limit),
      mine: (agent: string, after: string | undefined, limit: number) =>
        chatsOf(redis, desk, agent, after, limit),
      owned: (agent: string, limit: number) => chatsOwnedBy(redis, desk, agent, limit),
      around: (agent: string, limit: number) => chatsAround(redis, desk, agent, limit),
      invites: (agent: string, after: string | undefined, limit: number) =>
        invitedTo(redis, desk, agent, after, limit),
      assistance: (after: string | undefined, limit: number) => needingAssistance(redis, desk, after, limit),
      transferred: (agent: string, after: string | undefined, limit: number) =>
        transferredTo(redis, desk, agent, after, limit),
      open: (after: string | undefined, limit: number) => openChats(redis, desk, after, limit),
      withTicket: (ticket: TicketNumber) => chatsWith(redis, desk, ticket),
      needsHand: (after: string | undefined, limit: number) => needingHand(redis, desk, after, limit),
      counts: (agent: string, cover: Cover) => counts(redis, desk, agent, cover),
    },
    closed: {
      search: (query: ClosedQuery, after: string | undefined, limit: number) =>
        searchClosed(redis, desk, query, after, limit),
      past: (user: Chat['user'], limit: number) => pastOf(redis, desk, user, limit),
    },
    monitors: createMonitors(redis, desk),
    typing: createTyping(redis, desk),
    connections: createConnections(redis, desk),
    /** What the first request of its key found; a repeat finds the same. */
    foundBefore: (request: FirstRequest) => foundBefore(redis, desk, request),
    firstFound: (request: FirstRequest, found: readonly string[]) => firstFound(redis, desk, request, found),
    feed: {
      end: () => feedEnd(redis, desk),
      since: (cursor: string, limit: number, keep?: (row: FeedRow) => boolean) =>
        feedSince(redis, desk, cursor, limit, keep),
    },
    queuePlaces: createQueuePlaces(redis, desk),
    conversations: createConversations(redis, desk),
    lanes: createLanes(redis, desk),
    ledger: (chat: string, n: number) => createLedger(redis, desk, chat, n),
    unfinished: createUnfinished(redis, desk),
    archive: createArchive(redis, desk),
    breaker: (connector: string, limits: BreakerLimits) => createBreaker(redis, desk, connector, limits),
    deadlines: createDeadlines(redis, desk),
    sweeps: createSweeps(redis, desk),
    settling: createSettling(redis, desk),
    sessions: createSessions(redis, desk, layout),
    oneTime: createOneTime(redis, desk),
    vouched: createVouched(redis, desk),
    agents: createAgents(redis, desk),
    cannedTexts: createCannedTexts(redis, desk),
    processes: createProcesses(redis, desk),
    audit: createAudit(redis, desk),
    reports: createReports(redis, desk),
    botState: createBotState(redis, desk),
    /** False where Redis is too full to begin anything new. */
    hasRoom: createRoom(redis),
    /** Redis's clock, epoch milliseconds: the one that deadlines are measured by. */
    now: () => redisNow(redis),
    /** True where some process has said within the last minute that it does the desk's background work. */
    hasWorkers: async (): Promise<boolean> => (await redis.exists(keysOf(desk).workers)) === 1,
  };
}

export type Store = ReturnType<typeof openStore>;
