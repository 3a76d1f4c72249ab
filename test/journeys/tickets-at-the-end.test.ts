import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Chat } from '../../src/chat/chat.ts';
import { eventually } from '../support/eventually.ts';
import { ALICE, openTicketHouse, type TicketHouse } from '../support/ticket-house.ts';

// Many chats share the two calls at once that an ITSM allows.
jest.setTimeout(90_000);

// What the endings table says of order, time and hands, and how a ticket comes to be; the table itself has its own suite.

const TYPES = ['incident', 'work-order'] as const;
const CANCELLED = {
  incident: ['Cancelled', 'No longer a Causal CI'],
  'work-order': ['Cancelled', 'Cancelled by Support'],
} as const;

let house: TicketHouse;
beforeAll(async () => {
  // Nothing is mapped for this one ending.
  house = await openTicketHouse({ 'work-order': { endings: { 'abandoned-by-user': null } } });
}, 60_000);
afterAll(() => house?.close());
afterEach(() => {
  house.itsm.faults = [];
});

const abandon = (chat: string, ahead = 0) => house.run(chat, { type: 'abandon', by: ALICE }, ahead);
const passAbandon = async (chat: string, ahead: number): Promise<Chat> => {
  const { epoch } = await house.read(chat);
  return house.run(chat, { type: 'pass-deadline', kind: 'abandoning', epoch }, ahead);
};
const linesOf = async (chat: string) =>
  (await house.log(chat)).map(({ code, text }) => `${code ?? ''} ${text}`);

describe.each(TYPES)('[row 86] Abandon of a chat with a created %s', (type) => {
  test('leaves the load at once, cancels the ticket, and only then closes the chat', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    expect(await house.load()).toContain(chat);
    house.itsm.faults = [{ kind: 'latency', ms: 300, method: 'PUT' }];
    expect(await abandon(chat)).toMatchObject({ status: 'assigned', abandoning: { waitingFor: [1] } });
    expect(await house.load()).not.toContain(chat);
    const first = await eventually(async () => {
      const { Status } = await house.held(ticket);
      const now = await house.read(chat);
      return (Status !== 'Assigned' || now.status === 'closed') && now;
    }, 'the ticket or the chat changes');
    expect((await house.held(ticket)).Status).toBe('Cancelled');
    const closed = await house.settled(chat);
    expect(closed).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    expect(first.version).toBeLessThanOrEqual(closed.version);
    const codes = (await house.log(chat)).map(({ code }) => code);
    const order = ['chat-abandoning', 'ticket-updated', 'chat-abandoned'] as const;
    expect(codes.filter((code) => (order as readonly unknown[]).includes(code))).toEqual(order);
  });

  test('waits 15 seconds for the ITSM, then closes with the ticket marked; the cancel goes on', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    house.itsm.faults = [{ kind: 'unavailable', method: 'PUT' }];
    await abandon(chat);
    expect((await passAbandon(chat, 14_000)).status).toBe('assigned');
    const closed = await passAbandon(chat, 15_500);
    expect(closed).toMatchObject({ status: 'closed', disposition: 'abandoned' });
    expect(closed.tickets[0]?.error).toMatch(/has not confirmed the cancellation/);
    expect((await house.held(ticket)).Status).toBe('Assigned');
    house.itsm.faults = [];
    const settled = await house.settled(chat);
    const [status, statusReason] = CANCELLED[type];
    expect(settled.tickets[0]).toMatchObject({ status, statusReason });
    expect(settled.tickets[0]?.error).toBeUndefined();
    expect((await house.held(ticket)).Status).toBe(status);
  });

  test('what is said while it waits reaches the ticket, once', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    house.itsm.faults = [{ kind: 'latency', ms: 300, method: 'PUT' }];
    await abandon(chat);
    await house.run(chat, { type: 'send-user-message', text: 'said at the last moment' });
    await house.settled(chat);
    const texts = (await house.entries(ticket)).map((entry) => entry['Detailed Description']);
    expect(texts.filter((text) => text?.includes('said at the last moment'))).toHaveLength(1);
  });

  test('an entry that the ITSM refuses does not close the chat before the ticket is cancelled', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    house.itsm.faults = [
      {
        kind: 'workflow',
        method: 'POST',
        path: type === 'incident' ? 'HPD:WorkLog' : 'WOI:WorkInfo',
        times: 1,
      },
    ];
    await abandon(chat);
    const closed = await house.settled(chat);
    expect(closed.tickets[0]).toMatchObject({
      status: 'Cancelled',
      error: expect.stringMatching(/Site rule/),
    });
    const codes = (await house.log(chat)).map(({ code }) => code);
    expect(codes.indexOf('ticket-failed')).toBeLessThan(codes.indexOf('ticket-updated'));
    expect(codes.indexOf('ticket-updated')).toBeLessThan(codes.indexOf('chat-abandoned'));
    await house.run(chat, { type: 'retry-ticket', by: ALICE, n: 1 });
    expect((await house.settled(chat)).tickets[0]?.error).toBeUndefined();
    const told = (await house.entries(ticket)).filter((entry) => entry.Description?.includes('abandoned ('));
    expect(told).toHaveLength(1);
  });
});

