import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { axeFindings } from '../../support/axe.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// What axe says to the main states of every page, light and dark.

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
  await pages.closePages();
});

async function dark(page: Page): Promise<Page> {
  await page.emulateMedia({ colorScheme: 'dark' });
  return page;
}
const light = async (page: Page): Promise<Page> => page;

describe.each([
  ['light', light],
  ['dark', dark],
])('[pages D27] %s', (_name, inScheme) => {
  test('the landing page, the start of a chat and a conversation', async () => {
    const page = await inScheme(await pages.newPage());
    await page.goto(house.url);
    await page.getByRole('link', { name: /Agent console/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(`${house.url}/chat`);
    await page.getByLabel('Your name').fill('Mary Mann');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Hello, I am the virtual agent', { exact: false }).first().waitFor();
    // What Web Chat makes itself is looked at by its makers: only what is around it is ours.
    const findings = (await axeFindings(page)).filter((one) => !one.includes('webchat__'));
    expect(findings).toEqual([]);
    await page.getByRole('button', { name: 'My chats' }).click();
    await page.getByText('You have had no live chat yet.').waitFor();
    expect((await axeFindings(page)).filter((one) => !one.includes('webchat__'))).toEqual([]);
  }, 60_000);

  test('the console: signing in, a chat with notes and events, the lists', async () => {
    const sign = await inScheme(await pages.newPage());
    await sign.goto(`${house.url}/console`);
    await sign.getByLabel('User name').waitFor();
    expect(await axeFindings(sign)).toEqual([]);

    const { user, id } = await house.accepted(alice);
    await user.say('It does not connect');
    await alice.do(`/chats/${id}/notes`, { text: 'The third today' });
    await alice.do(`/chats/${id}/messages`, {
      text: '1. Run `vpn --reset`\n```\nvpn --reset\n```\n**Done?**',
    });
    await house.arrives();
    const page = await inScheme(await pages.openConsole(id));
    await page.locator('db-chat-pane.shown').getByText('The third today').waitFor();
    await page.locator('.item').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('radio', { name: 'Side note' }).click();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: /^My Chats/ }).click();
    await page.locator('.item').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Menu of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  }, 60_000);

  test('a supervisor’s pages over the chats', async () => {
    await house.arrives();
    const page = await inScheme(await pages.openConsole(undefined, 'sam'));
    await page.getByTestId('watch').click();
    await page.getByTestId('open-chat').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByTestId('needs-hand').click();
    await page.getByText('Nothing needs a hand').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  }, 60_000);
});

test.each([1440, 800, 420])(
  '[pages D27 sibling] %i pixels wide',
  async (width) => {
    const { id } = await house.accepted(alice);
    const page = await pages.openConsole(id);
    await page.setViewportSize({ width, height: 860 });
    await page.locator('db-chat-pane.shown').getByLabel('Message', { exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  },
  60_000,
);
