import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Activity, ActivityTypes, MemoryStorage, TestAdapter } from 'botbuilder';
import { loadSettings } from '../../../config/load.ts';
import { createVirtualAgent, type VirtualAgent } from '../../../src/demo/virtual-agent/virtual-agent.ts';
import { type Subjects, topicsFor } from '../../../src/shared/topics.ts';

const YES_NO = ['Yes', 'No'];
const WAYS = ['Rephrase my question', 'Raise a request', 'Reach a live agent'];
const TOPICS = ['Network', 'Hardware', 'Software', 'Access'];
const QUESTIONS = [
  'Reset my password',
  'VPN does not connect',
  'Printer does not print',
  'Install software',
  'Talk to a live agent',
];

type Said = Partial<Activity>;

const SHIPPED = loadSettings('config/deskbridge.yaml', {}).topics;

let subjectsFor: Parameters<typeof createVirtualAgent>[1];
let storage: MemoryStorage;
let agent: VirtualAgent;
let nextId: number;

beforeEach(() => {
  subjectsFor = (asker): Subjects => ({ topics: topicsFor(SHIPPED, asker), ask: true });
  storage = new MemoryStorage();
  agent = createVirtualAgent(storage, (asker) => subjectsFor(asker));
  nextId = 1;
});

/** One turn: what the virtual agent sends in answer to the activity. */
async function turn(activity: Said): Promise<Said[]> {
  const adapter = new TestAdapter((context) => agent.run(context));
  await adapter.processActivity({ id: `activity-${nextId++}`, ...activity });
  return [...adapter.activityBuffer];
}

const say = (text: string, more: Said = {}) => turn({ type: ActivityTypes.Message, text, ...more });
const status = (state: unknown) =>
  turn({ type: ActivityTypes.Event, name: 'handoff.status', value: { state } });
const join = (...ids: string[]) =>
  turn({
    type: ActivityTypes.ConversationUpdate,
    membersAdded: ids.map((id) => ({ id, name: id })),
    recipient: { id: 'bot', name: 'Bot' },
  });

/** Says the texts one after the other; gives what came back for the last. */
async function talk(...texts: readonly string[]): Promise<Said[]> {
  let replies: Said[] = [];
  for (const text of texts) replies = await say(text);
  return replies;
}

const choicesOf = (replies: readonly Said[]) =>
  replies.at(-1)?.suggestedActions?.actions?.map(({ value }) => value);
const textOf = (replies: readonly Said[]) => replies.map(({ text }) => text).join('\n');
const handoffOf = (replies: readonly Said[]) => replies.filter(({ name }) => name === 'handoff.initiate');

/** A word typed as a user may: as shown, in other cases, with blanks and marks, and as its number. */
const variants = (label: string, number: number) => [
  label,
  label.toUpperCase(),
  label.toLowerCase(),
  `  ${label}! `,
  `<b>${label}</b>`,
  `${number}`,
  `${number}.`,
  ` ${number}) `,
];

describe('greeting', () => {
  test('given a user who joins, when the update comes twice, then the greeting comes once, with choices', async () => {
    const replies = await join('bot', 'user');
    expect(replies).toHaveLength(1);
    expect(choicesOf(replies)).toEqual(QUESTIONS);
    expect(await join('user')).toEqual([]);
  });

  test('given only the virtual agent joins, then it does not greet itself', async () => {
    expect(await join('bot')).toEqual([]);
    expect(await join('user')).toHaveLength(1);
  });

  test('given a user who has spoken already, when the update comes, then no greeting follows', async () => {
    await say('vpn');
    expect(await join('user')).toEqual([]);
  });
});

