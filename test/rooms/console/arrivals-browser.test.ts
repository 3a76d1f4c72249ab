import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { PASSWORD } from '../../support/demo.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// What an agent hears and sees of arrivals, in browsers whose sound and notifications are listened to.

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;
let bob: Agent;
let sam: Agent;

beforeAll(async () => {
  pages = await openConsolePages();
  house = pages.house;
  [alice, bob, sam] = await Promise.all([house.signIn('alice'), house.signIn('bob'), house.signIn('sam')]);
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  expect(await pages.closePages()).toEqual([]);
  // Nobody waits, and alice has nothing, when the next test begins.
  for (const { id } of (await bob.list('queue')).chats) await bob.do(`/chats/${id}/accept`);
  for (const agent of [alice, bob])
    for (const { id } of (await agent.list('mine')).chats) await agent.do(`/chats/${id}/end`);
});

/** Notifications and tones go into lists; `permission` is what the browser has been told. */
const listening = (permission: string) => `
  window.shown = [];
  window.tones = [];
  window.asked = 0;
  window.Notification = class {
    static permission = ${JSON.stringify(permission)};
    static async requestPermission() {
      window.asked += 1;
      return (window.Notification.permission = 'granted');
    }
    constructor(title, options) {
      Object.assign(this, { title, ...options });
      window.shown.push(this);
    }
    close() {}
  };
  const node = { connect: (next) => next };
  window.AudioContext = class {
    currentTime = 0;
    state = 'running';
    destination = {};
    async resume() {}
    createGain() {
      return { ...node, gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } };
    }
    createOscillator() {
      const frequency = { value: 0 };
      return { ...node, frequency, start: () => window.tones.push(frequency.value), stop() {} };
    }
  };
`;

