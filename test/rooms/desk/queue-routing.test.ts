import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import { type Agent, User } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
beforeAll(async () => {
  house = await openDeskHouse({
    settings: () => ({
      topics: [
        { name: 'Network', queue: 'Network', synonyms: ['vpn'] },
        { name: 'Network', queue: 'Access', region: 'EU' },
        { name: 'Hardware', queue: 'Hardware', synonyms: ['screen'] },
      ],
      priorities: [{ company: 'Acme', priority: 7 }],
      queueRules: [{ queue: 'Hardware', overflowTo: 'Software', afterMinutes: 0.001 }],
    }),
  });
  alice = await house.signIn('alice');
});
afterAll(() => house?.close());

async function asks(question: string, more: object = {}): Promise<User> {
  const user = await User.arrive(house.url, 'Allen Allbrook', more);
  await user.say(question);
  await user.say('transfer to live chat');
  await user.say('Yes');
  await user.hearsStatus('requested');
  return user;
}

test('a user’s region leads the same words to another queue [row 5] [row 8]', async () => {
  const [here, there] = [await asks('my VPN is down'), await asks('my VPN is down', { region: 'EU' })];
  expect((await alice.finds(here)).queue).toBe('Network');
  expect((await alice.finds(there)).queue).toBe('Access');
});

test('words that match nothing make the virtual agent ask; what is picked leads to its queue [row 4] [row 6]', async () => {
  const user = await User.arrive(house.url, 'Dana Reyes');
  await user.say('I have a question');
  await user.say('transfer to live chat');
  await user.say('Yes');
  await user.hears('What is it about?');
  await user.say('Network');
  await user.hearsStatus('requested');
  expect((await alice.finds(user)).queue).toBe('Network');
});

test('a chat of higher priority stands before those that have waited longer', async () => {
  const first = await asks('my VPN is down');
  const urgent = await asks('my VPN is down', { company: 'Acme' });
  await alice.finds(first);
  await alice.finds(urgent);
  const order = (await alice.list('queue')).chats.map(({ user }) => user.id);
  expect(order[0]).toBe(urgent.userId);
  expect(order).toContain(first.userId);
});

test('a chat that nobody of its queue takes is found in another one, and its user is told', async () => {
  const user = await asks('my screen is black');
  const chat = await eventually(async () => {
    const found = await alice.finds(user);
    return found.queue === 'Software' ? found : undefined;
  }, 'the chat is in the other queue');
  expect(chat.waitingSince).toBe(chat.createdAt);
  await user.hears(
    'Nobody of Hardware is free yet, so you are in the queue of Software now. The time that you have waited counts there.',
  );
  expect((await alice.do(`/chats/${chat.id}/accept`)).status).toBe(200);
});
