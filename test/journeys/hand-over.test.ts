import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ALICE, openTicketHouse, type TicketHouse } from '../support/ticket-house.ts';

jest.setTimeout(90_000);

// A ticket given to a group of another company at the end of a chat, through rules, plan, workers and connector.

let house: TicketHouse;
beforeAll(async () => {
  house = await openTicketHouse();
  for (const [company, name] of [
    ['Petramco', 'Field Services'],
    ['Petramco', 'Fleet'],
    ['Invention', 'Fleet'],
  ] as const) {
    await house.ask('POST', 'CTM:Support Group', {
      Company: company,
      'Support Organization': 'Facilities',
      'Support Group Name': name,
    });
  }
}, 60_000);
afterAll(() => house?.close());

const FIELDS = {
  incident: ['Assigned Support Company', 'Assigned Group', 'Assignee', 'Assignee Login ID'],
  'work-order': ['ASCPY', 'ASGRP', 'ASCHG', 'ASLOGID'],
} as const;

describe.each(['incident', 'work-order'] as const)('[itsm G] the end of a chat hands over: %s', (type) => {
  const [company, group, assignee, login] = FIELDS[type];
  const end = (chat: string, handTo: string) =>
    house.run(chat, { type: 'end', by: ALICE, resolveTicket: false, handTo });
  const lines = async (chat: string) => (await house.log(chat)).map(({ text }) => text);

  it('[itsm G] to a group of another company; the chat says to which, and the old assignee is gone', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    if (type === 'incident') expect((await house.held(ticket))[assignee]).toBe('Alice Smith');
    await end(chat, 'Field Services');
    expect((await house.settled(chat)).tickets[0]?.error).toBeUndefined();
    expect(await house.held(ticket)).toMatchObject({
      [company]: 'Petramco',
      [group]: 'Field Services',
      [assignee]: null,
      [login]: null,
      Status: 'Assigned',
    });
    expect(await lines(chat)).toContain(
      `${ticket.displayId} was handed to Petramco > Facilities > Field Services. It is Assigned.`,
    );
  });

  it('[itsm G] sibling: an ambiguous name leaves the ticket as it was and tells the chat the companies', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    const before = await house.held(ticket);
    await end(chat, 'Fleet');
    const { error } = (await house.settled(chat)).tickets[0]!;
    expect(error).toContain('Petramco > Facilities > Fleet');
    expect(error).toContain('Invention > Facilities > Fleet');
    expect(await house.held(ticket)).toMatchObject({ [group]: before[group], [assignee]: before[assignee] });
  });

  it('[itsm G] sibling: named with its company it arrives', async () => {
    const chat = await house.accepted();
    const ticket = await house.wish(chat, type);
    await end(chat, 'Invention > Fleet');
    await house.settled(chat);
    expect(await house.held(ticket)).toMatchObject({ [company]: 'Invention', [group]: 'Fleet' });
  });
});
