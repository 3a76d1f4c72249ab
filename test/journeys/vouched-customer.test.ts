import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { vouchForCustomer } from '../../src/demo/vouch.ts';
import { becomes } from '../support/becomes.ts';
import { launchBrowser, watchedPage } from '../support/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { startInstallation } from '../support/installation.ts';
import { Agent } from '../support/people.ts';

// The demo vouches for one customer of its sandbox; no other server does.

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
}, 120_000);
afterAll(() => demo?.stop());

const identity = (url: string, headers = {}) => fetch(`${url}/demo/identity`, { method: 'POST', headers });
const tokenOf = async (url: string) =>
  ((await (await identity(url)).json()) as { identity: string }).identity;
const site = async (url: string) => (await fetch(`${url}/site.json`)).json();

test('[pages D31 sibling] the landing page has a door to the user’s page as Mary Mann, whom the agent then sees as the ITSM knows them', async () => {
  const browser = await launchBrowser();
  const { page, faults } = await watchedPage(browser, demo.url);
  try {
    await page.goto(demo.url);
    await page.getByRole('link', { name: /Help chat as Mary Mann/ }).click();
    const box = page.getByPlaceholder('Type your message');
    await box.waitFor();
    await page.getByText('Hello, I am the virtual agent', { exact: false }).first().waitFor();
    for (const words of ['My VPN does not connect', 'transfer to live chat', 'Yes']) {
      await box.fill(words);
      await box.press('Enter');
      await page.locator('.webchat__bubble--from-user').getByText(words, { exact: true }).first().waitFor();
    }
    const alice = await Agent.signIn(demo.url, 'alice');
    const chat = await eventually(async () => (await alice.list('queue')).chats[0], 'the chat waits');
    expect(chat.user).toMatchObject({ name: 'Mary Mann', email: 'mary@example.com', verified: true });
    await alice.do(`/chats/${chat.id}/accept`);
    await becomes(
      async () => (await alice.get(`/chats/${chat.id}/customer`)).body.customer,
      expect.objectContaining({ login: 'mary', vip: true, site: 'Headquarters, Building 4.2' }),
    );
    const { body } = await alice.get(`/canned-texts?chat=${chat.id}`);
    const [first, ...more] = body.texts.map(({ title }: { title: string }) => title);
    expect(first).toBe('Ask for the error');
    expect(more).toHaveLength(6);
    expect(faults).toEqual([]);
  } finally {
    await browser.close();
  }
}, 120_000);

test('another site’s page gets no such token, and one is good for one session', async () => {
  expect((await identity(demo.url, { origin: 'https://evil.example' })).status).toBe(403);
  const token = await tokenOf(demo.url);
  const begin = () =>
    fetch(`${demo.url}/chat/session`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  expect([(await begin()).status, (await begin()).status]).toEqual([200, 401]);
});

test('`deskbridge server` has no such door, and believes no token of the demo', async () => {
  const real = await startInstallation();
  try {
    expect((await identity(real.url)).status).toBe(404);
    expect(await site(real.url)).not.toHaveProperty('customer');
    expect(await site(demo.url)).toMatchObject({ customer: 'Mary Mann' });
    const token = await tokenOf(demo.url);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${real.url}/chat/session`, { method: 'POST', headers })).status).toBe(401);
  } finally {
    await real.stop();
  }
}, 120_000);

test.each([
  ['0.0.0.0', 0],
  ['192.0.2.7', 0],
  ['127.0.0.1', 1],
])('nor has a demo at %s behind %i proxies', (host, proxies) => {
  expect(vouchForCustomer(host, proxies)).toBeUndefined();
});
