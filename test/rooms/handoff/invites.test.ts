import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { plan } from '../../../jobs/plan.ts';
import type { Chat, Invited, InviteMode, Owner } from '../../../src/chat/chat.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import { publicTranscript } from '../../../src/chat/transcript.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { decide } from '../../../src/handoff/decide.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import { besideMoves, whatIsWrong } from './beside-moves.ts';
import {
  ASKED,
  abandonStarted,
  acceptedBy,
  alice,
  bob,
  closedAs,
  type Decided,
  given,
  handoffRequested,
  inShort,
  limits,
  released,
  ticketCreated,
  ticketRequested,
  userCancelled,
} from './given.ts';

const sam: Owner = { id: 'sam', screenName: 'Sam' };
const hers = [handoffRequested, acceptedBy(alice)];
const row = (state: Invited['state'], mode: InviteMode = 'participant', agent = bob, by = alice) => ({
  agent,
  mode,
  state,
  by,
});
const invited = (mode?: InviteMode): ChatEvent => ({
  type: 'agent-invited',
  at: ASKED,
  invited: row('invited', mode),
});
const joined = (mode?: InviteMode, agent?: Owner): ChatEvent => ({
  type: 'agent-joined',
  at: ASKED,
  invited: row('joined', mode, agent),
});
const declined: ChatEvent = { type: 'invite-declined', at: ASKED, invited: row('declined') };
const left: ChatEvent = { type: 'agent-left', at: ASKED, invited: row('left') };
const offered = (to: Owner): ChatEvent => ({ type: 'chat-offered', at: ASKED, to, from: alice });
const abandoning = [ticketRequested(1), ticketCreated(1), abandonStarted(alice, 1)];
const helpAsked: ChatEvent = {
  type: 'assistance-requested',
  at: ASKED,
  assistance: { by: alice, at: ASKED },
};

const ask: Command = { type: 'invite', by: alice, agent: bob, mode: 'participant' };
const askMonitor: Command = { ...ask, mode: 'monitor' };
const yes: Command = { type: 'answer-invite', by: bob, accept: true };
const no: Command = { type: 'answer-invite', by: bob, accept: false };
const goes: Command = { type: 'leave', by: bob };
const comes: Command = { type: 'join', by: sam, mode: 'participant' };
const looks: Command = { type: 'join', by: sam, mode: 'monitor' };

const said = ({ events }: Decided) =>
  events.flatMap(({ line }) => (line ? [[line.visibility, line.text]] : []));
const toldToUser = ({ events, chat }: Decided) =>
  events.flatMap((event) => (chat ? plan(event, chat) : [])).length > 0;

type Row = readonly [string, readonly ChatEvent[], Command, string];

describe('an owner invites [row 62] [row 63] [row 65]', () => {
  test('the chat says who was asked for what by whom; the user sees nothing of it', () => {
    const then = given(...hers).when(askMonitor);
    expect(then.chat?.invited).toEqual([row('invited', 'monitor')]);
    expect(then.guards).toEqual(['agent-online']);
    expect(said(then)).toEqual([['internal', 'Alice invited Bob to read along.']]);
    expect(toldToUser(then)).toBe(false);
  });

  test.each<Row>([
    ['a chat that is not his', hers, { ...ask, by: bob } as Command, 'no: not-owner'],
    ['a chat that waits', [handoffRequested], ask, 'no: not-owner'],
    ['a closed chat', [...hers, closedAs('resolved')], ask, 'no: chat-closed'],
    ['a chat whose user has left', [...hers, userCancelled], ask, 'no: user-cancelled'],
    ['a chat that is abandoned', [...hers, ...abandoning], ask, 'no: abandon-under-way'],
    ['himself', hers, { ...ask, agent: alice } as Command, 'no: already-in-chat'],
    ['who is in', [...hers, joined()], askMonitor, 'no: already-in-chat'],
    ['who was asked the same', [...hers, invited()], ask, 'nothing'],
    ['who was asked for the other', [...hers, invited()], askMonitor, 'agent-invited'],
    ['who declined', [...hers, declined], ask, 'agent-invited'],
    ['who has left', [...hers, left], ask, 'agent-invited'],
    [
      'as one who joined only',
      [...hers, joined()],
      { ...ask, by: bob, agent: sam } as Command,
      'no: not-owner',
    ],
  ])('%s', (_name, before, command, short) => {
    expect(inShort(given(...before).when(command))).toBe(short);
  });

  test('somebody anew: he has one row', () => {
    expect(given(...hers, declined).when(askMonitor).chat?.invited).toEqual([row('invited', 'monitor')]);
  });
});

