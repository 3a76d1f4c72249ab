import assert from 'node:assert/strict';
import { test } from '@jest/globals';
import fc from 'fast-check';
import type { Chat, Owner } from '../../../src/chat/chat.ts';
import { newChatId } from '../../../src/chat/ids.ts';
import { deadlineOf } from '../../../src/handoff/deadlines.ts';
import type { Executed } from '../../../src/store/store.ts';
import { requestHandoff } from '../handoff/given.ts';
import { expected, reopenedChat } from '../handoff/model.ts';
import { type ModelChat, modelChat, placeInModel, placeOf } from '../handoff/model-chat.ts';
import { LIMITS } from '../handoff/model-deadlines.ts';
import {
  actual,
  type ChatMove,
  commandOf,
  type DeskMove,
  isDeskMove,
  type Move,
  movedOn,
  moves,
  runs,
  sam,
} from '../handoff/model-moves.ts';
import { GRACE, modelPeople, type Presence } from '../handoff/model-people.ts';
import { alice, bob, type Cellar, onEveryServer, openCellar } from './cellar.ts';
import { checkLog, checkSound } from './sound.ts';

/** What happens to a desk: two users ask for chats and write, agents and jobs move the chats there are. */
type Step =
  | { readonly type: 'handoff' | 'post'; readonly conversation: number }
  | {
      readonly type: 'reopen';
      readonly chat: number;
      readonly first:
        | { readonly agent: Owner; readonly capacity: number; readonly give: 'assign' | 'offer' }
        | undefined;
    }
  | { readonly type: 'move'; readonly chat: number; readonly move: Move; readonly fast: boolean };

const conversation = fc.nat(1);
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('handoff' as const), conversation }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('post' as const), conversation }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('reopen' as const),
      chat: fc.nat(2),
      first: fc.option(
        fc.record({
          agent: fc.constantFrom(alice, bob),
          capacity: fc.constantFrom(1, 2),
          give: fc.constantFrom('assign', 'offer'),
        }),
        { nil: undefined },
      ),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('move' as const),
      chat: fc.constantFrom(0, 0, 0, 1, 2),
      move: moves,
      fast: fc.boolean(),
    }),
  },
);

/** When a lease ends, from now. */
const LEASES: Readonly<Record<Presence, number>> = { here: 1e12, away: -GRACE / 2, gone: -2 * GRACE };

const codeOf = (before: Chat | undefined, executed: Executed): string => {
  if (executed.kind === 'refused') return executed.refusal.code;
  assert.equal(executed.kind, 'done');
  return 'chat' in executed && executed.chat.version === before?.version ? 'nothing' : 'ok';
};

const NO_CHAT = { epoch: 0 };

