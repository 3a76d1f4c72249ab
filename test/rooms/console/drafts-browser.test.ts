import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { PASSWORD } from '../../support/demo.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// What an agent has written and not sent, over a reload of the page.

let pages: ConsolePages;
beforeAll(async () => {
  pages = await openConsolePages();
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  expect(await pages.closePages()).toEqual([]);
});

const box = (page: Page) => page.locator('db-chat-pane.shown').getByRole('textbox').first();
const kept = (page: Page) => page.evaluate<string | null>('sessionStorage.getItem("deskbridge.drafts")');

/** A chat of Alice's, open in her console. */
async function open(): Promise<{ id: string; page: Page }> {
  const alice = await pages.house.signIn('alice');
  const { id } = await pages.house.accepted(alice);
  const page = await pages.openConsole(id);
  await box(page).waitFor();
  return { id, page };
}

async function reload(page: Page): Promise<void> {
  await page.reload();
  await box(page).waitFor();
}

test('[chat F17] a draft survives a reload, for the user and for colleagues, and the way it is meant; what was sent is not kept', async () => {
  const { page } = await open();
  await box(page).fill('Please restart it, 👍🏽');
  await page.getByRole('radio', { name: 'Side note' }).click();
  await box(page).fill('calls back at five');
  await reload(page);
  await becomes(() => box(page).inputValue(), 'calls back at five');
  await becomes(() => page.getByRole('radio', { name: 'Side note' }).getAttribute('aria-checked'), 'true');
  await page.getByRole('radio', { name: 'Message' }).click();
  await becomes(() => box(page).inputValue(), 'Please restart it, 👍🏽');
  await box(page).press('Enter');
  await becomes(() => box(page).inputValue(), '');
  await reload(page);
  await page.getByRole('radio', { name: 'Message' }).click();
  await becomes(() => box(page).inputValue(), '');
  await page.getByRole('radio', { name: 'Side note' }).click();
  await becomes(() => box(page).inputValue(), 'calls back at five');
});

test('[chat F17 sibling] each chat keeps its own', async () => {
  const { page, id } = await open();
  const alice = await pages.house.signIn('alice');
  const other = await pages.house.accepted(alice);
  await box(page).fill('to the first');
  await page.evaluate(`location.hash = '#${other.id}'`);
  await becomes(() => box(page).inputValue(), '');
  await box(page).fill('to the other');
  await page.evaluate(`location.hash = '#${id}'`);
  await reload(page);
  await becomes(() => box(page).inputValue(), 'to the first');
  await page.evaluate(`location.hash = '#${other.id}'`);
  await becomes(() => box(page).inputValue(), 'to the other');
});

test('[chat F17 sibling] signing out leaves nothing in the browser', async () => {
  const { page } = await open();
  await box(page).fill('for nobody else');
  await becomes(async () => (await kept(page))?.includes('for nobody else'), true);
  await page.getByRole('button', { name: 'Menu of Alice Smith' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByLabel('User name').waitFor();
  await becomes(() => kept(page), null);
});

test('[chat F17 sibling] nobody else finds what a lost session has left', async () => {
  const { page } = await open();
  await box(page).fill('for nobody else');
  await becomes(async () => (await kept(page))?.includes('for nobody else'), true);
  // As where the session ended by itself: the words stay for the same agent alone.
  await page.evaluate('sessionStorage.removeItem("deskbridge.session")');
  await page.goto(`${pages.house.url}/console`);
  await page.getByLabel('User name').fill('bob');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('tab', { name: /^Queue/ }).waitFor();
  await becomes(async () => (await kept(page))?.includes('for nobody else') ?? false, false);
});