test('an ending for which nothing is mapped closes the chat at once and leaves the status', async () => {
  const chat = await house.accepted();
  const ticket = await house.wish(chat, 'work-order');
  await house.run(chat, { type: 'cancel' });
  await abandon(chat);
  const closed = await house.settled(chat);
  expect(closed).toMatchObject({ disposition: 'abandoned' });
  expect(closed.tickets[0]?.error).toBeUndefined();
  expect((await house.held(ticket)).Status).toBe('Assigned');
  expect((await linesOf(chat)).join()).toMatch(
    new RegExp(`${ticket.displayId} stays Assigned.*: nothing is mapped for the ending abandoned-by-user`),
  );
});

test('[row 83] End without a ticket, [row 87] Abandon without one: nothing is written to the ITSM', async () => {
  const ended = await house.accepted();
  const abandoned = await house.accepted();
  expect((await house.run(ended, { type: 'end', by: ALICE, resolveTicket: false })).disposition).toBe(
    'unresolved',
  );
  expect((await abandon(abandoned)).disposition).toBe('abandoned');
  expect(house.written.filter(({ body }) => body.includes(ended) || body.includes(abandoned))).toEqual([]);
});

test('the user cancels while assigned: nothing yet', async () => {
  const chat = await house.accepted();
  const ticket = await house.wish(chat, 'incident');
  const [before] = await Promise.all([house.entries(ticket)]);
  expect(await house.run(chat, { type: 'cancel' })).toMatchObject({
    status: 'assigned',
    cancelledByUser: true,
  });
  expect((await house.held(ticket)).Status).toBe('Assigned');
  expect((await house.entries(ticket)).filter(({ Description }) => Description !== 'Live chat')).toEqual(
    before.filter(({ Description }) => Description !== 'Live chat'),
  );
});

test('[row 82] of two tickets only the ticked one is resolved', async () => {
  const chat = await house.accepted();
  const incident = await house.wish(chat, 'incident');
  const workOrder = await house.wish(chat, 'work-order');
  await house.run(chat, {
    type: 'end',
    by: ALICE,
    resolveTicket: false,
    resolve: [{ n: 2 }],
    resolution: 'Done',
  });
  await house.settled(chat);
  expect((await house.held(incident)).Status).toBe('Assigned');
  expect(await house.held(workOrder)).toMatchObject({ Status: 'Completed', chr_Resolution: 'Done' });
});

