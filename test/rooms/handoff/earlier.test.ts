import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { plan } from '../../../jobs/plan.ts';
import type { Chat, EarlierTicket } from '../../../src/chat/chat.ts';
import { leftOpen, ticketsOf } from '../../../src/chat/earlier.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command, EarlierFound, Opening } from '../../../src/handoff/commands.ts';
import { evolve } from '../../../src/handoff/evolve.ts';
import {
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  requestHandoff,
  ticketCreated,
  ticketFailed,
  ticketRequested,
} from './given.ts';

const madeBefore = (n: number, more: Partial<EarlierTicket> = {}): EarlierTicket => ({
  chat: 'chat-0',
  n,
  connector: 'itsm',
  type: 'incident',
  kind: 'incident',
  externalId: `id-${n}`,
  displayId: `INC${n}`,
  status: 'Assigned',
  closedAt: 1,
  logged: 3,
  ...more,
});

/** A chat with tickets of before. @param reopens it goes on with the chat that made them */
const withEarlier = (earlier: readonly EarlierTicket[], reopens = false): ChatEvent => {
  if (handoffRequested.type !== 'handoff-requested') throw new Error('no chat');
  const chat = { ...handoffRequested.chat, earlier, ...(reopens && { reopens: 'chat-0' }) };
  return { ...handoffRequested, chat };
};
const tell = (...found: readonly (readonly [number, EarlierFound['standing']])[]): Command => ({
  type: 'record-earlier-tickets',
  found: found.map(([n, standing]) => ({ chat: 'chat-0', n, standing, status: standing })),
});
const wish = (more: object = {}): Command => ({
  type: 'request-ticket',
  by: alice,
  connector: 'itsm',
  ticketType: 'incident',
  kind: 'incident',
  another: false,
  ...more,
});
const opening = (at: Opening['at']): Opening => ({
  at,
  connector: 'itsm',
  ticketType: 'incident',
  kind: 'incident',
});

const { externalId: _none, ...nameless } = madeBefore(1);
const one = [madeBefore(1)];
const two = [madeBefore(1), madeBefore(2)];
const hers = (earlier: readonly EarlierTicket[], reopens = false) => [
  withEarlier(earlier, reopens),
  acceptedBy(alice),
];
const CONTINUED = 'earlier-tickets-checked + ticket-continued';

describe('what the ITSM says of tickets of before', () => {
  test.each<[string, readonly ChatEvent[], Command, string]>([
    ['the one that is open is this chat’s', hers(one), tell([1, 'open']), CONTINUED],
    [
      'all that are open of the chat that is gone on with',
      hers(two, true),
      tell([1, 'open'], [2, 'open']),
      `${CONTINUED} + ticket-continued`,
    ],
    [
      'of several from here and there the agent chooses',
      hers(two),
      tell([1, 'open'], [2, 'open']),
      'earlier-tickets-checked',
    ],
    ['a resolved one is offered', hers(one, true), tell([1, 'reopenable']), 'earlier-tickets-checked'],
    ['so is one that nobody lets us read', hers(one, true), tell([1, 'unknown']), 'earlier-tickets-checked'],
    [
      'nothing is decided before all have been asked about',
      hers(two, true),
      tell([1, 'open']),
      'earlier-tickets-checked',
    ],
    [
      'what is told twice is told once',
      hers([madeBefore(1, { standing: 'open' })]),
      tell([1, 'open']),
      'nothing',
    ],
    ['what is told of others is nothing', hers(one), tell([7, 'open']), 'nothing'],
    [
      'a closed chat takes what it was to go on with',
      [...hers(one, true), closedAs('unresolved')],
      tell([1, 'open']),
      CONTINUED,
    ],
    [
      'and nothing else',
      [...hers(one), closedAs('unresolved')],
      tell([1, 'open']),
      'earlier-tickets-checked',
    ],
  ])('%s', (_what, events, command, expected) => {
    expect(inShort(given(...events).when(command))).toBe(expected);
  });

  it('[item 3] it stays created, knows where it comes from, and has what was said before', () => {
    const { chat } = given(...hers(one, true)).when(tell([1, 'open']));
    expect(chat?.earlier).toBeUndefined();
    expect(chat?.tickets).toEqual([
      {
        n: 1,
        connector: 'itsm',
        type: 'incident',
        kind: 'incident',
        externalId: 'id-1',
        displayId: 'INC1',
        status: 'open',
        created: true,
        state: 'created',
        describedUpTo: 3,
        continues: { id: 'chat-0', n: 1 },
      },
    ]);
  });
});

