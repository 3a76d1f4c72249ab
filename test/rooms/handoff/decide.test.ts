import { describe, expect, test } from '@jest/globals';
import type { Owner } from '../../../src/chat/chat.ts';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import {
  ASKED,
  abandonStarted,
  acceptedBy,
  activitySeen,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  NOON,
  released,
  requestHandoff,
  ticketCreated,
  ticketFailed,
  ticketRequested,
  uma,
  userCancelled,
} from './given.ts';

// The states a chat can be in, each told as what happened.
const states: Readonly<Record<string, readonly ChatEvent[]>> = {
  none: [],
  waiting: [handoffRequested],
  "alice's": [handoffRequested, acceptedBy(alice)],
  'user gone': [handoffRequested, acceptedBy(alice), userCancelled],
  abandoning: [
    handoffRequested,
    acceptedBy(alice),
    ticketRequested(1),
    ticketCreated(1),
    abandonStarted(alice, 1),
  ],
  closed: [handoffRequested, acceptedBy(alice), closedAs('unresolved')],
  'closed, waiting': [handoffRequested, closedAs('cancelled')],
};

const requestTicket = (by: Owner): Command => ({
  type: 'request-ticket',
  by,
  connector: 'itsm',
  ticketType: 'work-order',
  kind: 'work-order',
  another: false,
});
const commands: Readonly<Record<string, Command>> = {
  'user writes': { type: 'send-user-message', text: 'hello' },
  'alice writes': { type: 'send-agent-message', by: alice, text: 'hello' },
  'bob writes': { type: 'send-agent-message', by: bob, text: 'hello' },
  'alice notes': { type: 'add-note', by: alice, text: 'hm' },
  'bob notes': { type: 'add-note', by: bob, text: 'hm' },
  'alice accepts': { type: 'accept', by: alice },
  'bob accepts': { type: 'accept', by: bob },
  'alice releases': { type: 'release', by: alice },
  'bob releases': { type: 'release', by: bob },
  'user cancels': { type: 'cancel' },
  'alice ends': { type: 'end', by: alice, resolveTicket: false },
  'bob ends': { type: 'end', by: bob, resolveTicket: false },
  'alice abandons': { type: 'abandon', by: alice },
  'bob abandons': { type: 'abandon', by: bob },
  'alice wants a ticket': requestTicket(alice),
  'bob wants a ticket': requestTicket(bob),
  'alice retries ticket 1': { type: 'retry-ticket', by: alice, n: 1 },
  'bob retries ticket 1': { type: 'retry-ticket', by: bob, n: 1 },
  'ticket 1 was created': {
    type: 'record-ticket-created',
    n: 1,
    externalId: 'x',
    displayId: 'INC1',
    status: 'Assigned',
    statusReason: '',
  },
  'ticket 1 was updated': { type: 'record-ticket-updated', n: 1, status: 'Cancelled', statusReason: '' },
  'ticket 1 failed': { type: 'record-ticket-failed', n: 1, error: 'refused' },
  'user is unreachable': { type: 'record-user-unreachable', reason: '404' },
};

