import assert from 'node:assert/strict';
import type { Chat, ChatStatus, Invited } from '../../../src/chat/chat.ts';
import type { Limits } from '../../../src/handoff/commands.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import { whatIsWrong } from '../handoff/beside-moves.ts';
import type { Cellar } from './open-cellar.ts';

const MOST = 20_000;
const STATUSES: readonly ChatStatus[] = ['queued', 'assigned', 'pending-transfer', 'closed'];

/**
 * Whatever the store keeps beside the snapshots says what they say, and every open chat has a home and
 * a deadline.
 * @param ids every chat of the desk
 * @param agents whoever may own one
 * @returns the chats
 */
export async function checkSound(
  house: Cellar,
  ids: readonly string[],
  agents: readonly string[],
  limits: Limits,
): Promise<readonly Chat[]> {
  const chats = await Promise.all(ids.map((id) => house.read(id)));
  for (const chat of chats) checkHome(chat);
  const [kept, deadlines] = await Promise.all([
    keptLists(house, agents),
    house.redis.zrange(house.keys.deadlines, '0', '-1', 'WITHSCORES'),
    checkPlaces(house, chats),
    ...chats.map((chat) => checkConversation(house, chat, chats)),
  ]);
  assert.deepEqual(kept, listsOf(chats, agents));
  assert.deepEqual(deadlines.toSorted(), chats.flatMap((chat) => deadlineText(chat, limits)).toSorted());
  return chats;
}

/** One owner, or a queue, or an offer; never two of them, and the status says which. */
function checkHome(chat: Chat): void {
  const { status, owner, transferTo, transfer, waitingSince, disposition } = chat;
  assert.equal(whatIsWrong(chat), undefined);
  assert.ok(STATUSES.includes(status), status);
  assert.equal(disposition !== undefined, status === 'closed');
  if (status === 'closed') return;
  assert.deepEqual(
    {
      owned: owner !== undefined,
      waits: waitingSince !== undefined,
      offered: transferTo !== undefined && transfer !== undefined,
    },
    {
      owned: status === 'assigned',
      waits: status === 'queued',
      offered: status === 'pending-transfer',
    },
  );
}

interface Lists {
  readonly open: readonly string[];
  readonly queue: readonly string[];
  readonly mine: Readonly<Record<string, readonly string[]>>;
  readonly transferred: Readonly<Record<string, readonly string[]>>;
  readonly invites: Readonly<Record<string, readonly string[]>>;
  readonly assistance: readonly string[];
  /** How many chats count against an agent's capacity: those he owns, never those he is beside. */
  readonly load: Readonly<Record<string, number>>;
}

function listsOf(chats: readonly Chat[], agents: readonly string[]): Lists {
  const which = (wanted: (chat: Chat) => boolean) =>
    chats
      .filter(wanted)
      .map(({ id }) => id)
      .toSorted();
  const each = (wanted: (agent: string) => (chat: Chat) => boolean) =>
    Object.fromEntries(agents.map((agent) => [agent, which(wanted(agent))]));
  const isHis =
    (agent: string) =>
    ({ status, owner, abandoning }: Chat) =>
      status === 'assigned' && owner?.id === agent && abandoning === undefined;
  const isIn = (agent: string, state: Invited['state']) => (chat: Chat) =>
    chat.status !== 'closed' &&
    (chat.invited ?? []).some((row) => row.agent.id === agent && row.state === state);
  return {
    open: which(({ status }) => status !== 'closed'),
    queue: which(({ status }) => status === 'queued'),
    mine: each((agent) => (chat) => isHis(agent)(chat) || isIn(agent, 'joined')(chat)),
    invites: each((agent) => isIn(agent, 'invited')),
    assistance: which(({ assistance }) => assistance !== undefined),
    load: Object.fromEntries(agents.map((agent) => [agent, which(isHis(agent)).length])),
    transferred: each(
      (agent) =>
        ({ transferTo }) =>
          transferTo?.id === agent,
    ),
  };
}

