import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { Settings } from '../../../config/schema.ts';
import { becomes } from '../../support/becomes.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// What agents say of themselves, in a browser, before the real server with Agent Auto Accept on.

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;

beforeAll(async () => {
  const { desk, capacity } = Settings.parse({
    desk: { autoAccept: true, inactiveMinutes: 1 / 60 },
    capacity: { default: 2, most: 3 },
  });
  pages = await openConsolePages({ settings: () => ({ desk, capacity }) });
  house = pages.house;
  alice = await house.signIn('alice');
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => expect(await pages.closePages()).toEqual([]));

const me = async () => (await alice.get('/me')).body;

async function isAvailable(): Promise<void> {
  const { status } = await fetch(`${house.url}/api/v1/me/availability`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${alice.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ available: true }),
  });
  expect(status).toBe(200);
}

test('the switch says whether, the status why, and the number for how many; one that is lowered is said', async () => {
  const page = await pages.openConsole(undefined);
  const status = page.getByLabel('Status', { exact: true });
  await status.selectOption({ label: 'Meeting Time' });
  await eventually(async () => (await me()).statusCode === 'Meeting Time', 'the status is known');
  expect((await me()).available).toBe(false);
  await page.getByRole('switch', { name: 'Available', checked: false }).waitFor();
  await becomes(() => page.getByLabel('Available for how many chats').count(), 0);

  await page.locator('wa-switch').click();
  await eventually(async () => (await me()).available === true, 'alice is available');
  const number = page.getByLabel('Available for how many chats');
  await number.fill('9');
  await number.press('Enter');
  await page.getByTestId('notice').getByText('You are available for 3 chats').waitFor();
  await eventually(async () => (await number.inputValue()) === '3', 'the number is what it was lowered to');
  expect((await me()).capacity).toBe(3);
});

test('a screen name is chosen in a dialog, and one that is refused is refused there', async () => {
  const page = await pages.openConsole(undefined);
  await page.getByRole('button', { name: /^Menu of / }).click();
  await page.getByRole('menuitem', { name: 'Screen name' }).click();
  const dialog = page.getByRole('dialog', { name: 'Screen name' });
  await dialog.getByText('from the next chat that you accept').waitFor();
  const name = dialog.getByLabel('Screen name');
  await becomes(() => name.inputValue(), (await me()).screenName);
  await name.fill('\u200b\u200b');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('alert').waitFor();
  await name.fill('Ally');
  await name.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Menu of Ally' }).waitFor();
  expect((await me()).screenName).toBe('Ally');
});

test('[row 53] a chat whose user waits too long for an answer is marked in My Chats and has a banner, until it is answered', async () => {
  await isAvailable();
  const user = await house.arrives();
  const chat = await eventually(
    async () => (await alice.list('mine')).chats[0],
    'the chat is given to alice',
  );
  expect(chat.user.id).toBe(user.userId);
  const page = await pages.openConsole(chat.id);
  await page.getByRole('tab', { name: /^My Chats/ }).click();
  const banner = page.getByTestId('inactive');
  await banner.getByText('Allen Allbrook has waited for your answer').waitFor();
  await page.locator(`[data-chat="${chat.id}"]`).getByTestId('inactive-mark').waitFor();
  await page.locator('db-chat-pane.shown').getByLabel('Message', { exact: true }).fill('I am here');
  await page.keyboard.press('Enter');
  await banner.waitFor({ state: 'detached' });
  await page.getByTestId('inactive-mark').waitFor({ state: 'detached' });
});