// One row a command, one column a state. `!code` is a refusal, `-` changes nothing.
const TABLE = `
                       | none       | waiting                                | alice's                | user gone             | abandoning                   | closed            | closed, waiting
user writes            | !not-found | user-message-sent                      | user-message-sent      | !user-cancelled       | user-message-sent            | !chat-closed      | !chat-closed
alice writes           | !not-found | !not-owner                             | agent-message-sent     | !user-cancelled       | agent-message-sent           | !chat-closed      | !not-owner
bob writes             | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
alice notes            | !not-found | !not-owner                             | note-added             | note-added            | note-added                   | !chat-closed      | !not-owner
bob notes              | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
alice accepts          | !not-found | chat-accepted                          | -                      | -                     | -                            | !chat-closed      | !chat-closed
bob accepts            | !not-found | chat-accepted                          | !already-assigned      | !already-assigned     | !already-assigned            | !chat-closed      | !chat-closed
alice releases         | !not-found | !not-owner                             | chat-released          | !user-cancelled       | !abandon-under-way           | !chat-closed      | !not-owner
bob releases           | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
user cancels           | !not-found | chat-cancelled-by-user + chat-closed   | chat-cancelled-by-user | -                     | chat-cancelled-by-user       | !chat-closed      | !chat-closed
alice ends             | !not-found | !not-owner                             | chat-closed            | chat-closed           | !abandon-under-way           | !chat-closed      | !not-owner
bob ends               | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
alice abandons         | !not-found | !not-owner                             | chat-closed            | chat-closed           | !abandon-under-way           | !chat-closed      | !not-owner
bob abandons           | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
alice wants a ticket   | !not-found | !not-owner                             | ticket-requested       | ticket-requested      | !abandon-under-way           | !chat-closed      | !not-owner
bob wants a ticket     | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
alice retries ticket 1 | !not-found | !not-owner                             | !ticket-not-found      | !ticket-not-found     | !ticket-not-failed           | !ticket-not-found | !not-owner
bob retries ticket 1   | !not-found | !not-owner                             | !not-owner             | !not-owner            | !not-owner                   | !not-owner        | !not-owner
ticket 1 was created   | !not-found | !ticket-not-found                      | !ticket-not-found      | !ticket-not-found     | -                            | !ticket-not-found | !ticket-not-found
ticket 1 was updated   | !not-found | !ticket-not-found                      | !ticket-not-found      | !ticket-not-found     | ticket-updated + chat-closed | !ticket-not-found | !ticket-not-found
ticket 1 failed        | !not-found | !ticket-not-found                      | !ticket-not-found      | !ticket-not-found     | ticket-failed + chat-closed  | !ticket-not-found | !ticket-not-found
user is unreachable    | !not-found | chat-closed                            | chat-closed            | chat-closed           | -                            | -                 | -
`;

const [head = '', ...rows] = TABLE.trim().split('\n');
const cells = (row: string) => row.split('|').map((cell) => cell.trim());
const [, ...columns] = cells(head);

describe('what may be done when', () => {
  test('the table speaks of every state and every command', () => {
    expect(columns).toEqual(Object.keys(states));
    expect(rows.map((row) => cells(row)[0])).toEqual(Object.keys(commands));
  });

  const cases = rows.flatMap((row) => {
    const [command = '', ...answers] = cells(row);
    return columns.map((state, i) => ({ command, state, answer: answers[i] ?? '' }));
  });
  test.each(cases)('$command, chat is $state: $answer', ({ command, state, answer }) => {
    const expected = answer === '-' ? 'nothing' : answer.replace(/^!/, 'no: ');
    expect(inShort(given(...states[state]!).when(commands[command]!))).toBe(expected);
  });
});

describe('the handoff', () => {
  test('opens a waiting chat, under the guard that the conversation has none', () => {
    const { events, guards, chat } = given().when({ ...requestHandoff, topic: 'VPN' });
    expect(events).toHaveLength(1);
    expect(guards).toEqual(['conversation-free']);
    expect(chat).toMatchObject({
      id: 'chat-1',
      status: 'queued',
      queue: 'Network',
      company: 'Acme',
      topic: 'VPN',
      user: uma,
      createdAt: NOON,
      waitingSince: NOON,
      cancelledByUser: false,
      epoch: 0,
      tickets: [],
    });
    expect(chat?.owner).toBeUndefined();
    expect(events[0]?.line).toMatchObject({ code: 'chat-requested', visibility: 'public', type: 'event' });
  });

  test('a chat begins with it and with nothing else', () => {
    expect(() => given(released)).toThrow(/begins with handoff-requested/);
  });
});

