import { expect, test } from '@jest/globals';
import { plan } from '../../../jobs/plan.ts';
import type { Chat, EarlierTicket } from '../../../src/chat/chat.ts';
import { laneId } from '../../../src/chat/errand.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command, Facts } from '../../../src/handoff/commands.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import {
  ASKED,
  abandonStarted,
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  requestHandoff,
  ticketCreated,
  ticketFailed,
  ticketRequested,
  userCancelled,
} from '../handoff/given.ts';

/** What the events of a decision leave to be done, each in one line: lane, job, what it is about. */
function errandsOf(
  before: readonly ChatEvent[],
  command: Command,
  facts: Partial<Facts> = {},
): readonly string[] {
  const house = given(...before);
  const { events, refusal } = house.when(command, facts);
  expect(refusal).toBeUndefined();
  let chat: Chat | undefined = house.chat;
  return events.flatMap((event) => {
    chat = evolve(chat, event);
    return plan(event, chat).map(({ lane, job, args, withSeq }) => {
      const about = Object.entries(args).filter(([name]) => name !== 'n');
      return [laneId(lane), job, ...about.map(([, value]) => value), withSeq && 'line']
        .filter((part) => part !== undefined && part !== false)
        .join(' ');
    });
  });
}

const hers = [handoffRequested, acceptedBy(alice)];
const withTicket = [...hers, ticketRequested(1), ticketCreated(1)];
const user = 'c.chat-1 deliver-messages';
const ticket = 't.chat-1.1.itsm';
const desk = 'desk assign-chats';
const place = 'c.chat-1 tell-place';
/** What every ticket gets first when its chat ends. */
const AT_THE_END = [`${ticket} append-transcript line`, `${ticket} attach-files line`];
const itsmIncident = { connector: 'itsm', ticketType: 'incident', kind: 'incident' } as const;
const end = (resolveTicket: boolean): Command => ({ type: 'end', by: alice, resolveTicket });
const retry: Command = { type: 'retry-ticket', by: alice, n: 1 };
const updated: Command = { type: 'record-ticket-updated', n: 1, status: 'Cancelled', statusReason: '' };