describe('the invited agent answers [row 40] [row 65]', () => {
  test.each([
    ['participant', 'public', 'Bob has joined the chat.', true],
    ['monitor', 'internal', 'Bob is reading along.', false],
  ] as const)('and joins as %s: the user is told of whoever may write to him', (mode, seen, text, told) => {
    const then = given(...hers, invited(mode)).when(yes);
    expect(then.chat?.invited).toEqual([row('joined', mode)]);
    expect(said(then)).toEqual([[seen, text]]);
    expect(toldToUser(then)).toBe(told);
    expect(then.chat).toMatchObject({ owner: alice, status: 'assigned', epoch: 1 });
  });

  test('or declines, and the owner sees it', () => {
    const then = given(...hers, invited()).when(no);
    expect(then.chat?.invited).toEqual([row('declined')]);
    expect(said(then)).toEqual([['internal', 'Bob declined the invitation.']]);
  });

  test.each<Row>([
    ['unasked', hers, yes, 'no: not-invited'],
    ['of a chat that waits', [handoffRequested], yes, 'no: not-invited'],
    ['twice', [...hers, joined()], yes, 'nothing'],
    ['no twice', [...hers, declined], no, 'nothing'],
    ['yes after no', [...hers, declined], yes, 'no: not-invited'],
    ['no after yes', [...hers, joined()], no, 'no: not-invited'],
    ['after he has left', [...hers, left], yes, 'no: not-invited'],
    ['after the user has left', [...hers, invited(), userCancelled], yes, 'no: user-cancelled'],
    ['no after the user has left', [...hers, invited(), userCancelled], no, 'invite-declined'],
    ['while it is abandoned', [...hers, invited(), ...abandoning], yes, 'no: abandon-under-way'],
    ['after the close', [...hers, invited(), closedAs('resolved')], yes, 'no: not-invited'],
  ])('%s', (_name, before, command, short) => {
    expect(inShort(given(...before).when(command))).toBe(short);
  });

  test('and leaves again', () => {
    const then = given(...hers, joined()).when(goes);
    expect(then.chat?.invited).toEqual([row('left')]);
    expect(said(then)).toEqual([['public', 'Bob has left the chat.']]);
    expect(said(given(...hers, joined('monitor')).when(goes))).toEqual([
      ['internal', 'Bob has left the chat.'],
    ]);
    expect(inShort(given(...hers, left).when(goes))).toBe('nothing');
    expect(inShort(given(...hers, invited()).when(goes))).toBe('no: not-invited');
    expect(inShort(given(...hers).when({ ...goes, by: alice } as Command))).toBe('no: not-invited');
  });
});