describe('owning', () => {
  test('accepting makes the agent the owner, under the screen name of that moment, in the next epoch', () => {
    const { chat, events } = given(handoffRequested).when({ type: 'accept', by: alice });
    expect(chat).toMatchObject({ status: 'assigned', owner: alice, assignedAt: NOON, epoch: 1 });
    expect(chat?.waitingSince).toBeUndefined();
    expect(events[0]?.line).toMatchObject({ code: 'chat-accepted', text: 'Alice has joined the chat.' });
  });

  test('a new screen name holds from the next chat', () => {
    const renamed = { id: 'alice', screenName: 'Alice B.' };
    const { events } = given(handoffRequested, acceptedBy(alice)).when({
      type: 'send-agent-message',
      by: renamed,
      text: 'hi',
    });
    expect(events[0]?.line?.author).toEqual({ kind: 'agent', id: 'alice', name: 'Alice' });
  });

  test('a refusal names the owner', () => {
    const { refusal } = given(handoffRequested, acceptedBy(alice)).when({ type: 'accept', by: bob });
    expect(refusal).toEqual({
      code: 'already-assigned',
      message: 'Alice has accepted this chat already.',
      facts: { owner: 'Alice', ownerId: 'alice' },
    });
  });

  test('a closed chat that had an owner names him too', () => {
    const { refusal } = given(handoffRequested, acceptedBy(alice), closedAs('resolved')).when({
      type: 'accept',
      by: bob,
    });
    expect(refusal).toMatchObject({ code: 'chat-closed', facts: { owner: 'Alice' } });
  });

  test('releasing puts the chat back into its queue, in the next epoch, waiting from now on', () => {
    const { chat, events } = given(handoffRequested, acceptedBy(alice)).when({ type: 'release', by: alice });
    expect(chat).toMatchObject({ status: 'queued', queue: 'Network', waitingSince: NOON, epoch: 2 });
    expect(chat?.owner).toBeUndefined();
    expect(chat?.assignedAt).toBeUndefined();
    expect(events[0]?.line).toMatchObject({ code: 'chat-released', visibility: 'public' });
  });

  test('whoever released may accept again', () => {
    const { chat } = given(handoffRequested, acceptedBy(alice), released).when({ type: 'accept', by: bob });
    expect(chat).toMatchObject({ owner: bob, epoch: 3 });
  });
});

describe('writing', () => {
  const hers = given(handoffRequested, acceptedBy(alice));

  test("the user's words are public and his", () => {
    const files = [{ name: 'a.png', contentType: 'image/png', url: 'https://x/a.png' }];
    const { events } = hers.when({ type: 'send-user-message', text: 'look', attachments: files });
    expect(events[0]?.line).toEqual({
      at: NOON,
      author: { kind: 'user', id: 'u1', name: 'Uma User' },
      visibility: 'public',
      type: 'message',
      text: 'look',
      attachments: files,
    });
  });

  test('a side note is internal, a message public', () => {
    const note = hers.when({ type: 'add-note', by: alice, text: 'careful' }).events[0]?.line;
    const message = hers.when({ type: 'send-agent-message', by: alice, text: 'hi' }).events[0]?.line;
    expect(note).toMatchObject({ type: 'note', visibility: 'internal', text: 'careful' });
    expect(message).toMatchObject({ type: 'message', visibility: 'public', text: 'hi' });
  });

  test('lines leave the chat as it is', () => {
    expect(hers.when({ type: 'add-note', by: alice, text: 'x' }).chat).toEqual(hers.chat);
  });
});

