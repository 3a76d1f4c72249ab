import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { becomes } from '../support/becomes.ts';
import { focusedWords, launchBrowser, type Watched, watchedPage } from '../support/browser.ts';
import { type Demo, PASSWORD, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { builtPages } from '../support/pages.ts';
import { User } from '../support/people.ts';

let demo: Demo;
let browser: Browser;
let watched: Watched;
let page: Page;
let dialog: Locator;

beforeAll(async () => {
  builtPages();
  [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

beforeEach(async () => {
  watched = await watchedPage(browser, demo.url);
  page = watched.page;
  dialog = page.getByRole('dialog');
});

afterEach(async () => {
  await watched.context.close();
  expect({ faults: watched.faults, stopped: watched.stopped }).toEqual({ faults: [], stopped: [] });
});

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** The agent signs in and takes the chat of a user who waits. */
async function takeChatOf(name: string): Promise<User> {
  const user = await User.arrive(demo.url, name);
  await user.escalate();
  await page.goto(`${demo.url}/console`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill(PASSWORD);
  await button('Sign in').click();
  await page.getByRole('tab', { name: /^Queue/ }).click();
  await page.getByTestId('chat-item').filter({ hasText: name }).click();
  await button('Accept').click();
  await page.getByLabel('Message', { exact: true }).waitFor();
  return user;
}

/** Finds an article on the Resources tab and does something with it. */
async function withArticle(words: string, title: string, action: RegExp, mark: string): Promise<void> {
  await page.getByRole('tab', { name: 'Resources' }).click();
  const all = button('All results');
  if (await all.isVisible()) await all.click();
  await page.getByLabel('Search knowledge').fill(words);
  await page.keyboard.press('Enter');
  await page.getByTestId('article').filter({ hasText: title }).click();
  await page.getByRole('button', { name: action }).click();
  await page.getByRole('article', { name: title }).locator('.mark').getByText(mark).waitFor();
}

const numberOf = async (kind: RegExp): Promise<string> => {
  const link = page.getByTestId('ticket').getByRole('link', { name: kind });
  return ((await link.textContent()) ?? '').trim();
};

/** The simulator's own page of a ticket, once it says what is expected of it. */
async function sandboxPage(number: string, saying: RegExp): Promise<string> {
  return eventually(
    async () => {
      const response = await fetch(`${demo.sandboxUrl}/tickets/${number}`);
      const text = (await response.text()).replace(/<[^>]+>/g, '\n').replace(/\n\s*/g, '\n');
      return saying.test(text) && text;
    },
    `the sandbox's page of ${number} says ${saying}`,
    30_000,
  );
}

test('template with a blank field, an article before and one after, resolved: the ITSM shows it all [row 71] [row 72] [row 76] [row 82] [row 85]', async () => {
  const user = await takeChatOf('Dana Reyes');
  await withArticle('vpn', 'Connect to the company VPN', /^Share /, 'Shared');

  await page.getByRole('tab', { name: 'Details' }).click();
  await button('From a template').click();
  await dialog.getByRole('radio', { name: 'Work Order' }).check();
  await dialog.getByLabel('Search templates').fill('laptop');
  await dialog.getByTestId('template').filter({ hasText: 'New laptop' }).click();
  await dialog.getByLabel('Model').waitFor();
  await button('Confirm and save').click();
  await dialog.getByText('Fill in Model.').waitFor();
  await dialog.getByLabel('Model').fill('ThinkPad T14');
  await button('Confirm and save').click();
  const number = await numberOf(/^WO\d+/);
  await button('From a template').waitFor();

  await withArticle('software', 'Install software from the company store', /^Pin /, 'Pinned');
  await user.say('It goes on now, thank you');
  await page.getByTestId('entry-user').getByText('It goes on now, thank you').waitFor();

  await button('End Chat').click();
  const effect = dialog.getByTestId('ending').filter({ hasText: number });
  await effect.getByText('will be Completed / Successful').waitFor();
  await dialog.getByLabel('Resolution').fill('A new laptop is on its way');
  await button('Yes, resolve and end').click();
  await page.getByTestId('status').getByText('Closed · Resolved').waitFor();
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByTestId('ticket').getByText('Completed · Successful').waitFor();

  const shown = await sandboxPage(number, /It goes on now, thank you/);
  expect(shown).toMatch(/\nStatus\nCompleted\n/);
  expect(shown).toMatch(/\nWO Type Field 1\nThinkPad T14\n/);
  expect(shown).toMatch(/Knowledge article shared with the user: Connect to the company VPN/);
  expect(shown).toMatch(/Knowledge article pinned by the agent: Install software from the company store/);
  expect(shown).toMatch(/Related \(1\)\n.*\n?Install software from the company store/);
  expect(shown).toContain('A new laptop is on its way');

  const link = shown.match(/\/console\?ticket=\S+/)?.[0];
  expect(link).toBeDefined();
  await page.goto(`${demo.url}${link}`);
  await page.getByRole('region', { name: 'Chat with Dana Reyes' }).waitFor();
  await page.getByTestId('status').getByText('Closed · Resolved').waitFor();
  expect(new URL(page.url()).search).toBe('');
}, 120_000);

test('Abandon names its effect, and the ticket ends with it [row 86] [row 88]', async () => {
  await takeChatOf('Lee Park');
  await button('Create Incident').click();
  const number = await numberOf(/^INC\d+/);
  await button('Chat Actions').click();
  await page.getByRole('menuitem', { name: 'Abandon' }).click();
  const effect = dialog.getByTestId('ending').filter({ hasText: number });
  await effect.getByText('will be Cancelled / No longer a Causal CI').waitFor();
  await button('Abandon').click();
  await page.getByTestId('status').getByText('Closed · Abandoned').waitFor();
  const shown = await sandboxPage(number, /\nStatus\nCancelled\n/);
  expect(shown).toContain('No longer a Causal CI');
}, 60_000);

test('create, End and its answer by keyboard alone [row 74] [row 82] [row 84]', async () => {
  await takeChatOf('Kim Sato');
  await button('Create Incident').press('Enter');
  const number = await numberOf(/^INC\d+/);
  await page.getByLabel('Message', { exact: true }).focus();
  await page.keyboard.press('Alt+KeyE');
  await dialog.getByTestId('ending').getByText('will be Resolved / No Further Action Required').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await becomes(() => focusedWords(page), 'Message');
  await page.keyboard.type('Still with you');
  await page.keyboard.press('Enter');
  await page.getByTestId('entry-agent').getByText('Still with you').waitFor();

  await page.keyboard.press('Alt+KeyE');
  await dialog.getByTestId('ending').waitFor();
  await becomes(() => focusedWords(page), 'Yes, resolve and end');
  // Yes stands last: back over No and Cancel lies the resolution.
  for (let step = 0; step < 3; step++) await page.keyboard.press('Shift+Tab');
  await becomes(() => focusedWords(page), expect.stringContaining('Resolution'));
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('By keyboard');
  for (let step = 0; step < 3; step++) await page.keyboard.press('Tab');
  await becomes(() => focusedWords(page), 'Yes, resolve and end');
  await page.keyboard.press('Enter');
  await page.getByTestId('status').getByText('Closed · Resolved').waitFor();
  const shown = await sandboxPage(number, /\nStatus\nResolved\n/);
  expect(shown).toContain('By keyboard');
  expect(shown).toContain('No Further Action Required');
}, 90_000);