describe('what those who joined may do [row 62] [row 63] [row 64]', () => {
  const link = { kind: 'knowledge', id: 'k1', title: 'VPN', relate: true } as const;
  const article = { connector: 'itsm', id: 'k1', title: 'VPN', url: 'https://kb/1', text: '' };
  const words: readonly Command[] = [
    { type: 'send-agent-message', by: bob, text: 'hello' },
    { type: 'share-article', by: bob, article },
    { type: 'tell-outage', by: bob, outage: { id: 'o1', title: 'Mail is down' } },
  ];
  const owners: readonly Command[] = [
    { type: 'end', by: bob, resolveTicket: false },
    { type: 'abandon', by: bob },
    { type: 'release', by: bob },
    { type: 'transfer', by: bob, to: { agent: sam } },
    { type: 'add-note', by: bob, text: 'x' },
    { type: 'request-control', by: bob, title: 'BCM' },
    {
      type: 'request-ticket',
      by: bob,
      connector: 'itsm',
      ticketType: 'incident',
      kind: 'incident',
      another: false,
    },
    { type: 'pin-link', by: bob, link },
    { type: 'invite', by: bob, agent: sam, mode: 'monitor' },
    { type: 'request-assistance', by: bob },
  ];
  const all = (commands: readonly Command[], ...before: ChatEvent[]) =>
    new Set(commands.map((command) => inShort(given(...hers, ...before).when(command))));

  test('a participant writes to the user and shares knowledge, under the name by which he joined', () => {
    expect(all(words, joined())).toEqual(new Set(['agent-message-sent', 'link-added']));
    const renamed: Command = { type: 'send-agent-message', by: { id: 'bob', screenName: 'Rob' }, text: 'hi' };
    const then = given(...hers, joined()).when(renamed);
    expect(then.events[0]?.line?.author).toEqual({ kind: 'agent', id: 'bob', name: 'Bob' });
  });
  test('a monitor, and whoever has not joined or has left, does none of that', () => {
    for (const before of [joined('monitor'), invited(), declined, left])
      expect(all(words, before)).toEqual(new Set(['no: not-owner']));
  });
  test('what changes the chat or its tickets stays the owner’s', () => {
    for (const before of [joined(), joined('monitor')])
      expect(all(owners, before)).toEqual(new Set(['no: not-owner']));
  });
  test('nobody writes to a user who has left, or into a closed chat', () => {
    expect(all(words, joined(), userCancelled)).toEqual(new Set(['no: user-cancelled']));
    expect(all(words, joined(), closedAs('resolved'))).toEqual(new Set(['no: not-owner']));
  });
});

describe('what becomes of those beside the owner', () => {
  const askedToo: ChatEvent = {
    type: 'agent-invited',
    at: ASKED,
    invited: row('invited', 'monitor', sam),
  };
  const rows = (...events: ChatEvent[]) => given(...hers, joined(), askedToo, ...events).chat?.invited;

  test('offered to another: who is in stays, who was asked is asked no more', () => {
    expect(rows(offered(sam))).toEqual([row('joined')]);
    const write: Command = { type: 'send-agent-message', by: bob, text: 'one moment' };
    expect(inShort(given(...hers, joined(), offered(sam)).when(write))).toBe('agent-message-sent');
  });
  test('one who was in becomes the owner: he is in it once [row 66]', () => {
    const offeredTo = given(...hers, joined(), offered(bob), acceptedBy(bob));
    expect(offeredTo.chat?.invited).toBeUndefined();
    expect(offeredTo.chat?.owner).toEqual(bob);
    const write: Command = { type: 'send-agent-message', by: bob, text: 'x' };
    const gaveBack = given(...hers, joined(), offered(bob), acceptedBy(bob), released);
    expect(inShort(gaveBack.when(write))).toBe('no: not-owner');
  });
  test.each<[string, ChatEvent]>([
    ['released', released],
    ['back in its queue', { type: 'chat-requeued', at: ASKED, queue: 'Network', waitingSince: ASKED }],
    ['closed', closedAs('resolved')],
  ])('%s: nobody is in it any more', (_name, event) => {
    expect(rows(event)).toEqual([row('left')]);
  });
  test('one who is gone for good has left, also where he had not answered', () => {
    const gone: Command = { type: 'return-from-gone', agent: 'bob', graceMs: 60_000 };
    const then = given(...hers, joined()).when(gone);
    expect([inShort(then), then.guards, then.chat?.owner]).toEqual(['agent-left', ['agent-gone'], alice]);
    expect(inShort(given(...hers, invited()).when(gone))).toBe('agent-left');
    expect(inShort(given(...hers, declined).when(gone))).toBe('nothing');
    expect(inShort(given(...hers, joined(), closedAs('resolved')).when(gone))).toBe('nothing');
  });
});

