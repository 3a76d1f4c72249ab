import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DeskHouse, openDeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import { type Agent, type Reply, User } from '../../support/people.ts';

let house: DeskHouse;
let alice: Agent;
let bob: Agent;
beforeAll(async () => {
  house = await openDeskHouse({
    settings: () => ({
      chats: { mostCharacters: 1500, placeEverySeconds: 1 } as never,
      texts: {
        languages: {
          de: { accepted: '{agent} ist da.', requested: 'Bitte warten.', place: 'Platz {place}.' },
        },
      } as never,
      preChat: {
        fields: [
          { id: 'site', label: 'Location', languages: { de: 'Standort' }, required: true },
          { id: 'kind', label: 'Kind', options: ['Question', 'Fault'] },
        ],
      } as never,
    }),
  });
  [alice, bob] = await Promise.all([house.signIn('alice'), house.signIn('bob')]);
});
afterAll(() => house?.close());

const FORM = { site: 'Berlin' };
const arrive = (more: object = {}) => User.arrive(house.url, 'Dana Reyes', { form: FORM, ...more });
const waits = async (more: object = {}) => {
  const user = await arrive(more);
  await user.escalate();
  return { user, id: (await alice.finds(user)).id };
};
const talks = async (more: object = {}) => {
  const { user, id } = await waits(more);
  expect((await alice.do(`/chats/${id}/accept`)).status).toBe(200);
  await user.hearsStatus('accepted');
  return { user, id };
};
const chat = async (id: string) => (await alice.read(id)).chat;

describe('the way to an agent', () => {
  test('from the virtual agent, which says how to reach one [row 1]', async () => {
    const user = await arrive();
    await user.say('What is the meaning of life?');
    await user.hears('You can rephrase your question, raise a request or reach a live agent.');
    await user.say('transfer to live chat');
    await user.hears('Shall I transfer you to a live agent?');
  });

  test('only once the user has said yes [row 2]', async () => {
    const user = await arrive();
    await user.say('My VPN does not connect');
    await user.say('transfer to live chat');
    await user.say('No');
    await user.hears('All right, I will not. What can I help you with?');
    const chats = async () => (await alice.list('queue')).chats.filter((one) => one.user.id === user.userId);
    expect(await chats()).toEqual([]);
    await user.say('transfer to live chat');
    expect(await chats()).toEqual([]);
    await user.say('Yes');
    await user.hears(/^You are in the queue/);
    expect(await chats()).toHaveLength(1);
  });

  test('with the first question as what the chat is about [row 3]', async () => {
    const { id } = await waits();
    const { chat, entries } = await alice.read(id);
    expect(chat).toMatchObject({ subject: 'My VPN does not connect', source: 'Web Chat' });
    expect(entries.map(({ text }) => text)).toContain('My VPN does not connect');
  });
});