describe('never a second ticket without a choice', () => {
  const [asked] = [given(...hers(one))];
  const told = (standing: EarlierFound['standing'], reopens = false) =>
    hers([madeBefore(1, { standing, status: 'Resolved' })], reopens);

  it('[item 3] the plain wish is refused, and the ticket is named', () => {
    const { refusal } = given(...told('reopenable')).when(wish());
    expect(refusal).toEqual({
      code: 'earlier-ticket',
      message:
        'This user has INC1 from an earlier chat, which is Resolved and can be reopened. Go on with it (reopen), or ask for another ticket (another).',
      facts: { connector: 'itsm', standing: 'reopenable', displayId: 'INC1', status: 'Resolved' },
    });
  });

  test.each<[string, readonly ChatEvent[], Command, string]>([
    ['[item 3] sibling: while the ITSM has not told', hers(one), wish(), 'no: earlier-ticket'],
    [
      '[item 3] sibling: of another type too',
      told('reopenable'),
      wish({ ticketType: 'work-order', kind: 'work-order' }),
      'no: earlier-ticket',
    ],
    ['[item 3] sibling: one of several that are open', told('open'), wish(), 'no: earlier-ticket'],
    ['[item 3] sibling: one that cannot be read', told('unknown'), wish(), 'no: earlier-ticket'],
    ['what is over stands in nobody’s way', told('over'), wish(), 'ticket-requested'],
    ['another is another', told('reopenable'), wish({ another: true }), 'ticket-requested'],
    ['it is gone on with', told('reopenable'), wish({ reopen: 'INC1' }), 'ticket-continued'],
    ['even before the ITSM has told', hers(one), wish({ reopen: 'INC1' }), 'ticket-continued'],
    ['what is over is not', told('over'), wish({ reopen: 'INC1' }), 'no: ticket-over'],
    ['nor what is none of the user’s', told('open'), wish({ reopen: 'INC7' }), 'no: ticket-not-found'],
    [
      'nor what has no number in the ITSM',
      hers([nameless]),
      wish({ reopen: 'INC1' }),
      'no: ticket-not-created',
    ],
    ['nor by anybody else', told('open'), wish({ reopen: 'INC1', by: bob }), 'no: not-owner'],
  ])('%s', (_what, events, command, expected) => {
    expect(inShort(given(...events).when(command))).toBe(expected);
  });

  it('[item 3] what opens by itself waits for the choice, and opens where nothing is left to choose', () => {
    const accept = { type: 'accept', by: alice } as const;
    for (const standing of ['open', 'reopenable', 'unknown', undefined] as const) {
      const waiting = given(withEarlier([madeBefore(1, standing && { standing })]));
      expect(inShort(waiting.when(accept, { opening: opening('accept') }))).toBe('chat-accepted');
    }
    const over = given(withEarlier([madeBefore(1, { standing: 'over' })]));
    expect(inShort(over.when(accept, { opening: opening('accept') }))).toBe(
      'chat-accepted + ticket-requested',
    );
    const begun = { ...requestHandoff, earlier: one };
    expect(inShort(given().when(begun, { opening: opening('handoff') }))).toBe('handoff-requested');
  });

  it('[item 3] sibling: what would have been opened before is opened once the ITSM has told', () => {
    const over = tell([1, 'over']);
    for (const at of ['accept', 'handoff'] as const) {
      const { events } = asked!.when(over, { opening: opening(at) });
      expect(events.at(-1)).toMatchObject({ type: 'ticket-requested', ticket: { byItself: true } });
    }
    expect(inShort(given(withEarlier(one)).when(over, { opening: opening('accept') }))).toBe(
      'earlier-tickets-checked',
    );
    expect(inShort(asked!.when(tell([1, 'open']), { opening: opening('accept') }))).toBe(CONTINUED);
    expect(inShort(asked!.when(tell([1, 'reopenable']), { opening: opening('accept') }))).toBe(
      'earlier-tickets-checked',
    );
  });

  it('[item 3] another one names those of before', () => {
    for (const events of [told('over'), told('reopenable')]) {
      const [event] = given(...events).when(wish({ another: true })).events;
      expect(event).toMatchObject({
        ticket: { follows: [{ connector: 'itsm', type: 'incident', externalId: 'id-1', displayId: 'INC1' }] },
      });
    }
    const gone = given(...hers(one)).when(tell([1, 'open'])).chat as Chat;
    const again = given({ type: 'handoff-requested', at: 1, chat: gone, lines: [] });
    expect(inShort(again.when(wish()))).toBe('no: ticket-exists');
    expect(again.when(wish({ another: true })).events[0]).toMatchObject({
      ticket: { follows: [{ displayId: 'INC1' }] },
    });
  });

  it('[item 3] a resolved one that is gone on with is to be reopened', () => {
    const taken = (standing: EarlierFound['standing']) =>
      given(...told(standing)).when(wish({ reopen: 'INC1' })).chat;
    expect(taken('reopenable')?.tickets).toMatchObject([{ displayId: 'INC1', continues: { reopen: true } }]);
    expect(taken('open')?.tickets[0]?.continues).toEqual({ id: 'chat-0', n: 1 });
    expect(taken('open')?.earlier).toBeUndefined();
  });
});