test.each<[string, readonly ChatEvent[], Command, readonly string[]]>([
  ['the handoff', [], requestHandoff, [`${user} line`, `${user} requested 0`, desk, place]],
  [
    'a ticket left in place of an agent: nobody is looked for',
    [],
    { ...requestHandoff, leave: itsmIncident },
    [
      `${ticket} open-ticket line`,
      `${ticket} link-chat`,
      `${user} line`,
      `${user} completed 0`,
      ...AT_THE_END,
    ],
  ],
  ['a message of the user', hers, { type: 'send-user-message', text: 'x' }, []],
  ['a message of the agent', hers, { type: 'send-agent-message', by: alice, text: 'x' }, [`${user} line`]],
  ['a side note', hers, { type: 'add-note', by: alice, text: 'x' }, []],
  ['accept', [handoffRequested], { type: 'accept', by: bob }, [`${user} line`, `${user} accepted 1`]],
  ['release', hers, { type: 'release', by: alice }, [`${user} line`, desk, place]],
  [
    'the user cancels while waiting',
    [handoffRequested],
    { type: 'cancel' },
    [`${user} line`, `${user} completed 0`],
  ],
  ['the user cancels an owned chat', hers, { type: 'cancel' }, [`${user} line`, `${user} completed 1`]],
  ['end', hers, end(false), [`${user} line`, `${user} completed 1`, desk]],
  [
    'end of a chat that the user had left: he hears no more of it',
    [...hers, userCancelled],
    end(false),
    [desk],
  ],
  [
    'end, resolve, with a ticket: transcript before status',
    withTicket,
    end(true),
    [`${user} line`, `${user} completed 1`, ...AT_THE_END, `${ticket} change-ticket resolved`, desk],
  ],
  [
    'end, not resolve: the ticket keeps its status',
    withTicket,
    end(false),
    [`${user} line`, `${user} completed 1`, ...AT_THE_END, desk],
  ],
  [
    'abandon without a ticket',
    hers,
    { type: 'abandon', by: alice },
    [`${user} line`, `${user} completed 1`, desk],
  ],
  [
    'abandon with a ticket: it is cancelled first',
    withTicket,
    { type: 'abandon', by: alice },
    [...AT_THE_END, `${ticket} change-ticket abandoned`, desk],
  ],
  [
    'abandon after the user had cancelled',
    [...withTicket, userCancelled],
    { type: 'abandon', by: alice },
    [...AT_THE_END, `${ticket} change-ticket abandoned-by-user`, desk],
  ],
  [
    'the last answer to an abandon: the ticket gets what was said meanwhile, and no second status',
    [...withTicket, abandonStarted(alice, 1)],
    updated,
    [
      `${user} line`,
      `${user} completed 1`,
      `${ticket} append-transcript rest line`,
      `${ticket} attach-files line`,
      desk,
    ],
  ],
  [
    'an end that hands the ticket to a group',
    withTicket,
    { type: 'end', by: alice, resolveTicket: false, handTo: 'Network' },
    [`${user} line`, `${user} completed 1`, ...AT_THE_END, `${ticket} hand-over-ticket`, desk],
  ],
  [
    'a wish for a ticket',
    hers,
    {
      type: 'request-ticket',
      by: alice,
      connector: 'itsm',
      ticketType: 'incident',
      kind: 'incident',
      another: false,
    },
    [`${ticket} open-ticket line`, `${ticket} link-chat`],
  ],
  [
    'retry in an open chat',
    [...hers, ticketRequested(1), ticketFailed(1)],
    retry,
    [`${ticket} open-ticket`, `${ticket} link-chat`],
  ],
  [
    'retry in a resolved chat',
    [...withTicket, closedAs('resolved', 1), ticketFailed(1)],
    retry,
    [`${ticket} open-ticket`, `${ticket} link-chat`, ...AT_THE_END, `${ticket} change-ticket resolved`],
  ],
  [
    'retry in an unresolved chat',
    [...withTicket, closedAs('unresolved'), ticketFailed(1)],
    retry,
    [`${ticket} open-ticket`, `${ticket} link-chat`, ...AT_THE_END],
  ],
  [
    'retry while other tickets are still being cancelled',
    [...withTicket, ticketRequested(2), abandonStarted(alice, 1, 2), ticketFailed(1)],
    retry,
    [`${ticket} open-ticket`, `${ticket} link-chat`, ...AT_THE_END, `${ticket} change-ticket abandoned`],
  ],
  ['a ticket was created', [...hers, ticketRequested(1)], { ...created(), n: 1 }, []],
  ['a ticket was updated', withTicket, updated, []],
  ['a ticket failed', withTicket, { type: 'record-ticket-failed', n: 1, error: 'x' }, []],
  [
    'the user cannot be reached',
    hers,
    { type: 'record-user-unreachable', reason: 'x' },
    [`${user} completed 1`, desk],
  ],
  [
    'the user cannot be reached and nobody had accepted',
    [handoffRequested],
    { type: 'record-user-unreachable', reason: 'x' },
    [`${user} failed 0`],
  ],
])('%s', (_name, before, command, errands) => {
  expect(errandsOf(before, command)).toEqual(errands);
});

function created(): Extract<Command, { type: 'record-ticket-created' }> {
  return {
    type: 'record-ticket-created',
    n: 1,
    externalId: 'x',
    displayId: 'INC1',
    status: '',
    statusReason: '',
  };
}

test('nobody accepted in time: the virtual agent hears that the handoff failed', () => {
  const command: Command = { type: 'pass-deadline', kind: 'waiting', epoch: 0 };
  expect(errandsOf([handoffRequested], command, { now: ASKED + 600_000 })).toEqual([
    `${user} line`,
    `${user} failed 0`,
  ]);
});