/** The desk beside its model: every step is done to both. */
function world(house: Cellar) {
  // The rules' clock stands still but for ticks, a second behind Redis's own: whatever is written is news.
  const start = Date.now() - 1_000;
  house.clock.now = () => start + house.clock.ahead;
  const refs = [0, 1].map((n) => ({ channel: 'test', id: `conversation ${n}` }));
  const chats: { id: string; conversation: number; model: ModelChat }[] = [];
  let posts = 0;
  const holder = (n: number) =>
    chats.find((one) => one.conversation === n && one.model.open && !one.model.left);

  async function handoff(n: number): Promise<void> {
    const chatId = newChatId();
    const free = holder(n) === undefined;
    const code = codeOf(
      undefined,
      await house.execute(chatId, { ...requestHandoff, chatId, conversation: refs[n]! }),
    );
    assert.equal(code, free ? 'ok' : 'conversation-has-chat');
    if (free) chats.push({ id: chatId, conversation: n, model: modelChat(house.clock.now()) });
  }

  /** A user goes on with a chat that is over; who had it before may get it first. */
  async function reopen({ chat: index, first }: Extract<Step, { type: 'reopen' }>): Promise<void> {
    const one = chats[index];
    if (one === undefined) return;
    const [chatId, chat, ref] = [newChatId(), await house.read(one.id), refs[one.conversation]!];
    const asker = { conversation: ref, userId: chat.user.id };
    const reopens = { chat, asker, log: [], ...(first && { first }) };
    const command = { ...requestHandoff, chatId, conversation: ref, reopens };
    const code = codeOf(undefined, await house.execute(chatId, command));
    const why = one.model.open
      ? 'already-open'
      : holder(one.conversation) !== undefined
        ? 'conversation-has-chat'
        : first && !people.free(first.agent.id, load(first.agent.id), first.capacity)
          ? 'agent-not-free'
          : 'ok';
    assert.equal(code, why);
    const model = reopenedChat(house.clock.now(), first?.agent.id, first?.give);
    if (why === 'ok') chats.push({ id: chatId, conversation: one.conversation, model });
  }

  async function post(n: number): Promise<void> {
    const activityId = `a${posts++}`;
    const open = holder(n);
    const result = await house.post(refs[n]!, activityId, 'words');
    assert.equal(result.kind, open === undefined ? 'bot' : 'entry');
    if (open === undefined) return house.store.conversations.finishTurn(refs[n]!, activityId, []);
    assert.equal('chat' in result && result.chat, open.id);
    open.model.wrote = start + 1_000;
    assert.deepEqual(await house.post(refs[n]!, activityId, 'words'), {
      kind: 'repeat',
      chat: open.id,
      byUser: true,
    });
  }

  const people = modelPeople();
  const isHis = ({ model: { open, owner, abandoning } }: (typeof chats)[number], agent: string): boolean =>
    open && owner === agent && !abandoning;
  const load = (agent: string): number => chats.filter((one) => isHis(one, agent)).length;

  async function moveDesk(move: DeskMove): Promise<void> {
    if (move.type === 'move-all') return moveAll(move);
    if (move.type === 'tick') {
      house.clock.ahead += move.ms;
      return;
    }
    people.move(move);
    const { id } = move.agent;
    if (move.type === 'availability') {
      await house.store.agents.choose(id, { available: move.available });
      return;
    }
    const lease = (await house.store.now()) + LEASES[move.is];
    await house.redis.zadd(house.keys.presence, lease, id);
  }

  /** As the desk does it: whatever the list says that he owns, each chat by a command of its own. */
  async function moveAll(move: Extract<DeskMove, { type: 'move-all' }>): Promise<void> {
    const owned = await house.store.lists.owned(move.from.id, 1_000);
    const his = chats.flatMap((one, i) => (isHis(one, move.from.id) ? [i] : []));
    assert.deepEqual(owned.toSorted(), his.map((i) => chats[i]?.id).toSorted());
    for (const i of his) await moveOne(i, movedOn(move), false);
  }

  async function move(index: number, move: Move, fast: boolean): Promise<void> {
    return isDeskMove(move) ? moveDesk(move) : moveOne(index, move, fast);
  }

  async function moveOne(index: number, meant: ChatMove, fast: boolean): Promise<void> {
    const one = chats[index];
    const before = one && (await house.store.chats.read(one.id));
    const move = actual(meant, before?.chat);
    const id = one?.id ?? 'chat-none';
    const quick = fast && (move.type === 'agent' || move.type === 'note');
    let code: string;
    if (quick) {
      const appended = await house.append(id, move.by, 'words', { note: move.type === 'note' });
      code = appended.kind === 'refused' ? appended.code : 'ok';
    } else {
      const next = before?.chat && deadlineOf(before.chat, LIMITS)?.kind;
      code = codeOf(before?.chat, await house.execute(id, commandOf(move, before?.chat ?? NO_CHAT, next)));
    }
    if (one === undefined || before === undefined) return assert.equal(code, 'not-found');
    // Only append, and what a user says at the door, are written by Redis's clock.
    const wrote = quick ? start + 1_000 : one.model.wrote;
    const spoke = quick ? start + 1_000 : one.model.spoke;
    const around = { now: house.clock.now(), wrote, spoke, people, load };
    assert.equal(code, expected(one.model, move, around), move.type);
    const after = await house.store.chats.read(id);
    assert.equal(after.chat?.version, (before.chat?.version ?? 0) + (code === 'ok' && !quick ? 1 : 0));
    if (code !== 'ok') assert.equal(after.lastSeq, before.lastSeq);
  }

  /** Whatever the store keeps beside the snapshots says what they say. */
  async function check(): Promise<void> {
    const read = await checkSound(
      house,
      chats.map(({ id }) => id),
      [alice.id, bob.id, sam.id],
      LIMITS,
    );
    for (const [i, chat] of read.entries()) {
      const { model } = chats[i]!;
      assert.deepEqual(placeOf(chat), placeInModel(model));
      assert.deepEqual(
        chat.tickets.map(({ state, error }) => ({ state, error: error !== undefined })),
        model.tickets,
      );
    }
  }

  return {
    async step(step: Step): Promise<void> {
      if (step.type === 'move') await move(step.chat, step.move, step.fast);
      else if (step.type === 'reopen') await reopen(step);
      else await (step.type === 'handoff' ? handoff : post)(step.conversation);
      await check();
    },
    async checkLogs(): Promise<void> {
      for (const { id } of chats) await checkLog(house, id);
    },
  };
}

onEveryServer((connect) => {
  test('whatever is tried on a desk, the store answers what the model expects and holds what the chats say', async () => {
    const redis = connect();
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 30, size: 'max' }), async (tried) => {
        const house = openCellar(redis, undefined, LIMITS);
        for (const { id } of [alice, bob, sam]) await house.store.agents.renewLease(id, 1e12);
        const desk = world(house);
        await desk.step({ type: 'handoff', conversation: 0 });
        for (const step of tried) await desk.step(step);
        await desk.checkLogs();
      }),
      runs(75),
    );
  }, 120_000);
});