describe('questions', () => {
  test.each([
    ['I forgot my password', /Forgot password/],
    ['my account is LOCKED', /Forgot password/],
    ['the VPN is down', /VPN/],
    ['Printers do not print', /printer/],
    ['how do I install Excel?', /company portal/],
    ['Reset my password', /Forgot password/],
    ['2', /VPN/],
    ['3', /printer/],
    ['install software', /company portal/],
  ])('given %j, then the answer fits and asks whether it helped', async (question, answer) => {
    const replies = await say(question);
    expect(replies[0]?.text).toMatch(answer);
    expect(replies[0]?.suggestedActions).toBeUndefined();
    expect(choicesOf(replies)).toEqual(YES_NO);
  });

  test.each(variants('Yes', 1))(
    'given an answer, when %j, then it asks whether there is more',
    async (text) => {
      expect(choicesOf(await talk('vpn', text))).toEqual(YES_NO);
      expect(textOf(await say('no'))).toMatch(/whenever you need/);
    },
  );

  test.each([
    ...variants('No', 2),
    'that did not help',
    "That didn't help",
    'no, it is still broken',
    'the vpn still does not work',
  ])('given an answer, when %j, then it offers three ways on', async (text) => {
    expect(choicesOf(await talk('vpn', text))).toEqual(WAYS);
  });

  test.each(['Where is the canteen?', 'no', 'that did not help', '7', '0', '99999999999999999999'])(
    'given nothing it knows (%j), then it offers three ways on',
    async (text) => {
      expect(choicesOf(await say(text))).toEqual(WAYS);
    },
  );

  test('given an answer, when another question follows instead of yes or no, then that is answered', async () => {
    expect((await talk('vpn', 'and the printer does not work'))[0]?.text).toMatch(/printer/);
  });

  test.each(['hello', 'Hi!', 'thanks', 'Good morning'])(
    'given %j, then it is polite and offers its help',
    async (text) => {
      expect(choicesOf(await say(text))).toEqual(QUESTIONS);
    },
  );
});

describe('three ways on', () => {
  test.each(variants('Rephrase my question', 1))(
    'given the ways, when %j, then the next words are a question',
    async (text) => {
      expect(choicesOf(await talk('canteen', text))).toEqual(QUESTIONS);
      expect((await say('vpn'))[0]?.text).toMatch(/VPN/);
    },
  );

  test.each([...variants('Raise a request', 2), 'request'])(
    'given the ways, when %j, then a sentence is taken, honestly, and a live agent offered',
    async (text) => {
      expect(choicesOf(await talk('canteen', text))).toEqual(['Never mind']);
      const replies = await say('I need a second monitor with a stand, please');
      expect(textOf(replies)).toMatch(/nothing has been raised/);
      expect(choicesOf(replies)).toEqual(YES_NO);
      expect(handoffOf(await say('yes'))[0]?.value).toEqual({
        topic: 'Hardware',
        question: 'I need a second monitor with a stand, please',
      });
    },
  );

  test.each(variants('Never mind', 1))('given a request begun, when %j, then it is dropped', async (text) => {
    expect(choicesOf(await talk('canteen', 'raise a request', text))).toEqual(QUESTIONS);
  });

  test('given a request for an agent that is a program, then it is a request, no call for help', async () => {
    const replies = await talk(
      'canteen',
      '2',
      'please install the backup agent on all of our build machines',
    );
    expect(textOf(replies)).toMatch(/nothing has been raised/);
  });

  test.each(variants('Reach a live agent', 3))(
    'given the ways, when %j, then it asks to confirm',
    async (text) => {
      expect(choicesOf(await talk('canteen', text))).toEqual(YES_NO);
    },
  );

  test('given the ways, when a question follows instead, then it is answered', async () => {
    expect((await talk('canteen', 'my printer'))[0]?.text).toMatch(/printer/);
  });
});