describe('the end', () => {
  const hers = given(handoffRequested, acceptedBy(alice));
  const left = given(handoffRequested, acceptedBy(alice), userCancelled);
  const end = (resolveTicket: boolean): Command => ({ type: 'end', by: alice, resolveTicket });

  test.each([
    ['resolve', hers, true, 'resolved', 'completed'],
    ['do not resolve', hers, false, 'unresolved', 'completed'],
    ['resolve, the user had cancelled', left, true, 'resolved', 'told-already'],
    ['do not resolve, the user had cancelled', left, false, 'cancelled', 'told-already'],
  ] as const)('%s', (_name, before, resolve, disposition, handoff) => {
    const { events, chat } = before.when(end(resolve));
    expect(events).toMatchObject([{ type: 'chat-closed', disposition, handoff }]);
    expect(events[0]?.line).toMatchObject({ code: 'chat-ended', text: 'Alice has ended the chat.' });
    expect(chat).toMatchObject({ status: 'closed', disposition, closedAt: NOON, owner: alice });
  });

  test('the resolution stays with the chat', () => {
    const { chat } = hers.when({ type: 'end', by: alice, resolveTicket: true, resolution: 'rebooted' });
    expect(chat?.resolution).toBe('rebooted');
  });

  test('a user who cancels while waiting closes the chat as cancelled', () => {
    const { events, chat } = given(handoffRequested).when({ type: 'cancel' });
    expect(events[0]?.line?.text).toBe('End user has cancelled chat.');
    expect(chat).toMatchObject({ status: 'closed', disposition: 'cancelled', cancelledByUser: true });
  });

  test("a user who cancels an agent's chat leaves a marker and the exact words", () => {
    const { events, chat } = hers.when({ type: 'cancel' });
    expect(chat).toMatchObject({ status: 'assigned', owner: alice, cancelledByUser: true, epoch: 1 });
    expect(events[0]?.line).toMatchObject({ code: 'chat-cancelled', text: 'End user has cancelled chat.' });
  });

  test.each([
    ['waiting', [handoffRequested], 'unresolved', 'failed'],
    ['owned', [handoffRequested, acceptedBy(alice)], 'unresolved', 'completed'],
    ['left by the user', [handoffRequested, acceptedBy(alice), userCancelled], 'cancelled', 'told-already'],
  ] as const)('an unreachable user closes a chat that is %s', (_name, before, disposition, handoff) => {
    const { events } = given(...before).when({ type: 'record-user-unreachable', reason: 'gone' });
    expect(events).toMatchObject([{ type: 'chat-closed', disposition, handoff }]);
    expect(events[0]?.line).toMatchObject({ code: 'user-unreachable', visibility: 'internal' });
  });
});

describe('abandon', () => {
  const withTickets = (...more: readonly ChatEvent[]) =>
    given(handoffRequested, acceptedBy(alice), ticketRequested(1), ticketRequested(2), ...more);
  const abandon: Command = { type: 'abandon', by: alice };
  const updated = (n: number): Command => ({
    type: 'record-ticket-updated',
    n,
    status: 'Cancelled',
    statusReason: '',
  });

  test('without a ticket the chat closes at once', () => {
    expect(given(handoffRequested, acceptedBy(alice)).when(abandon).chat).toMatchObject({
      status: 'closed',
      disposition: 'abandoned',
    });
  });

  test('with tickets it waits for each, one whose creation failed left out', () => {
    const { chat, events } = withTickets(ticketCreated(1), ticketFailed(2)).when(abandon);
    expect(events).toMatchObject([{ type: 'abandon-started', by: alice, waitingFor: [1] }]);
    expect(events[0]?.line?.visibility).toBe('internal');
    expect(chat).toMatchObject({ status: 'assigned', abandoning: { since: NOON, waitingFor: [1] } });
  });

  test('the last answer closes it, an earlier one does not', () => {
    const before = [ticketCreated(1), ticketCreated(2), abandonStarted(alice, 1, 2)];
    const first = withTickets(...before).when(updated(2));
    expect(first.chat).toMatchObject({ status: 'assigned', abandoning: { waitingFor: [1] } });
    const last = withTickets(...before, ...first.events).when(updated(1));
    expect(last.chat).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    expect(last.chat?.abandoning).toBeUndefined();
  });

  test('a second answer for the same ticket closes nothing', () => {
    const before = [abandonStarted(alice, 1, 2)];
    const first = withTickets(...before).when(updated(1));
    expect(inShort(withTickets(...before, ...first.events).when(updated(1)))).toBe('ticket-updated');
  });

  test('that a ticket was created is no answer yet', () => {
    const created = commands['ticket 1 was created']!;
    expect(inShort(withTickets(abandonStarted(alice, 1)).when(created))).toBe('ticket-created');
  });

  test('a refusal answers too, and leaves the ticket marked', () => {
    const { chat } = withTickets(ticketCreated(1), abandonStarted(alice, 1)).when({
      type: 'record-ticket-failed',
      n: 1,
      error: 'locked',
    });
    expect(chat).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    expect(chat?.tickets[0]).toMatchObject({ state: 'created', error: 'locked' });
  });

  test('an unreachable user does not turn it into another ending', () => {
    const decided = withTickets(abandonStarted(alice, 1)).when({
      type: 'record-user-unreachable',
      reason: 'gone',
    });
    expect(inShort(decided)).toBe('nothing');
  });
});

