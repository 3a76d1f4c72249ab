import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import { User } from '../../support/people.ts';

let house: DeskHouse;
beforeAll(async () => {
  house = await openDeskHouse({
    settings: () => ({
      hours: [{ status: 'unavailable', queue: 'Network', priority: 1, zone: 'UTC' }],
      chats: Settings.parse({ chats: { whenNobody: 'offer', ticketType: 'work-order' } }).chats,
    }),
  });
});
afterAll(() => house?.close());

/** A user who has asked for an agent in vain. */
async function asks(question: string, answer: RegExp): Promise<User> {
  const user = await User.arrive(house.url, 'Allen Allbrook');
  await user.say(question);
  await user.say('transfer to live chat');
  await user.say('Yes');
  await user.hears(answer);
  return user;
}

test('outside the hours a user leaves a ticket: it is in the ITSM, with what he said [row 11] [row 100]', async () => {
  const user = await asks('My VPN does not connect', /not here at this hour/);
  await user.say('2');
  await user.hears(/^Thank you\. The service desk/);
  await user.hearsStatus('completed');
  const [order] = await eventually(async () => {
    const rows = await house.auditor.workOrders();
    return rows.length > 0 ? rows : undefined;
  }, 'the work order is in the ITSM');
  expect(order?.['Detailed Description']).toContain('My VPN does not connect');
  expect(order?.Status).not.toBe('Cancelled');
  const sam = await house.signIn('sam');
  const { counts } = await sam.list('queue');
  expect(counts).toMatchObject({ queue: 0 });
});

test('with nobody there he is offered to wait; once an agent is, there is nothing to choose [row 126]', async () => {
  const user = await asks('My printer does not print', /^No agent is here at the moment/);
  const alice = await house.signIn('alice');
  await alice.list('queue');
  await user.say('Try again');
  await user.hearsStatus('requested');
  const chat = await alice.finds(user);
  expect(chat.queue).toBe('Hardware');
});