describe.each(TYPES)('[row 82] End, not resolve, to another group: %s', (type) => {
  const groupField = type === 'incident' ? 'Assigned Group' : 'ASGRP';
  const end = (chat: string, handTo: string) =>
    house.run(chat, { type: 'end', by: ALICE, resolveTicket: false, handTo });

  test('the group has it, the status is as it was, the ticket says who did it', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    const before = await house.held(ticket);
    await end(chat, 'Hardware');
    expect((await house.settled(chat)).tickets[0]?.error).toBeUndefined();
    expect(await house.held(ticket)).toMatchObject({ [groupField]: 'Hardware', Status: 'Assigned' });
    expect(before[groupField]).toBe('Service Desk');
    const entries = await house.entries(ticket);
    expect(entries.map(({ Description }) => Description)).toEqual([
      'Live chat',
      expect.stringContaining('unresolved'),
      expect.stringContaining('group Hardware'),
    ]);
    expect(entries[2]?.['Detailed Description']).toMatch(
      /^Alice Smith via Deskbridge, chat chat-\w+: Assigned, group Service Desk -> Assigned, group Hardware/,
    );
  });

  test('a group that the ITSM does not know is a visible failure, and a retry succeeds once it does', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    const group = `New group of ${type}`;
    await end(chat, group);
    expect((await house.settled(chat)).tickets[0]?.error).toMatch(/does not exist or is not enabled/);
    expect((await house.held(ticket))[groupField]).toBe('Service Desk');
    await house.ask('POST', 'CTM:Support Group', {
      Company: 'Calbro Services',
      'Support Organization': 'IT Support',
      'Support Group Name': group,
      Status: 'Enabled',
    });
    await house.run(chat, { type: 'retry-ticket', by: ALICE, n: 1 });
    expect((await house.settled(chat)).tickets[0]?.error).toBeUndefined();
    expect((await house.held(ticket))[groupField]).toBe(group);
  });

  test('a ticket that somebody else has taken meanwhile stays where it is', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    await house.meddle(ticket, { [groupField]: 'Network' });
    await end(chat, 'Hardware');
    await house.settled(chat);
    expect((await house.held(ticket))[groupField]).toBe('Network');
    expect((await linesOf(chat)).join()).toMatch(/it was handed to Network meanwhile/);
  });

  test('is refused where no ticket is left to hand over', async () => {
    const chat = await house.accepted();
    await expect(end(chat, 'Hardware')).rejects.toThrow(/nothing-to-hand-over/);
    await house.wish(chat, type);
    const all = { type: 'end', by: ALICE, resolveTicket: true, handTo: 'Hardware' } as const;
    await expect(house.run(chat, all)).rejects.toThrow(/nothing-to-hand-over/);
    expect((await house.read(chat)).status).toBe('assigned');
  });
});

test.each([
  ['[row 74] an incident', 'incident', 'Detailed Decription'],
  ['[row 75] a work order', 'work-order', 'Detailed Description'],
] as const)('%s without a template: its description holds the transcript', async (_name, type, field) => {
  const chat = await house.accepted();
  const ticket = await house.wish(chat, type);
  const held = await house.held(ticket);
  expect(ticket).toMatchObject({
    state: 'created',
    kind: type,
    status: 'Assigned',
    url: expect.stringContaining(ticket.displayId!),
  });
  expect(held[field]).toMatch(/Dana Reyes: said before the ticket/);
  expect(held[field]).not.toContain('for agents alone');
  expect(held.Description).toBe('VPN does not connect');
  // What is said later goes elsewhere: agents edit the description.
  await house.run(chat, { type: 'send-user-message', text: 'said later' });
  await house.run(chat, { type: 'end', by: ALICE, resolveTicket: true });
  await house.settled(chat);
  expect((await house.held(ticket))[field]).toBe(held[field]);
});

test('[row 78] the chat’s id stands in the field of the incident that is mapped for it', async () => {
  const chat = await house.accepted();
  const ticket = await house.wish(chat, 'incident');
  expect((await house.held(ticket))['Chat Session ID']).toBe(chat);
});

test.each(TYPES)(
  '[row 81] a change of status leaves a note in the %s: who, which chat, from what to what',
  async (type) => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    await house.run(chat, { type: 'end', by: ALICE, resolveTicket: true });
    await house.settled(chat);
    const notes = (await house.entries(ticket)).map((entry) => entry['Detailed Description'] ?? '');
    const to = type === 'incident' ? 'Resolved / No Further Action Required' : 'Completed / Successful';
    const told = notes.filter((text) => text.includes(' -> '));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(
      `Alice Smith via Deskbridge, chat ${chat}: Assigned, group Service Desk -> ${to}`,
    );
  },
);
