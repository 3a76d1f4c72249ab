import { expect, test } from '@jest/globals';
import type { Action } from '../../../src/console/agent/state/action.ts';
import { linksOf, whyNotHere, whyNotToUser } from '../../../src/console/agent/state/beside.ts';
import { faultsIn, noHand } from '../../../src/console/agent/state/hand.ts';
import { reduce } from '../../../src/console/agent/state/reduce.ts';
import { type Article, type CustomerAnswer, noSide } from '../../../src/console/agent/state/side.ts';
import { type Agent, initial, type State } from '../../../src/console/agent/state/state.ts';
import { handCount, isSupervisor } from '../../../src/console/agent/state/supervisor.ts';
import { chatOf, signedIn } from './sample.ts';

const run = (state: State, ...actions: Action[]): State => actions.reduce(reduce, state);
const article = (id: string): Article => ({ id, displayId: id, title: id, url: '', text: '' });
const nobody = (why: string): CustomerAnswer => ({ matched: false, why, tickets: [], assets: [] });
const session = { token: 't', agent: { id: 'alice', name: 'Alice' } };
const me = (...roles: Agent['roles']): Agent => ({
  id: 'alice',
  name: 'Alice',
  screenName: 'Alice',
  roles,
  available: true,
  capacity: 4,
  queues: [],
});

test('a slow answer to older words does not take the place of newer ones', () => {
  const search = (text: string, news: Extract<Action, { type: 'search' }>['news']): Action => ({
    type: 'search',
    chat: 'c',
    text,
    news,
  });
  const asked = run(signedIn, search('vp', 'begun'), search('vpn', 'begun'));
  const late = run(asked, search('vp', { value: [article('old')] }));
  expect(late.side.searches.c).toMatchObject({ text: 'vpn', found: { loading: true } });
  const done = run(late, search('vpn', { value: [article('new')] }), search('vp', { error: 'too late' }));
  expect(done.side.searches.c?.found).toEqual({ loading: false, value: [article('new')] });
  const read = run(done, { type: 'preview', chat: 'c', article: 'new' });
  expect(read.side.searches.c?.open).toBe('new');
  expect(run(read, search('printer', 'begun')).side.searches.c?.open).toBeUndefined();
  expect(read.side.searches.d).toBeUndefined();
});

test('what is known of a customer stays while he is looked up again, and when that fails', () => {
  const news = (what: Extract<Action, { type: 'customer' }>['news']): Action => ({
    type: 'customer',
    chat: 'c',
    news: what,
  });
  const known = run(signedIn, news('begun'), news({ value: nobody('not proven') }));
  expect(known.side.customers.c).toEqual({ loading: false, value: nobody('not proven') });
  const again = run(known, news('begun'));
  expect(again.side.customers.c).toEqual({ loading: true, value: nobody('not proven') });
  const failed = run(again, news({ error: 'The ITSM does not answer.' }));
  expect(failed.side.customers.c).toMatchObject({
    value: nobody('not proven'),
    error: 'The ITSM does not answer.',
  });
});

test('the next agent in the window finds nothing of what was looked up; a reload finds the tab', () => {
  const used = run(
    signedIn,
    { type: 'side-tab', tab: 'customer' },
    { type: 'customer', chat: 'c', news: { value: nobody('x') } },
    { type: 'hand-open', open: true },
  );
  const left = run(used, { type: 'signed-out' });
  expect(left.side).toEqual(noSide);
  expect(left.hand).toEqual(noHand);
  const reloaded = run(initial, { type: 'side-tab', tab: 'customer' }, { type: 'signed-in', session });
  expect(reloaded.side.tab).toBe('customer');
});

test('why nothing can be added to a chat is said as a sentence', () => {
  const mine = chatOf('c');
  expect([whyNotHere(signedIn, mine), whyNotToUser(signedIn, mine)]).toEqual([undefined, undefined]);
  const cancelled = chatOf('c', { cancelledByUser: true });
  expect(whyNotHere(signedIn, cancelled)).toBeUndefined();
  expect(whyNotToUser(signedIn, cancelled)).toContain('has cancelled');
  const bob = { id: 'bob', screenName: 'Bob' };
  expect(whyNotHere(signedIn, chatOf('c', { agent: bob }))).toContain('Bob has this chat');
  expect(whyNotHere(signedIn, chatOf('c', { status: 'queued' }))).toBe('Accept the chat first.');
  expect(whyNotHere(signedIn, chatOf('c', { status: 'closed' }))).toContain('closed');
  expect(whyNotHere(signedIn, chatOf('c', { status: 'pending-transfer', transferTo: bob }))).toContain('Bob');
});

test('[row 71] [row 72] an article that was shared, and pinned later, is one line with both marks', () => {
  const link = { kind: 'knowledge', id: 'a', title: 'VPN' } as const;
  const chat = chatOf('c', {
    links: [
      { ...link, relate: false },
      { kind: 'outage', id: 'a', title: 'Gateway', relate: true },
      { ...link, relate: true },
      { ...link, relate: false },
    ],
  });
  expect(linksOf(chat).map(({ link: { title }, shown, tied }) => [title, shown, tied])).toEqual([
    ['VPN', true, true],
    ['Gateway', false, true],
  ]);
});

test('the badge counts what needs a hand, for supervisors alone', () => {
  const row = { chat: { id: 'c', status: 'closed', subject: '' }, reason: 'x' } as const;
  const ticket = {
    n: 1,
    connector: 'helix',
    type: 'incident',
    kind: 'incident',
    created: true,
    state: 'failed',
  } as const;
  const page = (count: number, next?: string): State =>
    run(signedIn, {
      type: 'hand-page',
      news: {
        value: { tickets: Array(count).fill({ ...row, ticket }), ...(next !== undefined && { next }) },
      },
    });
  expect([page(0), page(2), page(200, 'x')].map(handCount)).toEqual([undefined, '2', '200+']);
  const roles: Agent['roles'][] = [['agent'], ['supervisor'], ['admin']];
  expect(roles.map((held) => isSupervisor(run(signedIn, { type: 'me', agent: me(...held) })))).toEqual([
    false,
    true,
    true,
  ]);
});

test('a warning, or an ITSM that cannot be asked, alarms nobody', () => {
  const finding = (severity: 'error' | 'warning') => ({ severity, what: severity, fix: 'Map it.' });
  expect(
    faultsIn([
      { id: 'a', state: 'faulty', findings: [finding('error'), finding('warning')] },
      { id: 'b', state: 'unproven', findings: [finding('error')] },
      { id: 'c', state: 'proven', findings: [finding('warning')] },
    ]),
  ).toEqual([{ connector: 'a', finding: finding('error') }]);
});
