import type { FakeChannel } from '../../support/fake-channel.ts';
import { type Reply, User } from '../../support/people.ts';
import { between, pause } from '../../support/seeded.ts';
import type { Board, Live } from './board.ts';
import type { Client } from './client.ts';
import type { Ask, Record } from './history.ts';
import { type Plan, planOf } from './plan.ts';
import { comesTrue } from './settle.ts';

/** A user at a conversation, by whichever way. */
interface Seat {
  readonly way: 'direct-line' | 'channel';
  readonly id: string;
  readonly conversation: string;
  post(url: string, key: string, activity: { readonly type: string; readonly text?: string }): Promise<Reply>;
  /** On our own Direct Line. */
  readonly page?: User;
}

export interface UserTools {
  readonly client: Client;
  readonly record: Record;
  readonly channel: FakeChannel;
  readonly board: Board;
  readonly random: () => number;
  readonly isOver: () => boolean;
  /** Pages stay open, so that they can be looked at in the end. */
  readonly pages: Map<string, User>;
}

const LONGEST_PAUSE_MS = 500;
const CANCEL_WORDS = 'cancel chat';
/** How long a user waits for an agent before they leave all the same. */
const WAITS_MS = 7_000;

/** Tells one story after the other, each in a conversation of its own, until it is over. */
export async function playUser(name: string, way: Seat['way'], tools: UserTools): Promise<void> {
  const { random, board, record, isOver } = tools;
  for (let n = 1; !isOver(); n += 1) {
    const plan = planOf(`${name}-${n}`, random);
    const seat = way === 'channel' ? atTheChannel(plan.key, tools.channel) : await atThePage(plan.key, tools);
    if (seat === undefined) continue;
    const live = board.open(plan, seat.id);
    const { key, goal } = plan;
    record(name, { op: 'story', key, user: seat.id, way, conversation: seat.conversation, goal });
    await tell(name, seat, live, tools);
    live.said.give();
    if (goal === 'waiting' || goal === 'left') live.told.give();
    if (goal === 'closed') await live.told.promise;
  }
}

async function tell(name: string, seat: Seat, live: Live, { client, random }: UserTools): Promise<void> {
  const { plan } = live;
  const ask = async (op: Ask['op'], activity: { type: string; text?: string }, n: number): Promise<void> => {
    const key = `${plan.key}.${n}`;
    const { text } = activity;
    const wish = { op, key, story: plan.key, ...(text !== undefined && { text }) } as const;
    const reply = await client.ask(name, wish, (url) => seat.post(url, key, activity));
    if (reply === undefined || reply.status >= 300)
      live.gaveUp ??= `${name} could not ${op} “${text ?? ''}”: ${reply?.status ?? 'no answer'} ${reply?.body?.code ?? ''}`;
    await pause(between(random, 20, LONGEST_PAUSE_MS));
  };
  const texts = [plan.question, 'transfer to live chat', 'Yes', ...plan.says];
  for (const [n, text] of texts.entries()) await ask('say', { type: 'message', text }, n);
  if (plan.cancel === undefined) return;
  if (plan.goal === 'closed') await comesTrue(live.accepted.is, WAITS_MS);
  if (plan.cancel === 'event') return ask('cancel', { type: 'endOfConversation' }, texts.length);
  await ask('cancel', { type: 'message', text: CANCEL_WORDS }, texts.length);
}

async function atThePage(key: string, { client, pages }: UserTools): Promise<Seat | undefined> {
  let page: User | undefined;
  await client.get(async (url) => {
    page = await User.arrive(url, nameOf(key));
    return { status: 200, body: undefined };
  });
  if (page === undefined) return undefined;
  const user = page;
  pages.set(key, user);
  return {
    way: 'direct-line',
    id: user.userId,
    conversation: user.conversationId,
    page: user,
    post: (url, clientActivityID, activity) =>
      user.at(url).post({ ...activity, channelData: { clientActivityID } }),
  };
}

function atTheChannel(key: string, channel: FakeChannel): Seat {
  const from = { id: `user-${key}`, name: nameOf(key) };
  const conversation = { id: `conversation-${key}` };
  return {
    way: 'channel',
    id: from.id,
    conversation: conversation.id,
    post: async (url, id, activity) => ({
      status: await channel.post(url, { ...activity, id, conversation, from }),
      body: undefined,
    }),
  };
}

const nameOf = (key: Plan['key']): string => `User ${key}`;