describe('tickets', () => {
  const hers = (...more: readonly ChatEvent[]) => given(handoffRequested, acceptedBy(alice), ...more);
  const incident: Command = {
    type: 'request-ticket',
    by: alice,
    connector: 'itsm',
    ticketType: 'incident',
    kind: 'incident',
    another: false,
  };
  const retry: Command = { type: 'retry-ticket', by: alice, n: 1 };

  test('is asked for with the log as it stands', () => {
    const { chat, events } = hers().when(incident, { lastSeq: 42 });
    expect(chat?.tickets).toEqual([
      {
        n: 1,
        connector: 'itsm',
        type: 'incident',
        kind: 'incident',
        created: true,
        state: 'creating',
        describedUpTo: 42,
      },
    ]);
    expect(events[0]?.line).toMatchObject({ text: 'Alice asked for an incident.', visibility: 'internal' });
  });

  test('a second of the same type needs the word another', () => {
    const before = [ticketRequested(1), ticketCreated(1)];
    expect(hers(...before).when(incident).refusal).toMatchObject({
      code: 'ticket-exists',
      facts: { ticket: '1', displayId: 'INC1' },
    });
    expect(
      hers(...before)
        .when({ ...incident, another: true })
        .chat?.tickets.map(({ n }) => n),
    ).toEqual([1, 2]);
    expect(inShort(hers(...before).when({ ...incident, connector: 'other' }))).toBe('ticket-requested');
  });

  test('created: the facts stay with it, and a repeat of the report changes nothing', () => {
    const { chat } = hers(ticketRequested(1)).when(commands['ticket 1 was created']!);
    expect(chat?.tickets[0]).toMatchObject({ state: 'created', displayId: 'INC1', externalId: 'x' });
    expect(inShort(hers(ticketRequested(1), ticketCreated(1)).when(commands['ticket 1 was created']!))).toBe(
      'nothing',
    );
  });

  test('a failed creation is failed, a failed later write leaves it created', () => {
    const failed = commands['ticket 1 failed']!;
    expect(hers(ticketRequested(1)).when(failed).chat?.tickets[0]).toMatchObject({
      state: 'failed',
      error: 'refused',
    });
    expect(hers(ticketRequested(1), ticketCreated(1)).when(failed).chat?.tickets[0]).toMatchObject({
      state: 'created',
      error: 'refused',
    });
  });

  test('a retry takes the error away; a ticket without a number is creating again', () => {
    const failed = hers(ticketRequested(1), ticketFailed(1)).when(retry).chat?.tickets[0];
    expect(failed).toMatchObject({ state: 'creating' });
    expect(failed).not.toHaveProperty('error');
    const later = hers(ticketRequested(1), ticketCreated(1), ticketFailed(1)).when(retry).chat?.tickets[0];
    expect(later).toMatchObject({ state: 'created', displayId: 'INC1' });
    expect(later).not.toHaveProperty('error');
  });

  test('a status that got through does not mend a transcript that did not, a retry does', () => {
    const failed: ChatEvent = {
      type: 'ticket-failed',
      at: ASKED,
      n: 1,
      error: 'too long',
      job: 'append-transcript',
    };
    const after = hers(ticketRequested(1), ticketCreated(1), failed).when(commands['ticket 1 was updated']!);
    expect(after.chat?.tickets[0]).toMatchObject({ status: 'Cancelled', error: 'too long' });
    const retried = hers(ticketRequested(1), ticketCreated(1), failed).when(retry).chat?.tickets[0];
    expect(retried).not.toHaveProperty('error');
    expect(retried).not.toHaveProperty('failedJob');
  });

  test('what did not fail is not retried', () => {
    expect(inShort(hers(ticketRequested(1)).when(retry))).toBe('no: ticket-not-failed');
  });

  test('the owner of a closed chat may still retry', () => {
    const closed = hers(ticketRequested(1), ticketFailed(1), closedAs('resolved'));
    expect(inShort(closed.when(retry))).toBe('ticket-retried');
    expect(inShort(closed.when({ ...retry, by: bob }))).toBe('no: not-owner');
  });

  test('reports come for closed chats too', () => {
    const closed = hers(ticketRequested(1), ticketCreated(1), closedAs('resolved'));
    const { events, chat } = closed.when({
      type: 'record-ticket-updated',
      n: 1,
      status: 'Resolved',
      statusReason: 'No Further Action Required',
    });
    expect(events[0]?.line?.text).toBe('INC1 is now Resolved / No Further Action Required.');
    expect(chat).toMatchObject({ status: 'closed', disposition: 'resolved' });
  });

  test('a status that stayed says why', () => {
    const { events } = hers(ticketRequested(1), ticketCreated(1)).when({
      type: 'record-ticket-updated',
      n: 1,
      status: 'Closed',
      statusReason: '',
      kept: 'it was Closed already.',
    });
    expect(events[0]?.line?.text).toBe('INC1 stays Closed: it was Closed already.');
  });
});