async function keptLists({ store }: Cellar, agents: readonly string[]): Promise<Lists> {
  const ids = async (page: Promise<{ ids: readonly string[] }>) => (await page).ids.toSorted();
  const each = async (read: (agent: string) => Promise<{ ids: readonly string[] }>) =>
    Object.fromEntries(await Promise.all(agents.map(async (agent) => [agent, await ids(read(agent))])));
  const { lists } = store;
  const [open, queue, mine, transferred, invites, assistance, loads] = await Promise.all([
    ids(lists.open(undefined, MOST)),
    lists.cover().then((cover) => ids(lists.waiting(cover, undefined, MOST))),
    each((agent) => lists.mine(agent, undefined, MOST)),
    each((agent) => lists.transferred(agent, undefined, MOST)),
    each((agent) => lists.invites(agent, undefined, MOST)),
    ids(lists.assistance(undefined, MOST)),
    Promise.all(agents.map(async (agent) => [agent, await store.agents.load(agent)] as const)),
  ]);
  return { open, queue, mine, transferred, invites, assistance, load: Object.fromEntries(loads) };
}

/** Of each place in which chats wait: how many, and the sum of the times since when. */
async function checkPlaces({ redis, keys, store }: Cellar, chats: readonly Chat[]): Promise<void> {
  const waiting = Map.groupBy(
    chats.filter(({ status }) => status === 'queued'),
    ({ queue, company }) => JSON.stringify([queue, company]),
  );
  const sums = [...waiting].map(([place, its]) => [
    place,
    String(its.reduce((sum, { waitingSince = 0 }) => sum + waitingSince, 0)),
  ]);
  const [since, waits] = await Promise.all([redis.hgetall(keys.waitingSince), store.lists.waits()]);
  assert.deepEqual({ ...since }, Object.fromEntries(sums));
  for (const name of new Set(chats.map(({ queue }) => queue)))
    assert.equal(
      await redis.zcard(keys.waitingIn(name)),
      chats.filter(({ status, queue }) => status === 'queued' && queue === name).length,
      `chats that wait in ${name}`,
    );
  for (const name of new Set(chats.map(({ company }) => company)))
    assert.equal(
      await redis.zcard(keys.waitingOf(name)),
      chats.filter(({ status, company }) => status === 'queued' && company === name).length,
      `chats of ${name} that wait`,
    );
  const counts = waits.map(({ queue, company, queued }) => [JSON.stringify([queue, company]), queued]);
  assert.deepEqual(
    Object.fromEntries(counts),
    Object.fromEntries([...waiting].map(([place, its]) => [place, its.length])),
  );
}

function deadlineText(chat: Chat, limits: Limits): readonly string[] {
  const deadline = deadlineOf(chat, limits);
  assert.equal(deadline !== undefined, chat.status !== 'closed', 'open chats have a deadline');
  return deadline === undefined ? [] : [`${chat.id}|${deadline.kind}|${chat.epoch}`, `${deadline.at}`];
}

/** It holds one open chat at most: one that its user has not left. */
async function checkConversation(house: Cellar, { conversation }: Chat, chats: readonly Chat[]) {
  const holding = chats.filter(
    ({ conversation: { id }, status, cancelledByUser }) =>
      id === conversation.id && status !== 'closed' && !cancelledByUser,
  );
  assert.ok(holding.length <= 1, 'one open chat a conversation');
  assert.equal(await house.store.conversations.openChat(conversation), holding[0]?.id);
}

/** The log is numbered without a gap, by the events that happened, with nothing twice. */
export async function checkLog(house: Cellar, id: string): Promise<void> {
  const log = await house.store.chats.log(id);
  assert.deepEqual(
    log.map(({ seq }) => seq),
    log.map((_entry, i) => i + 1),
  );
  assert.equal(log.filter(({ code }) => code === 'chat-requested').length, 1);
  assert.ok(log.filter(({ code }) => code === 'chat-cancelled').length <= 1);
  assert.equal((await house.store.chats.read(id)).lastSeq, log.length);
}
