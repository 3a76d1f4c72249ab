import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BASE, closeSideDoors, openSideDoor, type SideDoor } from './side-door.ts';

let door: SideDoor;
beforeAll(async () => {
  door = await openSideDoor({
    form: () => [{ id: 'asset', label: 'Asset', languages: { de: 'Gerät' }, required: false }],
  });
});
afterAll(closeSideDoors);

test.each([
  ['[chat F16]', 'de_DE', 'de-DE'],
  ['[chat F16 sibling]', 'zh_Hant_TW.UTF-8', 'zh-Hant-TW'],
  ['[chat F16 sibling]', 'POSIX', 'fr-FR'],
  ['[chat F16 sibling]', 'x'.repeat(500), 'fr-FR'],
  ['[chat F16 sibling]', 5, 'fr-FR'],
])(
  '%s a client’s language reaches the bot as a tag, and none that it is not: %s',
  async (_tag, locale, tag) => {
    const { body } = await door.call('POST', '/chat/session', { body: { userName: 'Ada', locale: 'fr_FR' } });
    const { token, conversationId } = body;
    const at = `${BASE}/conversations`;
    expect((await door.call('POST', at, { token, body: { locale } })).status).toBe(201);
    const sent = await door.call('POST', `${at}/${conversationId}/activities`, {
      token,
      body: { type: 'message', text: 'hello', locale },
    });
    expect(sent.status).toBe(200);
    const handed = door.received.filter(({ conversation }) => conversation.id === conversationId);
    expect(handed.map((one) => [one.type, one.locale])).toEqual([
      ['conversationUpdate', tag],
      ['message', tag],
    ]);
  },
);

test.each([
  ['de_AT', 'Gerät'],
  ['C', 'Asset'],
  ['y'.repeat(300), 'Asset'],
])('[chat F16 sibling] the form is asked in the language of %s', async (locale, label) => {
  const { status, body } = await door.call('GET', `/chat/form?locale=${encodeURIComponent(locale)}`);
  expect({ status, label: body.fields[0].label }).toEqual({ status: 200, label });
});