describe('reaching a live agent', () => {
  const before: Readonly<Record<string, readonly string[]>> = {
    'at the start': [],
    'after an answer': ['paper jam'],
    'at the ways on': ['canteen'],
    'in the middle of a request': ['canteen', 'raise a request'],
    'when asked for more': ['vpn', 'yes'],
  };
  const calls = [
    'agent',
    'AGENT',
    'human',
    'live agent',
    'transfer to live chat',
    'Can I talk to a real person?',
  ];
  const cases = Object.entries(before).flatMap(([when, texts]) =>
    calls.map((call) => ({ when, texts, call })),
  );

  test.each(cases)('given $when, when "$call", then it asks Yes or No', async ({ texts, call }) => {
    const replies = await talk(...texts, call);
    expect(choicesOf(replies)).toEqual(YES_NO);
    expect(replies.at(-1)?.text).toMatch(/live agent\?$/);
  });

  test.each([...variants('Yes', 1), 'y', 'ok', 'yes please', 'agent'])(
    'given the question is put, when %j, then it asks for a topic [row 6]',
    async (text) => {
      expect(choicesOf(await talk('agent', text))).toEqual(TOPICS);
    },
  );

  test.each([...variants('No', 2), 'n', 'nope', 'No, thank you'])(
    'given the question is put, when %j, then there is no handoff',
    async (text) => {
      const replies = await talk('agent', text);
      expect(handoffOf(replies)).toEqual([]);
      expect(choicesOf(replies)).toEqual(QUESTIONS);
    },
  );

  test('given the question is put, when the words are neither yes nor no, then it is put again', async () => {
    expect(choicesOf(await talk('agent', 'perhaps'))).toEqual(YES_NO);
  });

  const picks = TOPICS.flatMap((topic, n) => variants(topic, n + 1).map((text) => ({ topic, text })));
  test.each([...picks, { topic: 'Network', text: 'it is the wi-fi' }, { topic: 'Access', text: 'login' }])(
    'given the topics, when "$text", then the handoff goes to $topic and no buttons follow',
    async ({ topic, text }) => {
      const replies = await talk('transfer to live chat', 'yes', text);
      expect(handoffOf(replies)).toHaveLength(1);
      expect(handoffOf(replies)[0]).toMatchObject({ type: 'event', value: { topic } });
      expect(replies.at(-1)?.name).toBe('handoff.initiate');
      expect(replies.filter(({ suggestedActions }) => suggestedActions)).toEqual([]);
    },
  );

  test.each([
    ['my wifi is gone', 'Network'],
    ['vpn', 'Network'],
    ['the printer is jammed', 'Hardware'],
    ['my LAPTOP is broken', 'Hardware'],
    ['how to install a tool', 'Software'],
    ['Excel crashes', 'Software'],
    ['forgot my password', 'Access'],
    ['I am locked out', 'Access'],
  ])(
    'given %j was said, when the user confirms, then the topic is %s without a question [row 5]',
    async (text, topic) => {
      const replies = await talk(text, 'agent', 'yes');
      expect(handoffOf(replies)[0]?.value).toEqual({ topic, question: text });
    },
  );

  test('given two subjects, when the user confirms, then the later one is the topic', async () => {
    const replies = await talk('vpn', 'no', 'my printer', 'agent', 'yes');
    expect(handoffOf(replies)[0]?.value).toMatchObject({ topic: 'Hardware' });
  });

  test.each([
    ['software', 'Software'],
    [' HARDWARE ', 'Hardware'],
    ['Payroll', 'Payroll'],
  ])(
    'given the conversation carries the topic %j, when the user confirms, then it is %s',
    async (sent, topic) => {
      await say('agent', { channelData: { deskbridge: { topic: sent } } });
      expect(handoffOf(await say('yes'))[0]?.value).toEqual({ topic });
    },
  );

  test.each([7, '', ' ', null, {}, 'x'.repeat(101)])(
    'given the unusable topic %j, then it asks',
    async (topic) => {
      await say('agent', { channelData: { deskbridge: { topic } } });
      expect(choicesOf(await say('yes'))).toEqual(TOPICS);
    },
  );

  test('given a user’s own topics, then those are asked for, by name and number [row 6] [row 105]', async () => {
    const topics = [
      { name: 'Payroll', queue: 'HR', company: 'Acme', synonyms: ['salary'] },
      { name: 'Travel', queue: 'HR' },
    ];
    subjectsFor = (asker) => ({ topics: topicsFor(topics, asker), ask: true });
    const ofAcme = { channelData: { deskbridge: { company: 'Acme' } } };
    await say('agent', ofAcme);
    expect(choicesOf(await say('yes', ofAcme))).toEqual(['Payroll', 'Travel']);
    expect(handoffOf(await say('2', ofAcme))[0]?.value).toMatchObject({ topic: 'Travel' });
    await say('my salary', ofAcme);
    await say('agent', ofAcme);
    expect(handoffOf(await say('yes', ofAcme))[0]?.value).toMatchObject({ topic: 'Payroll' });
  });

  test.each([
    ['the admin has fixed the topic [row 7]', (): Subjects => ({ topics: SHIPPED, ask: false })],
    ['there are no topics', (): Subjects => ({ topics: [], ask: true })],
  ])('given %s, when the user confirms, then nothing is asked', async (_what, subjects) => {
    subjectsFor = subjects;
    expect(handoffOf(await talk('agent', 'yes'))).toHaveLength(1);
  });

  test('given no usable topic twice, then the user is handed over without one', async () => {
    expect(choicesOf(await talk('agent', 'yes', 'I do not know'))).toEqual(TOPICS);
    expect(handoffOf(await say('really not'))[0]?.value).toEqual({});
  });

  test.each(['cancel', 'never mind', 'no'])(
    'given the topics, when %j, then there is no handoff',
    async (text) => {
      const replies = await talk('agent', 'yes', text);
      expect(handoffOf(replies)).toEqual([]);
      expect(choicesOf(replies)).toEqual(QUESTIONS);
    },
  );
});