describe('what the user is told', () => {
  test('that an agent is there, by the name that users see [row 17]', async () => {
    const { user } = await talks();
    await user.hears('Alice Smith has joined the chat.');
  });

  test('that he is transferred: to an agent, and to another queue [row 18]', async () => {
    const { user, id } = await talks();
    await alice.do(`/chats/${id}/transfer`, { agentId: 'bob' });
    await user.hears('Alice Smith is transferring you to Bob Baker.');
    await bob.do(`/chats/${id}/accept`);
    await user.hears('Bob Baker has joined the chat.');
    await bob.do(`/chats/${id}/transfer`, { queue: 'Hardware' });
    await user.hears('Bob Baker has transferred you to Hardware. You are in the queue for another agent.');
  });

  test('that he waits for another agent [row 19]', async () => {
    const { user, id } = await talks();
    await alice.do(`/chats/${id}/release`);
    await user.hears('Alice Smith has released the chat. You are in the queue for another agent.');
    expect(await chat(id)).toMatchObject({ status: 'queued' });
  });

  test('that the chat is over [row 20]', async () => {
    const { user, id } = await talks();
    await alice.do(`/chats/${id}/end`, { resolveTicket: false });
    await user.hears('Alice Smith has ended the chat.');
    expect(await chat(id)).toMatchObject({ status: 'closed', disposition: 'unresolved' });
  });

  test('where he stands in the queue, and that he moves up [row 29]', async () => {
    const ahead = await waits({ company: 'Queueing' });
    const user = await arrive({ company: 'Queueing' });
    await user.escalate();
    await user.hears('You are number 2 in the queue.');
    const { id } = await alice.finds(user);
    const { entries } = await alice.read(id);
    const asked = await fetch(`${house.url}/chat/sessions/${id}`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    expect(await asked.json()).toMatchObject({ place: { n: 2 } });
    await alice.do(`/chats/${ahead.id}/accept`);
    await user.hears('You are number 1 in the queue.');
    expect(entries.filter(({ text }) => text.includes('You are number'))).toEqual([]);
  });

  test('all of it in his language, where the admin has it', async () => {
    const { user } = await talks({ locale: 'de-CH', company: 'Deutsch' });
    const heard = (await user.heard()).map(({ text }) => text);
    expect(heard).toEqual(expect.arrayContaining(['Bitte warten.', 'Alice Smith ist da.']));
  });
});

describe('cancel', () => {
  test('while he waits: the chat is closed at once [row 15]', async () => {
    const { user, id } = await waits();
    expect((await user.post({ type: 'endOfConversation' })).status).toBe(200);
    await user.hears('You have left the live chat.');
    expect(await chat(id)).toMatchObject({ status: 'closed', disposition: 'cancelled' });
    expect((await alice.list('queue')).chats.map((one) => one.id)).not.toContain(id);
  });

  test('while an agent has the chat: it stays with the agent, who reads of it [row 16]', async () => {
    const { user, id } = await talks();
    await user.say('cancel chat');
    await user.hears('You have left the live chat.');
    const { chat: after, entries } = await alice.read(id);
    expect(after).toMatchObject({ status: 'assigned', cancelledByUser: true, agent: { id: 'alice' } });
    expect(entries.at(-1)).toMatchObject({
      type: 'event',
      code: 'chat-cancelled',
      text: 'End user has cancelled chat.',
    });
    expect((await alice.list('mine')).chats.map((one) => one.id)).toContain(id);
  });
});

describe('a message to an agent may have 1,500 characters [row 13]', () => {
  test('counted as they are written, not as they are encoded', async () => {
    const { user, id } = await talks();
    for (const text of ['ä&<'.repeat(500), '👍'.repeat(1500)]) {
      await user.say(text);
      await alice.reads(id, text);
    }
  });

  test('a longer one is not cut: the user reads how long it may be, and it stays in his conversation', async () => {
    const { user, id } = await talks();
    const text = 'x'.repeat(1501);
    expect((await user.say(text, 'once')).status).toBe(200);
    await user.say(text, 'once');
    await user.hears(
      'Your message was not passed on: it has 1,501 characters, and 1,500 are the limit. Please send it in parts.',
    );
    await user.say('short');
    await alice.reads(id, 'short');
    expect((await alice.read(id)).entries.map((entry) => entry.text)).not.toContain(text);
    const all = (await user.all()).map((one) => one.text);
    expect(all.filter((one) => one === text)).toHaveLength(1);
    expect(all.filter((one) => one?.startsWith('Your message was not'))).toHaveLength(1);
  });

  test('what the virtual agent hears may be longer', async () => {
    const user = await arrive();
    await user.say(`My VPN ${'does not connect '.repeat(200)}`);
    await user.hears(/vpn/i);
    expect((await user.heard()).some(({ text }) => text?.startsWith('Your message was not'))).toBe(false);
  });
});

describe('the form before a chat [row 127]', () => {
  const ask = async (path: string, body?: object) => {
    const response = await fetch(house.url + path, {
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    return { status: response.status, body: await response.json() } as Reply;
  };

  test('is what the admin asks, in the user’s language', async () => {
    expect((await ask('/chat/form')).body.fields).toEqual([
      { id: 'site', label: 'Location', required: true },
      { id: 'kind', label: 'Kind', required: false, options: ['Question', 'Fault'] },
    ]);
    const german = (await ask('/chat/form?locale=de-AT')).body.fields;
    expect(german.map(({ label }: { label: string }) => label)).toEqual(['Standort', 'Kind']);
  });

  test('what the user fills in stays with the chat: the agent reads it, and so does the ticket', async () => {
    const { user, id } = await talks({ form: { kind: 'Fault', site: ' Berlin\u202e ' } });
    const { chat: found, entries } = await alice.read(id);
    expect(found.form).toEqual([
      { id: 'site', label: 'Location', value: 'Berlin' },
      { id: 'kind', label: 'Kind', value: 'Fault' },
    ]);
    const said = entries.filter(({ text }) => text === 'Location: Berlin\nKind: Fault');
    expect(said).toMatchObject([{ author: { kind: 'user', id: user.userId }, visibility: 'public' }]);
    await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
    const { displayId } = await alice.ticket(id, 1, 'created');
    const incident = (await house.auditor.incidents()).find((one) => one['Incident Number'] === displayId);
    expect(incident?.['Detailed Decription']).toContain('Location: Berlin');
  });

  test.each([
    ['nothing', {}, 422, 'fields-required', 'Please fill in: Location.'],
    ['a space', { form: { site: ' \u200b ' } }, 422, 'fields-required', 'Please fill in: Location.'],
    [
      'an answer to nothing',
      { form: { site: 'x', other: 'y' } },
      422,
      'fields-wrong',
      'The form does not ask for other.',
    ],
    [
      'what is no option',
      { form: { site: 'x', kind: 'Other' } },
      422,
      'fields-wrong',
      'Kind: choose one of Question, Fault.',
    ],
    ['too much', { form: { site: 'x'.repeat(2001) } }, 400, 'malformed-request', /form\.site/],
    ['no form', { form: 'site' }, 400, 'malformed-request', /form/],
  ])('%s is refused by name', async (_what, body, status, code, detail) => {
    const refused = await ask('/chat/session', body);
    expect(refused).toMatchObject({ status, body: { code } });
    expect(refused.body.detail).toMatch(detail);
  });

  test('left empty where it may be: the chat has no such answer', async () => {
    const { id } = await waits({ form: { site: 'Bonn', kind: '' } });
    await eventually(async () => (await chat(id)).form?.length === 1, 'one answer');
  });
});