describe('a supervisor [row 110]', () => {
  test('takes part unasked, and the user is told', () => {
    const then = given(...hers).when(comes);
    expect(then.chat?.invited).toEqual([row('joined', 'participant', sam, sam)]);
    expect(said(then)).toEqual([['public', 'Sam has joined the chat.']]);
    expect(toldToUser(then)).toBe(true);
    expect(inShort(given(...hers).when(looks))).toBe('agent-joined');
  });

  test.each<Row>([
    ['where he is in already', [...hers, joined('participant', sam)], comes, 'no: already-in-chat'],
    ['to read where he takes part', [...hers, joined('participant', sam)], looks, 'no: already-in-chat'],
    ['to read where he reads', [...hers, joined('monitor', sam)], looks, 'no: already-in-chat'],
    ['to take part where he reads', [...hers, joined('monitor', sam)], comes, 'agent-joined'],
    ['into his own', [handoffRequested, acceptedBy(sam)], comes, 'no: already-in-chat'],
    ['into one that waits', [handoffRequested], comes, 'no: chat-not-assigned'],
    ['into one that is offered', [...hers, offered(bob)], comes, 'no: chat-not-assigned'],
    ['into a closed one', [...hers, closedAs('resolved')], comes, 'no: chat-closed'],
    ['after the user has left', [...hers, userCancelled], comes, 'no: user-cancelled'],
    ['while it is abandoned', [...hers, ...abandoning], comes, 'no: abandon-under-way'],
  ])('comes %s', (_name, before, command, short) => {
    expect(inShort(given(...before).when(command))).toBe(short);
  });

  test('whispers to the owner: an internal line that names him', () => {
    const then = given(...hers).when({ type: 'whisper', by: sam, text: 'offer a call' });
    expect(then.events[0]?.line).toMatchObject({
      visibility: 'internal',
      type: 'note',
      author: { id: 'sam' },
      to: { id: 'alice', name: 'Alice' },
      text: 'offer a call',
    });
    expect(toldToUser(then)).toBe(false);
    const lines = then.events.flatMap(({ line }) => (line ? [{ ...line, seq: 1 }] : []));
    expect(publicTranscript(then.chat as Chat, lines)).toEqual([]);
  });

  test.each<[string, readonly ChatEvent[], Owner, string]>([
    ['nobody', [handoffRequested], sam, 'no: chat-not-assigned'],
    ['himself', hers, alice, 'no: whisper-to-self'],
    ['a closed chat', [...hers, closedAs('resolved')], sam, 'no: chat-closed'],
  ])('whispers to %s', (_name, before, by, short) => {
    expect(inShort(given(...before).when({ type: 'whisper', by, text: 'x' }))).toBe(short);
  });
});

describe('an owner asks for assistance [row 67]', () => {
  const help: Command = { type: 'request-assistance', by: alice, text: 'VIP' };

  test('agents read it, the user does not, and the chat keeps it', () => {
    const then = given(...hers).when(help);
    expect(then.chat?.assistance).toMatchObject({ by: alice, text: 'VIP' });
    expect(said(then)).toEqual([['internal', 'Alice asks a supervisor for assistance: VIP']]);
    expect(toldToUser(then)).toBe(false);
  });

  test.each<Row>([
    ['twice', [...hers, helpAsked], help, 'nothing'],
    ['in another’s chat', [handoffRequested, acceptedBy(bob)], help, 'no: not-owner'],
    ['in a closed chat', [...hers, closedAs('resolved')], help, 'no: chat-closed'],
  ])('%s', (_name, before, command, short) => {
    expect(inShort(given(...before).when(command))).toBe(short);
  });

  test('a supervisor who takes part answers it; one who reads along does not', () => {
    expect(given(...hers, helpAsked).when(comes).chat?.assistance).toBeUndefined();
    expect(given(...hers, helpAsked).when(looks).chat?.assistance).toBeDefined();
    expect(given(...hers, helpAsked, invited()).when(yes).chat?.assistance).toBeDefined();
  });

  test('it ends with the owner’s time', () => {
    for (const event of [released, offered(sam), closedAs('resolved')])
      expect(given(...hers, helpAsked, event).chat?.assistance).toBeUndefined();
  });
});

test('whatever happens, everybody has one place in a chat', () => {
  fc.assert(
    fc.property(besideMoves, (moves) => {
      let chat = given(...hers).chat;
      const facts = { now: ASKED, lastSeq: 1, lastActivityAt: ASKED, lastAnswerAt: 0, limits };
      for (const move of moves) {
        const decision = decide(move, chat, facts);
        if (decision.ok) chat = decision.events.reduce<Chat | undefined>(evolve, chat);
        if (chat !== undefined) expect([move.type, whatIsWrong(chat)]).toEqual([move.type, undefined]);
      }
    }),
    { numRuns: 2_000, seed: 20_261_121 },
  );
});