describe('the handoff is answered', () => {
  beforeEach(async () => {
    await talk('vpn', 'agent', 'yes');
  });

  test.each(['accepted', 'unheard of', undefined, 5])(
    'given %j, then the virtual agent is silent',
    async (state) => {
      expect(await status(state)).toEqual([]);
    },
  );

  test('given a status without a value, then the virtual agent is silent', async () => {
    expect(await turn({ type: ActivityTypes.Event, name: 'handoff.status' })).toEqual([]);
  });

  test('given failed, then it says so and offers to go on', async () => {
    const replies = await status('failed');
    expect(textOf(replies)).toMatch(/No live agent can be reached/);
    expect(choicesOf(replies)).toEqual(WAYS);
    expect((await say('printer'))[0]?.text).toMatch(/printer/);
  });

  test('given completed, then it welcomes back, and the next matter has a topic of its own', async () => {
    await status('accepted');
    const replies = await status('completed');
    expect(textOf(replies)).toMatch(/Welcome back/);
    expect(choicesOf(replies)).toEqual(YES_NO);
    expect(choicesOf(await say('1'))).toEqual(QUESTIONS);
    expect(choicesOf(await talk('agent', 'yes'))).toEqual(TOPICS);
  });

  test('given completed after he has begun something new, then that goes on', async () => {
    await say('agent');
    expect(await status('completed')).toEqual([]);
    expect(choicesOf(await say('yes'))).toEqual(TOPICS);
  });

  test('given completed, when a question follows at once, then it is answered', async () => {
    await status('completed');
    expect((await say('my password'))[0]?.text).toMatch(/Forgot password/);
  });
});

describe('every turn', () => {
  test.each([
    ['nothing', {}],
    ['empty text', { text: '' }],
    ['blanks', { text: ' \n\t' }],
    [
      'a picture alone',
      { attachments: [{ contentType: 'image/png', contentUrl: 'http://127.0.0.1/a.png' }] },
    ],
    ['an object as value', { value: { a: 1 } }],
    ['a number as text', { text: 5 as unknown as string }],
  ])('given a message of %s, then the answer helps and the prompt stays', async (_what, activity) => {
    await talk('agent', 'yes');
    const replies = await turn({ type: ActivityTypes.Message, ...activity });
    expect(textOf(replies)).toMatch(/text only/);
    expect(choicesOf(replies)).toEqual(TOPICS);
    expect(handoffOf(await say('2'))[0]?.value).toEqual({ topic: 'Hardware' });
  });

  test('given a button that sends a value without text, then the value is the text', async () => {
    expect(choicesOf(await turn({ type: ActivityTypes.Message, value: 'agent' }))).toEqual(YES_NO);
  });

  test.each([
    ['100,000 letters', 'x'.repeat(100_000)],
    ['100,000 blanks between words', `a${' '.repeat(99_998)}b`],
    ['emoji', '👩‍💻🔥'.repeat(2_000)],
    ['half an emoji', '\ud83d'],
    ['open tags', '<'.repeat(100_000)],
    ['markup', '<script>alert(1)</script> **bold** [link](javascript:alert(1))'],
    ['control characters', '\u0000\u202e\u0007'],
    ['right to left', 'مرحبا'],
  ])('given %s in any step, then there is an answer, and what is kept stays small', async (_what, text) => {
    for (const begin of [[], ['vpn'], ['canteen'], ['canteen', '2'], ['agent'], ['agent', 'yes']]) {
      storage = new MemoryStorage();
      agent = createVirtualAgent(storage, (asker) => subjectsFor(asker));
      await talk(...begin);
      const replies = await say(text);
      expect(replies.length).toBeGreaterThan(0);
      expect(textOf(replies).isWellFormed()).toBe(true);
      const kept = JSON.stringify(await storage.read(['test/conversations/Convo1/']));
      expect(kept).toMatch(/"step"/);
      expect(kept.length).toBeLessThan(5_000);
    }
  });

  test('given a turn that the channel repeats, then the replies and the state after it are the same', async () => {
    const texts = ['vpn', 'no', 'reach a live agent', 'yes'];
    for (const [n, text] of texts.entries()) {
      const id = `repeated-${n}`;
      const first = await say(text, { id });
      const second = await say(text, { id });
      const told = (replies: readonly Said[]) =>
        replies.map(({ text, name, value, suggestedActions }) => ({ text, name, value, suggestedActions }));
      expect(told(second)).toEqual(told(first));
    }
  });

  test('given a restart between two turns, then the conversation goes on', async () => {
    await say('agent');
    agent = createVirtualAgent(storage, (asker) => subjectsFor(asker));
    expect(choicesOf(await say('yes'))).toEqual(TOPICS);
  });

  test('given words of the user, then every line is plain text', async () => {
    const replies = await talk('canteen');
    expect(replies.map(({ textFormat }) => textFormat)).toEqual(['plain', 'plain']);
  });
});
