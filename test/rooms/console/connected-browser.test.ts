import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { becomes } from '../../support/becomes.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;

beforeAll(async () => {
  pages = await openConsolePages();
  house = pages.house;
  alice = await house.signIn('alice');
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  expect(await pages.closePages()).toEqual([]);
});

const GONE = expect.stringMatching(/^Not connected since \d+ (s|min)$/);

test('[chat F14] an agent sees at once that the user has closed the tab, and that they are back, without asking for it', async () => {
  const { id, page: tab } = await pages.talkInPage(alice);
  const page = await pages.openConsole(id);
  const header = page.getByTestId('header-connection');
  const item = page.locator(`[data-chat="${id}"]`);
  await becomes(() => header.textContent(), 'Connected');
  await becomes(() => page.getByTestId('connection').textContent(), 'Connected');
  await page.getByTestId('tab-mine').click();
  await becomes(() => item.locator('.avatar.there').count(), 1);
  await tab.goto('about:blank');
  await becomes(() => header.textContent(), GONE);
  await becomes(() => page.getByTestId('connection').textContent(), GONE);
  await becomes(() => item.getByTestId('away-mark').textContent(), GONE);
  await tab.goBack();
  await becomes(() => header.textContent(), 'Connected');
  await becomes(() => item.getByTestId('away-mark').count(), 0);
});
