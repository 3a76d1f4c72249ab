import { expect, test } from '@jest/globals';
import type { ChatEvent } from '../../../src/chat/event.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import {
  abandonStarted,
  acceptedBy,
  alice,
  bob,
  closedAs,
  given,
  handoffRequested,
  inShort,
  userCancelled,
} from './given.ts';

type Pin = Extract<Command, { type: 'pin-link' }>;

const article = {
  connector: 'itsm',
  id: 'a1',
  title: 'VPN',
  url: 'https://kb.example/a1',
  text: 'Choose a gateway.',
};
const outage = { id: 'o1', title: 'VPN is down' };
const share: Command = { type: 'share-article', by: alice, article };
const pin: Pin = {
  type: 'pin-link',
  by: alice,
  link: { kind: 'knowledge', connector: 'itsm', id: 'a1', title: 'VPN', relate: true },
};
const relate: Pin = { type: 'pin-link', by: alice, link: { kind: 'outage', ...outage, relate: true } };
const tell: Command = { type: 'tell-outage', by: alice, outage };
const control: Command = { type: 'request-control', by: alice, title: 'Remote Console', asset: 'LT-1' };

const hers: readonly ChatEvent[] = [handoffRequested, acceptedBy(alice)];
const added = (command: Pin): ChatEvent => ({ type: 'link-added', at: 1, link: command.link });

test.each<[string, readonly ChatEvent[], Command, string]>([
  ['an article is shared', hers, share, 'link-added'],
  ['and shared again', [...hers, added(pin)], share, 'link-added'],
  ['an article is pinned', hers, pin, 'link-added'],
  ['a second time it is nothing', [...hers, added(pin)], pin, 'nothing'],
  ['an outage is related', hers, relate, 'link-added'],
  ['a second time it is nothing', [...hers, added(relate)], relate, 'nothing'],
  ['an outage is named to the user', hers, tell, 'agent-message-sent'],
  ['control is asked for', hers, control, 'control-requested'],
  ...[share, pin, relate, tell, control].flatMap(
    (wish): [string, readonly ChatEvent[], Command, string][] => [
      [`${wish.type} by another agent`, hers, { ...wish, by: bob } as Command, 'no: not-owner'],
      [`${wish.type} in a closed chat`, [...hers, closedAs('unresolved')], wish, 'no: chat-closed'],
    ],
  ),
  ['nothing is shared with a user who left', [...hers, userCancelled], share, 'no: user-cancelled'],
  ['nothing is told to a user who left', [...hers, userCancelled], tell, 'no: user-cancelled'],
  ['nobody controls what nobody sits at', [...hers, userCancelled], control, 'no: user-cancelled'],
  ['a pin is for the ticket, whoever is there', [...hers, userCancelled], pin, 'link-added'],
  ['nothing is tied under an abandon', [...hers, abandonStarted(alice, 1)], relate, 'no: abandon-under-way'],
])('%s', (_what, events, command, expected) => {
  expect(inShort(given(...events).when(command))).toBe(expected);
});

const lineOf = (command: Command) => given(...hers).when(command).events[0]?.line;

test('what goes to the user and what stays with the agents', () => {
  for (const command of [share, tell]) expect(lineOf(command)?.visibility).toBe('public');
  for (const command of [pin, relate, control]) expect(lineOf(command)?.visibility).toBe('internal');
  expect(lineOf(control)?.text).toBe('Alice opened Remote Console for LT-1.');
  expect(lineOf(tell)?.text).toContain('VPN is down');
});
