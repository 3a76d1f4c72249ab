import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { directLineKeys } from '../../src/store/direct-line/keys.ts';
import { becomes } from '../support/becomes.ts';
import { launchBrowser, type Watched, watchedPage } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { patience } from '../support/pace.ts';
import { builtPages } from '../support/pages.ts';
import { Agent, User } from '../support/people.ts';
import { freePort } from '../support/ports.ts';

// A user's laptop sleeps past its token, their tab is closed, the server is killed: they go on with the same
// chat, and what either side has written arrives once and in order.

let house: Installation;
let browser: Browser;
let alice: Agent;
let watched: Watched;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  builtPages();
  const port = await freePort();
  [house, browser] = await Promise.all([startInstallation({ PORT: String(port) }), launchBrowser()]);
  alice = await Agent.signIn(house.url, 'alice');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.stop();
}, 60_000);
beforeEach(async () => {
  watched = await watchedPage(browser, house.url);
  ({ page, context } = watched);
});
afterEach(async () => {
  await context.close();
  expect(watched.faults).toEqual([]);
});

const box = (at: Page) => at.getByPlaceholder('Type your message');
const line = (at: Page, text: string) =>
  at.getByRole('region', { name: 'Conversation' }).locator('.webchat__bubble__content').getByText(text, {
    exact: true,
  });
const says = async (at: Page, text: string) => {
  await box(at).fill(text);
  await box(at).press('Enter');
};
const lost = (at: Page) => at.getByText('Connection lost, trying…').waitFor();

/** Ana's live chat with Alice, in the page. */
async function talks() {
  const answer = page.waitForResponse('**/chat/session');
  await page.goto(`${house.url}/chat?name=Ana`);
  const session = await (await answer).json();
  const program = User.ofPage(house.url, session);
  await program.hears(/^Hello, I am the virtual agent/);
  await program.escalate();
  const { id } = await alice.finds(program);
  await alice.do(`/chats/${id}/accept`);
  await page.getByText('Live chat with Alice Smith').waitFor();
  return { id, token: session.token as string, conversation: session.conversationId as string };
}

const agentSays = async (id: string, text: string) =>
  expect((await alice.do(`/chats/${id}/messages`, { text })).status).toBe(201);

/** What all have written, in the order of the log. */
const said = async (id: string): Promise<readonly string[]> =>
  (await alice.read(id)).entries.flatMap(({ type, text }) => (type === 'message' ? [text] : []));

/** From now on the page shows a token as the server signs it, which ran out a minute ago. */
async function runsOut(): Promise<() => number> {
  const key = await house.redis.client.get(directLineKeys.tokenKey('main'));
  let refused = 0;
  const valid = new Set<string>();
  await context.route('**/chat/session', async (route) => {
    const response = await route.fetch();
    valid.add((await response.json()).token);
    await route.fulfill({ response });
  });
  await context.route('**/v3/directline/**', async (route) => {
    const headers = await route.request().allHeaders();
    const token = headers.authorization?.replace(/^Bearer /, '') ?? '';
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    // Whatever was renewed since the user came back is good.
    if (valid.has(token) || refused > 0) return route.continue();
    const now = Math.floor(Date.now() / 1000);
    const expired = await new SignJWT({ ...claims, iat: now - 1860, since: now - 1860, exp: now - 60 })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new Uint8Array(Buffer.from(key ?? '', 'base64url')));
    const response = await route.fetch({ headers: { ...headers, authorization: `Bearer ${expired}` } });
    if (response.status() === 403) refused += 1;
    await route.fulfill({ response });
  });
  return () => refused;
}

it('[chat F7] a laptop sleeps past its token and its page goes on with the same chat', async () => {
  const { id } = await talks();
  await says(page, 'My VPN is down');
  await alice.reads(id, 'My VPN is down');
  await context.setOffline(true);
  await lost(page);
  await says(page, 'Written before I closed the lid');
  await agentSays(id, 'Which network are you on?');
  const refused = await runsOut();
  await context.setOffline(false);
  await line(page, 'Which network are you on?').waitFor();
  expect(refused()).toBe(1);
  await says(page, 'The one at home');
  await alice.reads(id, 'The one at home');
  await agentSays(id, 'Thank you');
  await line(page, 'Thank you').waitFor();
  const all = [
    'My VPN is down',
    'Which network are you on?',
    'Written before I closed the lid',
    'The one at home',
    'Thank you',
  ];
  expect((await said(id)).filter((text) => all.includes(text))).toEqual(all);
  for (const text of all) await becomes(() => line(page, text).count(), 1);
}, 120_000);

it('[chat F7 sibling] the server is killed in mid-chat: the page tells, tries, and goes on', async () => {
  const { id } = await talks();
  await agentSays(id, 'Before the cut');
  await line(page, 'Before the cut').waitFor();
  await house.killServer();
  await lost(page);
  await says(page, 'Are you there?');
  await says(page, 'Hello?');
  await house.startServer();
  await eventually(async () => (await alice.read(id)).entries.length > 0, 'the server is back');
  await agentSays(id, 'Here I am');
  await line(page, 'Here I am').waitFor();
  await alice.reads(id, 'Hello?');
  expect((await said(id)).filter((text) => /^(Are you there|Hello)\?$/.test(text))).toEqual([
    'Are you there?',
    'Hello?',
  ]);
  for (const text of ['Before the cut', 'Are you there?', 'Hello?', 'Here I am'])
    await becomes(() => line(page, text).count(), 1);
  await page.getByText('Live chat with Alice Smith').waitFor();
}, 120_000);

it('[pages D33] a tab is closed, the server is killed, and a new tab goes on with the same chat', async () => {
  const { id } = await talks();
  await says(page, 'I have to go');
  await alice.reads(id, 'I have to go');
  await page.close();
  await agentSays(id, 'Take your time');
  await house.killServer();
  await house.startServer();
  const tab = await context.newPage();
  tab.setDefaultTimeout(patience(15_000));
  await tab.goto(`${house.url}/chat`);
  await tab.getByRole('heading', { name: 'Go on as Ana?' }).waitFor();
  expect(await tab.locator('body').textContent()).not.toMatch(/Alice|Take your time|I have to go/);
  await tab.getByRole('button', { name: 'Go on', exact: true }).click();
  await line(tab, 'Take your time').waitFor();
  await says(tab, 'I am back');
  await alice.reads(id, 'I am back');
  await agentSays(id, 'Welcome');
  await line(tab, 'Welcome').waitFor();
  const all = ['I have to go', 'Take your time', 'I am back', 'Welcome'];
  expect((await said(id)).filter((text) => all.includes(text))).toEqual(all);
  for (const text of all) await becomes(() => line(tab, text).count(), 1);
  // Once Alice has ended it nobody is asked to go on.
  await alice.do(`/chats/${id}/end`, {});
  await tab.getByText('Virtual agent', { exact: true }).first().waitFor();
  await becomes(() => tab.evaluate("localStorage.getItem('deskbridge.resume')"), null);
}, 120_000);
