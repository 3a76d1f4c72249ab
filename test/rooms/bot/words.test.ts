import { afterEach, describe, expect, test } from '@jest/globals';
import { EventFactory } from 'botbuilder';
import { Settings } from '../../../config/schema.ts';
import { wordsOf } from '../../../src/bot/words-for-user.ts';
import type { Chat, Owner } from '../../../src/chat/chat.ts';
import type { NewEntry } from '../../../src/chat/entry.ts';
import type { ToldLine } from '../../../src/chat/told.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import {
  ASKED,
  acceptedBy,
  alice,
  bob,
  type Decided,
  given,
  handoffRequested,
  limits,
  NOON,
  requestHandoff,
} from '../handoff/given.ts';
import { type FrontDoor, openFrontDoor } from './front-door.ts';

const { texts } = Settings.parse({});
const waiting = given(handoffRequested);
const held = given(handoffRequested, acceptedBy(alice));
const offered = given(handoffRequested, acceptedBy(alice), {
  type: 'chat-offered',
  at: ASKED,
  to: bob,
  from: alice,
});
const joined = given(handoffRequested, acceptedBy(alice), {
  type: 'agent-joined',
  at: ASKED,
  invited: { agent: bob, mode: 'participant', state: 'joined', by: bob },
});
const passes = (
  kind: Extract<Command, { type: 'pass-deadline' }>['kind'],
  chat: Chat | undefined,
): Command => ({
  type: 'pass-deadline',
  kind,
  epoch: chat?.epoch ?? 0,
});
const later = { now: NOON + 3_600_000 };
const overflow = [{ queue: 'Network', overflowTo: 'Access', afterMs: 1 }];
const ticket = { connector: 'itsm', ticketType: 'incident', kind: 'incident' } as const;
const by: Owner = alice;

/** Every line that a chat's moves are told by, and the moves. */
const MOVES: Readonly<Record<ToldLine, readonly Decided[]>> = {
  requested: [given().when(requestHandoff)],
  ticketLeft: [given().when({ ...requestHandoff, leave: ticket })],
  accepted: [waiting.when({ type: 'accept', by }), waiting.when({ type: 'assign', to: alice, capacity: 4 })],
  released: [held.when({ type: 'release', by })],
  offered: [held.when({ type: 'transfer', by, to: { agent: bob } })],
  transferred: [held.when({ type: 'transfer', by, to: { queue: 'Access' } })],
  overflowed: [waiting.when(passes('overflow', waiting.chat), { ...later, limits: { ...limits, overflow } })],
  notTaken: [offered.when(passes('transfer', offered.chat), later)],
  agentGone: [held.when({ type: 'return-from-gone', agent: 'alice', graceMs: 1 })],
  agentRemoved: [
    held.when({ type: 'return-from-former', agent: 'alice' }),
    held.when({ type: 'return-from-gone', agent: 'alice', graceMs: 1, removed: true }),
    offered.when({ type: 'return-from-former', agent: 'bob' }),
  ],
  answerMissed: [held.when(passes('answer', held.chat), { now: NOON, limits: { ...limits, answerMs: 1 } })],
  joined: [held.when({ type: 'join', by: bob, mode: 'participant' })],
  left: [joined.when({ type: 'leave', by: bob })],
  outage: [held.when({ type: 'tell-outage', by, outage: { id: 'o', title: 'Mail', url: 'http://x/o' } })],
  idleWarning: [
    held.when(passes('idle-warning', held.chat), {
      now: ASKED + 600_000,
      limits: { ...limits, idleWarningMs: 300_000 },
    }),
  ],
  idle: [held.when(passes('idle', held.chat), later)],
  waitedTooLong: [waiting.when(passes('waiting', waiting.chat), later)],
  ended: [held.when({ type: 'end', by, resolveTicket: false })],
  abandoned: [held.when({ type: 'abandon', by })],
  forceClosed: [held.when({ type: 'force-close', by: bob, reason: 'stuck' })],
  cancelled: [held.when({ type: 'cancel' }), waiting.when({ type: 'cancel' })],
};
const publicLines = ({ events }: Decided): readonly NewEntry[] =>
  events.flatMap(({ line }) => (line?.visibility === 'public' ? [line] : []));

test.each(Object.entries(MOVES))(
  '%s: the user reads what the log has, unless the admin words it',
  (name, moves) => {
    for (const move of moves) {
      const [line, ...more] = publicLines(move);
      expect([line?.told?.line, more]).toEqual([name, []]);
      const read = line && wordsOf({ ...line, seq: 1 }, texts, undefined);
      expect(read).toBe(name === 'cancelled' ? 'You have left the live chat.' : line?.text);
    }
  },
);

describe('a user whose language the admin has', () => {
  let door: FrontDoor;
  afterEach(() => door?.close());

  const GERMAN = {
    accepted: '{agent} ist für Sie da.',
    cancelled: 'Sie haben den Chat verlassen.',
    closed: 'Jetzt ist niemand da.',
    offer: 'Was nun?',
    wait: 'Warten',
    back: 'Zurück',
  };
  const open = async (settings: object = {}) => {
    door = await openFrontDoor(
      async (context) => {
        if (context.activity.text === 'agent')
          await context.sendActivity(EventFactory.createHandoffInitiation(context, { topic: 'Network' }));
      },
      { settings: { texts: { languages: { de: GERMAN } }, ...settings } },
    );
  };
  const texts = () =>
    door.channel.posted.flatMap(({ body }) => (body.type === 'message' ? [body.text as string] : []));
  /** As a job does it, which has no turn of the user before it. */
  const deliver = async (chat: Chat) => {
    for (const entry of await door.store.chats.log(chat.id))
      if (entry.told !== undefined) await door.door.sendEntry(chat, entry);
  };
  const chat = async () => (await door.chats())[0]!;

  test('reads in it what happens later, and the log stays as it is', async () => {
    await open();
    await door.say('agent', 'a1', { locale: 'de-AT' });
    await door.execute((await chat()).id, { type: 'accept', by: { id: 'alice', screenName: 'Ann' } });
    // An activity that names no language does not take it away.
    await door.post({ type: 'typing', id: 'a2' });
    await deliver(await chat());
    expect(texts()).toEqual([expect.stringContaining('You are in the queue'), 'Ann ist für Sie da.']);
    const log = await door.store.chats.log((await chat()).id);
    expect(log.at(-1)?.text).toBe('Ann has joined the chat.');
  });

  test('reads it in the one that he changes to', async () => {
    await open();
    await door.say('agent', 'a1', { locale: 'de' });
    await door.execute((await chat()).id, { type: 'accept', by: { id: 'alice', screenName: 'Ann' } });
    await door.say('hello', 'a2', { locale: 'fr' });
    await deliver(await chat());
    expect(texts()).toContain('Ann has joined the chat.');
  });

  test.each(['Warten', 'warten!', '1', 'Wait for an agent'])(
    'is offered the choices in it, and takes one with %j',
    async (words) => {
      await open({ hours: [{ status: 'unavailable' }] });
      await door.say('agent', 'a1', { locale: 'de' });
      expect(texts()).toEqual(['Jetzt ist niemand da. Was nun?']);
      expect(door.channel.posted.at(-1)?.body.suggestedActions.actions).toMatchObject([
        { value: 'Warten' },
        { value: 'Zurück' },
      ]);
      await door.say(words, 'a2');
      expect(await door.chats()).toHaveLength(1);
    },
  );
});
