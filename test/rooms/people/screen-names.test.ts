import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lookOf } from '../../../src/people/screen-names.ts';
import { type AgentsRoom, openAgentsRoom } from '../desk/agents-room.ts';

let room: AgentsRoom;
const tokens: Record<string, string> = {};
beforeAll(async () => {
  room = await openAgentsRoom();
  for (const id of ['alice', 'bob', 'sam']) tokens[id] = await room.signIn(id);
});
afterAll(() => room?.close());

const choose = (who: string, screenName: string) =>
  room.call('PUT', '/api/v1/me/screen-name', { token: tokens[who], body: { screenName } });

describe('a screen name that users could take for another', () => {
  test.each([
    ['Bob Baker', 'his name'],
    ['bob  baker', 'without its capitals'],
    ['B0b Baker', 'with a digit'],
    ['Bоb Bаker', 'with Cyrillic letters'],
    ['Böb Baker', 'with an accent'],
    ['Bob-Baker', 'with a sign'],
    ['Ｂｏｂ Baker', 'with wide letters'],
    ['Bob Bak\u200ber', 'with an invisible one'],
  ])('%s is refused to alice: bob’s, %s', async (name) => {
    const { status, body } = await choose('alice', name);
    expect([409, 422]).toContain(status);
    expect(['screen-name-taken', 'screen-name-mixed']).toContain(body.code);
    expect((await room.call('GET', '/api/v1/me', { token: tokens.alice })).body.screenName).not.toBe(name);
  });

  test.each(['System', 'VIRTUAL AGENT', 'Adm1n', 'Súpport', 'Service-Desk', 'Systern'])(
    '%s is kept for nobody',
    async (name) => {
      const { status, body } = await choose('alice', name);
      expect({ status, code: body.code }).toEqual({ status: 422, code: 'screen-name-reserved' });
      expect(body.detail).toContain('no agent may be called');
    },
  );

  test.each([
    ['Vırtual agent', 'dotless i'],
    ['Vɪʀᴛᴜᴀʟ ᴀɢᴇɴᴛ', 'small capitals'],
    ['Virtual agent\u3164', 'a letter that is not seen'],
    ['Virtu\u00adal a\u034fgent', 'a soft hyphen and a joiner'],
    ['🅅🄸🅁🅃🅄🄰🄻 🅰🅶🅴🅽🆃', 'letters in squares'],
    ['🇸🇾🇸🇹🇪🇲', 'letters of flags'],
    ['𝖁𝖎𝖗𝖙𝖚𝖆𝖑 agent', 'letters of mathematics'],
    ['Vꭵrtual agent', 'Cherokee, small'],
    ['Syſtem', 'long s'],
    ['Sуstem', 'Cyrillic'],
    ['Ѕуѕтем', 'all of it Cyrillic'],
    ['Virtu@l 4gent', 'signs for letters'],
    ['Șÿşťęm', 'marks of all kinds'],
    ['Vіrtuаl аgent', 'Ukrainian i'],
    ['Suppørt', 'strokes'],
    ['Ｓｙｓｔｅｍ', 'wide'],
    ['Ꮪystem', 'Cherokee'],
    ['ꓢystem', 'Lisu'],
  ])('[faults 8e] %s, with %s, is kept for nobody', async (name) => {
    const { status, body } = await choose('alice', name);
    expect([name, status, body.code]).toEqual([
      name,
      422,
      expect.stringMatching(/^screen-name-(?:reserved|mixed)$/),
    ]);
  });

  test.each([
    'Jörg',
    'Łukasz Żak',
    'İpek Işık',
    'Søren',
    'Zoë 2',
    'Марія',
    'Δήμητρα',
    'Արմեն',
    '王芳',
    'สมชาย',
    'علي',
    '田中 Tanaka',
  ])('%s is a name like any other', async (name) => {
    expect(await choose('sam', name)).toMatchObject({ status: 200, body: { screenName: name } });
  });

  test('letters of two alphabets are refused, one other alphabet is not', async () => {
    expect((await choose('alice', 'Марія Bond')).body.code).toBe('screen-name-mixed');
    expect((await choose('alice', 'Марія')).body.screenName).toBe('Марія');
    expect((await choose('alice', '王芳')).body.screenName).toBe('王芳');
  });

  test('his own name is nobody else’s, so he may have it back', async () => {
    expect((await choose('alice', 'The Fixer')).status).toBe(200);
    expect((await choose('alice', 'the fixer')).body.screenName).toBe('the fixer');
    expect((await choose('alice', 'Alice Smith')).body.screenName).toBe('Alice Smith');
    // What alice has given up is free again.
    expect((await choose('bob', 'The Fixer')).status).toBe(200);
    expect((await choose('bob', 'Bob Baker')).status).toBe(200);
  });
});

test('of agents who want names that look the same at the same time, one has it', async () => {
  for (let round = 0; round < 20; round++) {
    const wanted = { alice: `Night Owl ${round}`, bob: `night owl ${round}`, sam: `N1ght-Ow1 ${round}` };
    const answers = await Promise.all(
      Object.entries(wanted).map(async ([who, name]) => (await choose(who, name)).status),
    );
    expect(answers.toSorted()).toEqual([200, 409, 409]);
  }
});

test('the look of a name does not change with case, accents, spaces and signs', () => {
  const letters = fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,12})?$/);
  fc.assert(
    fc.property(letters, (name) => {
      const look = lookOf(name);
      expect(lookOf(name.toUpperCase())).toBe(look);
      expect(lookOf(` ${name.replaceAll(' ', ' - ')}!?`)).toBe(look);
      expect(lookOf([...name].map((letter) => `${letter}\u0301`).join(''))).toBe(look);
      expect(lookOf(look)).toBe(look);
    }),
  );
});
