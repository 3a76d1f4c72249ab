import type { Page } from 'playwright-core';
import { launchBrowser, type Watched, watchedPage } from '../../support/browser.ts';
import { PASSWORD } from '../../support/demo.ts';
import { type DeskHouseOptions, openDeskHouse } from '../../support/desk-house.ts';
import { builtPages } from '../../support/pages.ts';
import { type Agent, User } from '../../support/people.ts';

/** The built pages in a browser, before the real server and a simulator of the ITSM. */
export async function openConsolePages(options: DeskHouseOptions = {}) {
  const pages = builtPages();
  const [house, browser] = await Promise.all([openDeskHouse({ ...options, pages }), launchBrowser()]);
  let watched: Watched[] = [];

  async function newPage(): Promise<Page> {
    const one = await watchedPage(browser, house.url);
    watched.push(one);
    return one.page;
  }

  return {
    house,
    newPage,

    /** An agent's console, with this chat open where one is named. */
    async openConsole(chat: string | undefined, who = 'alice'): Promise<Page> {
      const page = await newPage();
      await page.goto(`${house.url}/console${chat === undefined ? '' : `#${chat}`}`);
      await page.getByLabel('User name').fill(who);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('tab', { name: /^Queue/ }).waitFor();
      if (chat !== undefined) await page.locator('db-chat-pane.shown').getByTestId('status').waitFor();
      return page;
    },

    /** A user who looks at their page, and whose chat this agent has accepted. */
    async talkInPage(agent: Agent): Promise<{ readonly id: string; readonly page: Page }> {
      const page = await newPage();
      const session = page.waitForResponse('**/chat/session');
      await page.goto(`${house.url}/chat?name=Mary%20Mann`);
      const user = User.ofPage(house.url, await (await session).json());
      await user.hears(/^Hello, I am the virtual agent/);
      await user.escalate();
      const { id } = await agent.finds(user);
      await agent.do(`/chats/${id}/accept`);
      return { id, page };
    },

    /** @returns what must not have happened in them: requests that left the origin, errors, violations of the policy */
    async closePages(): Promise<readonly string[]> {
      const closing = watched;
      watched = [];
      for (const { context } of closing) await context.close();
      return closing.flatMap(({ faults, stopped }) => [...faults, ...stopped]);
    },

    async close(): Promise<void> {
      await browser.close();
      await house.close();
    },
  };
}
export type ConsolePages = Awaited<ReturnType<typeof openConsolePages>>;
