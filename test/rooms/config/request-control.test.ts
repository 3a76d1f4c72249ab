import { expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import type { Chat } from '../../../src/chat/chat.ts';
import { controlLink } from '../../../src/desk/control-link.ts';

const parsed = (url: string) => Settings.safeParse({ requestControl: { url } });

test.each([
  'https://bcm.example.com/?d={{ asset.name }}',
  'https://bcm.example.com:8443/console#{{ user.email | downcase }}',
  'https://bcm.example.com',
  'http://127.0.0.1:9000/{{ user.id }}',
  'http://[::1]/{{ asset.kind }}',
])('%s may be the link', (url) => {
  expect(parsed(url).success).toBe(true);
});

test.each([
  ['http://bcm.example.com/', /https:/],
  ['ftp://bcm.example.com/', /https:/],
  ['javascript:alert(1)', /https:/],
  ['{{ user.name }}', /https:/],
  ['https://{{ user.name }}/', /host/],
  ['https://bcm.example.com{{ user.name }}', /host/],
  ['https://user@bcm.example.com/', /host/],
  ['https://bcm.example.com/{{ agent.password }}', /names agent.password/],
  ['https://bcm.example.com/{{ user.name | nothing }}', /nothing/],
  ['https://bcm.example.com/{{ user.name', /./],
])('%s may not, and the message says why', (url, why) => {
  const { error } = parsed(url);
  expect(error?.issues[0]?.path).toEqual(['requestControl', 'url']);
  expect(error?.issues[0]?.message).toMatch(why);
});

test('whatever a user calls himself stays one value of the link', () => {
  const template = 'https://bcm.example.com/c?u={{ user.name }}&d={{ asset.name }}&e={{ user.email }}';
  for (const name of ['a&d=x#y', '../..//evil', '"\'<>%0a', '{{ asset.id }}', '\ud800', '😀 \u202e', '']) {
    const user: Chat['user'] = { id: 'u', name, verified: false };
    const link = new URL(controlLink(template, user, { id: 'i', name: 'LT 1', kind: 'Laptop' }));
    expect(link.origin + link.pathname).toBe('https://bcm.example.com/c');
    expect(Object.fromEntries(link.searchParams)).toEqual({ u: name.toWellFormed(), d: 'LT 1', e: '' });
  }
});
