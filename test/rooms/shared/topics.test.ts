import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Topic, topicIn, topicsFor } from '../../../src/shared/topics.ts';

const TOPICS: readonly Topic[] = [
  { name: 'Connectivity', queue: 'Network', synonyms: ['wifi', 'connection', 'docking', 'cable'] },
  {
    name: 'Hardware',
    queue: 'Hardware',
    synonyms: ['docking station', 'screen', 'Tastatur', 'wifi', 'mouse'],
  },
  { name: 'Réseau', queue: 'Network', synonyms: ['connexion très lente', 'Straße', '打印'] },
];
const nameIn = (text: string, topics = TOPICS) => topicIn(text, topics)?.name;

describe('a topic in the user’s words [row 5] [row 105]', () => {
  test.each([
    ['its name', 'It is about hardware', 'Hardware'],
    ['a synonym', 'my screen is black', 'Hardware'],
    ['other cases', 'MY SCREEN IS BLACK', 'Hardware'],
    ['punctuation around it', '(screen!)', 'Hardware'],
    ['a tag around it', '<at>Bot</at> <b>screen</b>', 'Hardware'],
    ['accents that the user left out', 'connexion tres lente', 'Réseau'],
    ['accents that the admin left out', 'mein Tästatur', 'Hardware'],
    ['composed another way', 're\u0301seau', 'Réseau'],
    ['a sharp s', 'STRASSE', 'Réseau'],
    ['a script without case', '打印 坏了', 'Réseau'],
    ['the longest, wherever it stands', 'docking: the docking station', 'Hardware'],
    ['the first of equals, by the list', 'wifi', 'Connectivity'],
    ['the earlier of equally long ones', 'the mouse and its cable', 'Hardware'],
  ])('is found: %s', (_what, text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  test.each(['screenshot', 'my smartscreen', 'dock ing', 'nothing of it', '', '   ', '🖥️', '\ud83d'])(
    'is not found in %j',
    (text) => {
      expect(nameIn(text)).toBeUndefined();
    },
  );

  test('a synonym of nothing but signs is never found', () => {
    const odd: readonly Topic[] = [{ name: '!!!', queue: 'Q', synonyms: ['?', ' ', '---'] }];
    for (const text of ['', '?', 'hello !!! there', '---']) expect(nameIn(text, odd)).toBeUndefined();
  });

  test('whatever is written, it finds a topic of the list or none, the same one each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('wifi', 'screen', ''), (around, word) => {
        const text = `${around} ${word} ${around}`;
        const found = topicIn(text, TOPICS);
        expect(topicIn(text, TOPICS)).toBe(found);
        if (found !== undefined) expect(TOPICS).toContain(found);
      }),
    );
  });
});

describe('the topics of a user [row 8] [row 105]', () => {
  const rows: readonly Topic[] = [
    { name: 'VPN', queue: 'Network', synonyms: ['tunnel'] },
    { name: 'VPN', queue: 'Network-EU', region: 'EU', synonyms: ['fernzugriff'] },
    { name: 'vpn', queue: 'Acme-Network', company: 'Acme' },
    { name: 'VPN', queue: 'Acme-EU', company: 'Acme', region: 'EU' },
    { name: 'Payroll', queue: 'HR', company: 'Acme' },
  ];

  test.each([
    [{}, ['VPN -> Network']],
    [{ company: 'Other' }, ['VPN -> Network']],
    [{ region: 'eu ' }, ['VPN -> Network-EU']],
    [{ company: 'ACME' }, ['vpn -> Acme-Network', 'Payroll -> HR']],
    [{ company: 'Acme', region: 'EU' }, ['VPN -> Acme-EU', 'Payroll -> HR']],
    [{ company: 'Acme', region: 'US' }, ['vpn -> Acme-Network', 'Payroll -> HR']],
  ])('%j has each name once, by the row that is most his', (asker, expected) => {
    expect(topicsFor(rows, asker).map(({ name, queue }) => `${name} -> ${queue}`)).toEqual(expected);
  });

  test('the synonyms of every row that is his count', () => {
    const topics = topicsFor(rows, { company: 'Acme', region: 'EU' });
    expect(topicIn('the tunnel is down', topics)?.queue).toBe('Acme-EU');
    expect(topicIn('der Fernzugriff geht nicht', topics)?.queue).toBe('Acme-EU');
    expect(topicIn('fernzugriff', topicsFor(rows, { company: 'Acme' }))).toBeUndefined();
  });
});
