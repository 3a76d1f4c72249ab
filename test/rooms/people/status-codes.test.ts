import { describe, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { statusCodeNow, statusCodesOf } from '../../../src/people/status-codes.ts';

const settings = (sets: readonly object[], agents: readonly object[] = []) =>
  Settings.parse({ agents, statusCodes: { available: ['Ready'], unavailable: ['Away', 'Lunch'], sets } });

const SETS = [
  { company: 'Acme', available: ['Here'], unavailable: ['Out'] },
  { company: 'Acme', language: 'de', unavailable: ['Pause'] },
  { language: 'fr', available: ['Prêt'] },
];

type Agent = Parameters<typeof statusCodesOf>[0];
const codesOf = (agent: Partial<Agent>) => {
  const { available, unavailable } = statusCodesOf({ id: 'ann', companies: 'all', ...agent }, settings(SETS));
  return [available.join(), unavailable.join()];
};

describe('the reasons that an agent may give [row 99]', () => {
  test.each<[string, Partial<Agent>, readonly string[]]>([
    ['everybody’s, where his company has none', { companies: ['Other'] }, ['Ready', 'Away,Lunch']],
    ['everybody’s, where he is of all companies', { companies: 'all' }, ['Ready', 'Away,Lunch']],
    ['those of his company', { companies: ['acme'] }, ['Here', 'Out']],
    ['those of the first of his companies', { companies: ['Other', 'Acme'] }, ['Ready', 'Away,Lunch']],
    [
      'those of his company in his language, and for the half that it lacks there, the company’s',
      { companies: ['Acme'], language: 'de-AT' },
      ['Here', 'Pause'],
    ],
    ['those of his language, the missing half everybody’s', { language: 'fr' }, ['Prêt', 'Away,Lunch']],
    [
      'those of his company before those of his language',
      { companies: ['Acme'], language: 'fr' },
      ['Here', 'Out'],
    ],
    ['no language that only begins like his', { language: 'frr' }, ['Ready', 'Away,Lunch']],
  ])('are %s', (_which, agent, codes) => {
    expect(codesOf(agent)).toEqual(codes);
  });

  test('go by the company of his account even where the desk does not', () => {
    const account = { id: 'ann', name: 'Ann', roles: ['agent'], companies: ['Acme'], passwordHash: 'x' };
    expect(statusCodesOf({ id: 'ann', companies: 'all' }, settings(SETS, [account])).available).toEqual([
      'Here',
    ]);
  });
});

test.each([
  ['stands', false, 'Lunch', 'Lunch'],
  ['is gone: the first of its kind', false, 'Training', 'Away'],
  ['is one of the other kind: the first of its own', true, 'Lunch', 'Ready'],
  ['was never given', false, undefined, undefined],
])('a reason that an agent gave under other settings %s', (_what, available, statusCode, now) => {
  const shown = statusCodeNow({ id: 'ann', companies: 'all' }, { available, statusCode }, settings([]));
  expect(shown.statusCode).toBe(now);
});

test.each([
  [
    'nobody’s',
    [{ available: ['Here'] }],
    'name a company or a language; codes for everybody stand beside sets',
  ],
  ['without codes', [{ company: 'Acme' }], 'it holds no codes'],
  ['twice', [...SETS, { company: 'ACME', language: 'DE', available: ['x'] }], 'stands there twice'],
  ['of no language', [{ language: 'Deutsch!', available: ['x'] }], 'a language tag: de, pt-BR'],
  ['with an empty half', [{ company: 'Acme', available: [] }], expect.stringContaining('>=1')],
])('a set that is %s is refused at the start [row 99]', (_what, sets, message) => {
  const parsed = Settings.safeParse({ statusCodes: { sets } });
  expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([message]);
});