async function signIn(page: Page, permission = 'granted'): Promise<Page> {
  await page.addInitScript(listening(permission));
  await page.goto(`${house.url}/console`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Nobody is waiting').waitFor();
  return page;
}
const openConsole = async (permission?: string) => signIn(await pages.newPage(), permission);

/** As if another window lay before it, or no longer. */
const hide = (page: Page, hidden = true) =>
  page.evaluate(`{
    document.hasFocus = () => ${!hidden};
    window.dispatchEvent(new Event(${JSON.stringify(hidden ? 'blur' : 'focus')}));
  }`);

const shown = (page: Page) =>
  page.evaluate<string[]>("shown.map(({ title, body }) => [title, body].join(' | '))");
const tones = (page: Page) => page.evaluate<number[]>('tones');
const click = (page: Page, n: number) => page.evaluate(`shown[${n}].onclick()`);
const pane = (page: Page) => page.locator('db-chat-pane.shown');

const TWO_TONES = [659, 880];
const ONE_TONE = [587];

test('[pages D1] [row 49] a hidden console tells of the first who waits, an offer, an invitation, and a chat that is given', async () => {
  const page = await openConsole();
  await hide(page);
  await house.arrives();
  await becomes(() => shown(page), ['A chat waits | Allen Allbrook, Network: My VPN does not connect']);
  await becomes(() => tones(page), ONE_TONE);

  const { id: offered } = await house.accepted(bob);
  await bob.do(`/chats/${offered}/transfer`, { agentId: 'alice' });
  await becomes(
    async () => (await shown(page)).slice(1),
    [expect.stringMatching(/^A chat is offered to you \|/)],
  );

  const { id: joint } = await house.accepted(bob);
  await bob.do(`/chats/${joint}/invites`, { agentId: 'alice', mode: 'participant' });
  await becomes(
    async () => (await shown(page)).slice(2),
    [expect.stringMatching(/^You are invited \| Bob Baker asks you into the chat with Allen Allbrook/)],
  );

  const { id: given } = await alice.finds(await house.arrives());
  expect((await sam.do(`/chats/${given}/assign`, { agentId: 'alice' })).status).toBe(200);
  await becomes(
    async () => (await shown(page)).at(-1),
    expect.stringMatching(/^New chat \| Allen Allbrook is yours now/),
  );
  await becomes(() => tones(page), [...ONE_TONE, ...TWO_TONES, ...TWO_TONES, ...TWO_TONES]);
  // One notification each: who waited second and third was not the first.
  expect(await shown(page)).toHaveLength(4);

  await click(page, 1);
  await pane(page).getByText('This chat is offered to you.').waitFor();
  await page.getByRole('tab', { name: /^Transferred/, selected: true }).waitFor();
  await click(page, 3);
  await pane(page).getByLabel('Message', { exact: true }).waitFor();
}, 90_000);

test('[pages D1] [row 50] a user’s words make a sound and a notification while the window is hidden, and neither while it is seen', async () => {
  const { user } = await house.accepted(alice);
  const page = await openConsole();
  await page.getByRole('tab', { name: /^My Chats/ }).click();
  await page.locator('.item').waitFor();
  await user.say('seen');
  await page.locator('.item').getByLabel('1 unread').waitFor();
  expect([await shown(page), await tones(page)]).toEqual([[], []]);
  await hide(page);
  await user.say('Are you there?');
  await becomes(
    () => shown(page),
    ['Incoming chat message | Allen Allbrook has sent you a new message: Are you there?'],
  );
  await becomes(() => tones(page), TWO_TONES);
  await click(page, 0);
  await pane(page).getByText('Are you there?').waitFor();
}, 60_000);

test('[pages D1 sibling] what the agent does themself is no news, in this window and in another', async () => {
  const page = await openConsole();
  const other = await signIn(await page.context().newPage());
  const user = await house.arrives();
  await page.locator('.item').first().click();
  await pane(page).getByRole('button', { name: 'Accept' }).click();
  await pane(page).getByLabel('Message', { exact: true }).waitFor();
  await other.getByRole('tab', { name: /^My Chats/ }).click();
  await other.locator('.item').waitFor();
  await user.say('hello');
  await other.locator('.item').getByLabel('1 unread').waitFor();
  // The first who waited was heard once; the accept was nothing new to anybody.
  expect([...(await tones(page)), ...(await tones(other))]).toEqual(ONE_TONE);
  expect([...(await shown(page)), ...(await shown(other))]).toEqual([]);
}, 60_000);

test('[pages D1 sibling] of two hidden windows one makes the noise; it is another one once that is closed', async () => {
  const { user } = await house.accepted(alice);
  const page = await openConsole();
  const other = await signIn(await page.context().newPage());
  for (const one of [page, other]) {
    await one.getByRole('tab', { name: /^My Chats/ }).click();
    await one.locator('.item').waitFor();
    await hide(one);
  }
  const all = async () => [...(await shown(page)), ...(await shown(other))];
  await user.say('first');
  await Promise.all([page, other].map((one) => one.locator('.item').getByLabel('1 unread').waitFor()));
  await becomes(all, [expect.stringContaining('first')]);
  expect([...(await tones(page)), ...(await tones(other))]).toEqual(TWO_TONES);
  // Now one of them is seen: whoever looks needs no notification.
  await hide(other, false);
  await user.say('second');
  await Promise.all([page, other].map((one) => one.locator('.item').getByLabel('2 unread').waitFor()));
  await hide(other);
  await user.say('third');
  await becomes(all, [expect.stringContaining('first'), expect.stringContaining('third')]);
  await page.close();
  await becomes(() => other.evaluate('navigator.locks.query().then(({ held }) => held.length)'), 1);
  const before = (await shown(other)).length;
  await user.say('fourth');
  await becomes(async () => (await shown(other)).slice(before), [expect.stringContaining('fourth')]);
}, 90_000);

test('[pages D1 sibling] sound and notifications are switched off each by itself, and stay so after a reload', async () => {
  const page = await openConsole();
  const menu = () => page.getByRole('button', { name: 'Menu of Alice Smith' }).click();
  await menu();
  await page.getByRole('menuitemcheckbox', { name: 'Sound for new chats', checked: true }).click();
  await hide(page);
  await house.arrives();
  await becomes(() => shown(page), [expect.stringMatching(/^A chat waits/)]);
  expect(await tones(page)).toEqual([]);
  await page.reload();
  await page.locator('.item').waitFor();
  await menu();
  await page.getByRole('menuitemcheckbox', { name: 'Sound for new chats', checked: false }).click();
  await becomes(() => tones(page), TWO_TONES);
  await menu();
  await page.getByRole('menuitemcheckbox', { name: 'Desktop notifications', checked: true }).click();
  await hide(page);
  const { id } = await house.accepted(bob);
  await bob.do(`/chats/${id}/transfer`, { agentId: 'alice' });
  await becomes(() => tones(page), [...TWO_TONES, ...TWO_TONES]);
  expect(await shown(page)).toEqual([]);
}, 60_000);

test('[pages D1 sibling] the agent is asked once for notifications, by a strip; “Not now” is an answer', async () => {
  const page = await openConsole('default');
  const strip = page.getByTestId('alerts-strip');
  await strip.getByRole('button', { name: 'Not now' }).click();
  await strip.waitFor({ state: 'detached' });
  expect(await page.evaluate('asked')).toBe(0);
  await page.reload();
  await page.getByText('Nobody is waiting').waitFor();
  await becomes(() => page.evaluate('localStorage.length'), 1);
  expect(await strip.count()).toBe(0);
  await page.getByRole('button', { name: 'Menu of Alice Smith' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Desktop notifications', checked: false }).click();
  await becomes(() => page.evaluate('asked'), 1);
  await hide(page);
  await house.arrives();
  await becomes(() => shown(page), [expect.stringMatching(/^A chat waits/)]);
}, 60_000);

test('[pages D2] [row 48] the title counts what is the agent’s own; the queue’s dot goes once its list was in view', async () => {
  const page = await openConsole();
  await page.getByRole('tab', { name: /^My Chats/ }).click();
  await house.arrives();
  const queue = page.getByRole('tab', { name: 'Queue (1)' });
  await queue.locator('.dot').waitFor();
  expect(await page.title()).toBe('Agent console · Deskbridge');
  await queue.click();
  await queue.locator('.dot').waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: /^My Chats/ }).click();
  await becomes(() => queue.locator('.dot').count(), 0);
  const { id } = await house.accepted(bob);
  await bob.do(`/chats/${id}/transfer`, { agentId: 'alice' });
  await becomes(() => page.title(), 'New (1) · Agent console · Deskbridge');
  await page.getByRole('tab', { name: /^Transferred/ }).click();
  await becomes(() => page.title(), 'Agent console · Deskbridge');
}, 60_000);