test('a related ticket gets the transcript and keeps its status, on a retry too', () => {
  const related: ChatEvent = {
    type: 'ticket-requested',
    at: ASKED,
    ticket: { ...given(...withTicket).chat!.tickets[0]!, created: false },
  };
  expect(errandsOf([...hers, related], end(true))).toEqual([
    `${user} line`,
    `${user} completed 1`,
    ...AT_THE_END,
    desk,
  ]);
  expect(errandsOf([...hers, related, closedAs('resolved'), ticketFailed(1)], retry)).toEqual([
    `${ticket} open-ticket`,
    `${ticket} link-chat`,
    ...AT_THE_END,
  ]);
});

const before: EarlierTicket = {
  chat: 'chat-0',
  n: 2,
  connector: 'itsm',
  type: 'incident',
  kind: 'incident',
  externalId: 'x',
  displayId: 'INC7',
  closedAt: 1,
  logged: 0,
};
const asked = { ...requestHandoff, earlier: [before, { ...before, n: 3, connector: 'other' }] };
const told = (standing: 'open' | 'reopenable'): Command => ({
  type: 'record-earlier-tickets',
  found: [{ chat: 'chat-0', n: 2, standing }],
});
const known = (): readonly ChatEvent[] => given().when({ ...requestHandoff, earlier: [before] }).events;
const goOn: Command = {
  ...{ type: 'request-ticket', by: alice, connector: '', ticketType: 'incident', kind: 'incident' },
  ...{ another: false, reopen: 'INC7' },
};

test('tickets of before: each ITSM is asked in a lane beside those of the chat’s own', () => {
  expect(errandsOf([], asked)).toEqual([
    `${user} line`,
    `${user} requested 0`,
    desk,
    place,
    't.chat-1.0.itsm find-earlier itsm',
    't.chat-1.0.other find-earlier other',
  ]);
});

test('one that is open learns where its chat is; one that is resolved is reopened first, a retry too', () => {
  expect(errandsOf(known(), told('open'))).toEqual([`${ticket} link-chat`]);
  const hers = [...known(), acceptedBy(alice)];
  const resolved = [...hers, ...given(...hers).when(told('reopenable')).events];
  expect(errandsOf(resolved, goOn)).toEqual([`${ticket} reopen-ticket`, `${ticket} link-chat`]);
  const failed = [...resolved, ...given(...resolved).when(goOn).events, ticketFailed(1)];
  expect(errandsOf(failed, retry)).toEqual([`${ticket} reopen-ticket`, `${ticket} link-chat`]);
});

test('one that comes after the end of a chat that was gone on with gets its words', () => {
  const [begun, ...rest] = known();
  if (begun?.type !== 'handoff-requested') throw new Error('no chat');
  const events = [{ ...begun, chat: { ...begun.chat, reopens: 'chat-0' } }, ...rest];
  expect(errandsOf([...events, closedAs('unresolved')], told('open'))).toEqual([
    `${ticket} link-chat`,
    ...AT_THE_END,
  ]);
});

test('[itsm A] sibling: one that opens by itself after the end has the words of the chat, and the status of its end', () => {
  const over: Command = {
    type: 'record-earlier-tickets',
    found: [{ chat: 'chat-0', n: 2, standing: 'over' }],
  };
  const opening = { at: 'handoff', ...itsmIncident } as const;
  const ended = (how: ChatEvent) => errandsOf([...known(), acceptedBy(alice), how], over, { opening });
  const opened = [`${ticket} open-ticket line`, `${ticket} link-chat`];
  expect(ended(closedAs('unresolved'))).toEqual([...opened, ...AT_THE_END]);
  expect(ended(closedAs('abandoned'))).toEqual([
    ...opened,
    ...AT_THE_END,
    `${ticket} change-ticket abandoned`,
  ]);
});

test('who leaves the queue cancels no ticket that was there before', () => {
  const events = [...known(), ...given(...known()).when(told('open')).events];
  expect(errandsOf(events, { type: 'cancel' }).filter((one) => one.startsWith('t.'))).toEqual(AT_THE_END);
});
