import { describe, expect, test } from '@jest/globals';
import { fixedSettings } from '../../../config/load.ts';
import { Settings } from '../../../config/schema.ts';
import { createRouting } from '../../../src/bot/routing.ts';

const topics = [
  { name: 'VPN', queue: 'network', synonyms: ['tunnel'] },
  { name: 'VPN', queue: 'Access', region: 'EU' },
  { name: 'Payroll', queue: 'Nowhere' },
  { name: 'Tools', queue: 'Software', company: 'Acme', synonyms: ['excel'] },
];
const routing = (more: object = {}) => createRouting(fixedSettings(Settings.parse({ topics, ...more })));
const wish = (more: object = {}) => ({ subject: '', ...more });

describe('where a handoff leads', () => {
  test.each<[string, object, string, string | undefined]>([
    ['by the topic that was picked [row 4]', { topic: 'VPN' }, 'Network', 'VPN'],
    ['by a topic in other cases', { topic: ' vpn ' }, 'Network', ' vpn '],
    ['by the user’s words [row 5]', { subject: 'the tunnel is down' }, 'Network', 'VPN'],
    ['the picked topic goes before the words', { topic: 'VPN', subject: 'hardware' }, 'Network', 'VPN'],
    ['by the region too [row 8]', { topic: 'VPN', region: 'EU' }, 'Access', 'VPN'],
    ['by the company [row 105]', { subject: 'Excel', company: 'Acme' }, 'Software', 'Tools'],
    ['not by another company’s [row 105]', { subject: 'Excel' }, 'GENERAL', undefined],
    ['by the queue of that name', { topic: 'hardware' }, 'Hardware', 'hardware'],
    ['by a topic that is a sentence', { topic: 'my tunnel' }, 'Network', 'my tunnel'],
    ['nothing fits: GENERAL [row 9]', { subject: 'the canteen' }, 'GENERAL', undefined],
    ['a topic that nobody knows: GENERAL [row 9]', { topic: 'Canteen' }, 'GENERAL', 'Canteen'],
    ['a queue that does not exist: GENERAL [row 9]', { topic: 'Payroll' }, 'GENERAL', 'Payroll'],
    ['an odd topic: GENERAL', { topic: '' }, 'GENERAL', ''],
  ])('%s', (_what, more, queue, topic) => {
    const route = routing().routeOf(wish(more));
    expect(route.queue).toBe(queue);
    expect(route.topic).toBe(topic);
  });

  test('[admin 8 sibling] names that a portal or a bot has not learnt yet lead to the new ones', () => {
    const { routeOf, subjectsFor } = routing({
      renamed: { queues: { Phone: 'Hardware' }, companies: { 'Acme Ltd': 'Acme' } },
    });
    expect(routeOf(wish({ subject: 'Excel', company: 'Acme Ltd' }))).toMatchObject({
      queue: 'Software',
      company: 'Acme',
    });
    expect(routeOf(wish({ topic: 'Phone' })).queue).toBe('Hardware');
    const names = subjectsFor({ company: 'Acme Ltd' }).topics.map(({ name }) => name);
    expect(names).toContain('Tools');
  });

  test('a fixed topic goes before whatever was picked or said, and nobody is asked [row 7]', () => {
    const { routeOf, subjectsFor } = routing({ chats: { fixedTopic: 'VPN' } });
    expect(routeOf(wish({ topic: 'Hardware', subject: 'screen' }))).toMatchObject({
      queue: 'Network',
      topic: 'VPN',
    });
    expect(routeOf(wish({ region: 'EU' })).queue).toBe('Access');
    expect(subjectsFor({}).ask).toBe(false);
  });

  test('users choose from their topics, or from the queues where none are listed [row 4]', () => {
    const names = (house: ReturnType<typeof routing>, asker = {}) =>
      house.subjectsFor(asker).topics.map(({ name }) => name);
    expect(routing().subjectsFor({}).ask).toBe(true);
    expect(names(routing())).toEqual(['VPN', 'Payroll']);
    expect(names(routing(), { company: 'Acme' })).toEqual(['VPN', 'Payroll', 'Tools']);
    expect(names(routing({ topics: [], queues: ['A', 'B'] }))).toEqual(['A', 'B']);
  });

  test('nobody is asked for a topic where support queues are off [row 4]', () => {
    expect(routing({ desk: { supportQueues: false } }).subjectsFor({}).ask).toBe(false);
  });
});

describe('priority', () => {
  const priorities = [
    { vip: true, priority: 9 },
    { company: 'Acme', queue: 'Network', priority: 6 },
    { topic: 'payroll', priority: 4 },
    { company: 'Acme', priority: 2 },
    { vip: false, queue: 'Hardware', priority: 1 },
  ];
  test.each<[object, number | undefined]>([
    [{ vip: true, topic: 'Payroll' }, 9],
    [{ company: 'Acme', topic: 'VPN' }, 6],
    [{ company: 'acme', topic: 'Payroll' }, 4],
    [{ company: 'Acme' }, 2],
    [{ topic: 'Hardware' }, 1],
    [{ topic: 'VPN' }, undefined],
  ])('of %j is %p: the first row that fits', (more, priority) => {
    expect(routing({ priorities }).routeOf(wish(more)).priority).toBe(priority);
  });

  test('no table, no priority', () => {
    expect(routing().routeOf(wish({ vip: true }))).not.toHaveProperty('priority');
  });

  test.each([-1, 10, 1.5])('%p is no priority', (priority) => {
    expect(Settings.safeParse({ priorities: [{ priority }] }).success).toBe(false);
  });
});