describe('which tickets of before there are', () => {
  const chatOf = (id: string, ...events: readonly ChatEvent[]): Chat => {
    const chat = [handoffRequested, acceptedBy(alice), ...events].reduce<Chat | undefined>(evolve, undefined);
    return { ...(chat as Chat), id };
  };
  const made = [ticketRequested(1), ticketCreated(1)];
  const names = (tickets: readonly EarlierTicket[]) => tickets.map(({ displayId }) => displayId);

  test.each([
    ['ended unresolved', closedAs('unresolved'), ['INC1']],
    ['ended with another ticket resolved', closedAs('resolved', 2), ['INC1']],
    ['resolved', closedAs('resolved', 1), []],
    ['abandoned', closedAs('abandoned'), []],
  ] as const)('a chat that was %s', (_what, ending, expected) => {
    expect(names(leftOpen([chatOf('a', ...made, ending)], []))).toEqual(expected);
  });

  it('has each once, none that failed, none that another open chat has', () => {
    const closed = [...made, closedAs('unresolved')];
    expect(names(leftOpen([chatOf('a', ...closed), chatOf('b', ...closed)], []))).toEqual(['INC1']);
    expect(leftOpen([chatOf('a', ...closed)], [chatOf('b', ...made)])).toEqual([]);
    expect(leftOpen([chatOf('a', ticketRequested(1), ticketFailed(1), closedAs('unresolved'))], [])).toEqual(
      [],
    );
  });

  it('a chat that is gone on with brings all that it made, and what it had not decided about', () => {
    const chat = {
      ...chatOf('a', ...made, closedAs('resolved', 1)),
      earlier: [madeBefore(7, { standing: 'reopenable' })],
    };
    expect(ticketsOf(chat, 12, 0)).toMatchObject([
      { chat: 'a', n: 1, displayId: 'INC1', logged: 12 },
      { chat: 'chat-0', n: 7, displayId: 'INC7', logged: 3 },
    ]);
    expect(ticketsOf(chat, 12, 0)[1]?.standing).toBeUndefined();
    // Of a long log the first lines are left out.
    expect(ticketsOf(chat, 12, 2).map(({ logged }) => logged)).toEqual([12, 1]);
  });
});

describe('however it comes together', () => {
  type Step =
    | { readonly do: 'told'; readonly n: number; readonly standing: EarlierFound['standing'] }
    | { readonly do: 'wish' | 'another' | 'accept' | 'end' | 'cancel' }
    | { readonly do: 'reopen'; readonly n: number };
  const n = fc.constantFrom(1, 2);
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      do: fc.constant('told' as const),
      n,
      standing: fc.constantFrom('open', 'reopenable', 'over', 'unknown'),
    }),
    fc.record({ do: fc.constantFrom('wish', 'wish', 'another', 'accept', 'accept', 'end', 'cancel') }),
    fc.record({ do: fc.constant('reopen' as const), n }),
  );
  const commandOf = (one: Step): Command => {
    switch (one.do) {
      case 'told':
        return tell([one.n, one.standing]);
      case 'reopen':
        return wish({ reopen: `INC${one.n}` });
      case 'accept':
        return { type: 'accept', by: alice };
      case 'end':
        return { type: 'end', by: alice, resolveTicket: false };
      case 'cancel':
        return { type: 'cancel' };
      default:
        return wish({ another: one.do === 'another' });
    }
  };

  it('[item 3] a new ticket is asked for or has nothing before it, and none of before is lost or there twice', () => {
    const begins = fc.record({ count: fc.constantFrom(1, 2), reopens: fc.boolean() });
    const at = fc.constantFrom<Opening['at'] | undefined>(undefined, 'accept', 'handoff');
    fc.assert(
      fc.property(begins, at, fc.array(step, { maxLength: 12 }), ({ count, reopens }, when, steps) => {
        let chat = given(withEarlier(two.slice(0, count), reopens)).chat as Chat;
        let asked = 0;
        for (const one of steps) {
          const facts = when === undefined ? {} : { opening: opening(when) };
          const { events } = given({ type: 'handoff-requested', at: 1, chat, lines: [] }).when(
            commandOf(one),
            facts,
          );
          if (one.do === 'another' && events.length > 0) asked += 1;
          for (const event of events) {
            chat = evolve(chat, event);
            for (const { lane } of plan(event, chat))
              if (lane.kind === 'ticket') expect(chat.tickets.map((ticket) => ticket.n)).toContain(lane.n);
          }
          const continued = chat.tickets.filter(({ continues }) => continues !== undefined);
          const unasked = chat.tickets.length - continued.length - asked;
          const over = (chat.earlier ?? []).every(({ standing }) => standing === 'over');
          expect(unasked).toBeLessThanOrEqual(over ? 1 : 0);
          const known = [...continued, ...(chat.earlier ?? [])].map(({ displayId }) => displayId);
          expect(known.toSorted()).toEqual(two.slice(0, count).map(({ displayId }) => displayId));
          expect(chat.tickets.map((ticket) => ticket.n)).toEqual(chat.tickets.map((_one, i) => i + 1));
        }
      }),
      { seed: Number(process.env.FC_SEED ?? 20_261_130), numRuns: 300 },
    );
  });
});