describe('deadlines', () => {
  const pass = (kind: 'waiting' | 'idle' | 'abandoning', epoch: number): Command => ({
    type: 'pass-deadline',
    kind,
    epoch,
  });
  const WAITED = { now: ASKED + 600_000 };
  const IDLE = { now: ASKED + 900_000 };
  const UNANSWERED = { now: ASKED + 15_000 };
  const abandoning = states.abandoning!;

  test.each([
    ['nobody accepted in time', [handoffRequested], pass('waiting', 0), WAITED, 'unresolved', 'failed'],
    [
      'nobody wrote in time',
      [handoffRequested, acceptedBy(alice)],
      pass('idle', 1),
      IDLE,
      'unresolved',
      'completed',
    ],
    [
      'nobody wrote after the user left',
      [handoffRequested, acceptedBy(alice), userCancelled],
      pass('idle', 1),
      IDLE,
      'cancelled',
      'told-already',
    ],
  ] as const)('%s', (_name, before, command, facts, disposition, handoff) => {
    const { events, chat } = given(...before).when(command, facts);
    expect(events).toMatchObject([{ type: 'chat-closed', disposition, handoff }]);
    expect(events[0]?.line).toMatchObject({ code: 'chat-timed-out', visibility: 'public' });
    expect(chat?.status).toBe('closed');
  });

  test('an abandon that the ITSM does not answer closes with the ticket marked', () => {
    const { chat } = given(...abandoning).when(pass('abandoning', 1), UNANSWERED);
    expect(chat).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    expect(chat?.tickets[0]?.error).toMatch(/has not confirmed/);
  });

  test.each([
    ['of an earlier owner', [handoffRequested, acceptedBy(alice)], pass('idle', 0), IDLE],
    ['of a status that is past', [handoffRequested, acceptedBy(alice)], pass('waiting', 1), WAITED],
    ['that has been moved', [handoffRequested, acceptedBy(alice, ASKED + 1)], pass('idle', 1), IDLE],
    ['that is not due', [handoffRequested], pass('waiting', 0), { now: ASKED + 599_999 }],
    ['of a closed chat', [handoffRequested, closedAs('unresolved')], pass('waiting', 0), WAITED],
    ['for idling while abandoning', abandoning, pass('idle', 1), IDLE],
  ] as const)('one %s does nothing', (_name, before, command, facts) => {
    expect(inShort(given(...before).when(command, facts))).toBe('nothing');
  });

  test('somebody wrote meanwhile: the deadline moves on from there', () => {
    const hers = given(handoffRequested, acceptedBy(alice));
    const { chat, events } = hers.when(pass('idle', 1), { ...IDLE, lastActivityAt: ASKED + 1 });
    expect(inShort({ events, chat, guards: [], refusal: undefined })).toBe('activity-seen');
    const again = given(handoffRequested, acceptedBy(alice), activitySeen(ASKED + 1));
    expect(inShort(again.when(pass('idle', 1), { ...IDLE, lastActivityAt: ASKED + 1 }))).toBe('nothing');
    expect(inShort(again.when(pass('idle', 1), { now: ASKED + 900_001, lastActivityAt: ASKED + 1 }))).toBe(
      'chat-closed',
    );
  });
});
