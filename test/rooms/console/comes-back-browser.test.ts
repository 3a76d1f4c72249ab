import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { launchBrowser, type Watched, watchedPage } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import { patience } from '../../support/pace.ts';
import { builtPages } from '../../support/pages.ts';
import { closeSideDoors, openSideDoor, type SideDoor } from '../directline/side-door.ts';

// The user's page before a real Direct Line and Redis, whose clock a test sets forward: so a laptop sleeps.

const HOUR = 3600_000;
let browser: Browser;
let watched: Watched;
let context: BrowserContext;
let page: Page;
let door: SideDoor;
let ahead: number;

const open = (desk?: string, port?: number) =>
  openSideDoor(
    { clock: { now: () => Date.now() + ahead }, pages: builtPages(), ...(desk !== undefined && { desk }) },
    port,
  );

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  ahead = 0;
  door = await open();
  watched = await watchedPage(browser, door.url);
  ({ page, context } = watched);
});
afterEach(async () => {
  const { faults, stopped } = watched;
  await context.close();
  await closeSideDoors();
  expect({ faults, stopped }).toEqual({ faults: [], stopped: [] });
});

const box = (at = page) => at.getByPlaceholder('Type your message');
const status = (at = page) => at.locator('#status');
const transcript = (at = page) => at.getByRole('region', { name: 'Conversation' });
const lines = (text: string, at = page) =>
  transcript(at).locator('.webchat__bubble__content').getByText(text, { exact: true });
const question = (at: Page) => at.getByRole('heading', { name: 'Go on as Ana?' });
const startForm = (at: Page) => at.getByLabel('Your name');

/** Ana's chat in the page. @returns its conversation */
async function arrives(name = 'Ana'): Promise<string> {
  const answer = page.waitForResponse('**/chat/session');
  await page.goto(`${door.url}/chat?name=${encodeURIComponent(name)}`);
  const { conversationId } = await (await answer).json();
  await box().waitFor();
  return conversationId;
}
const says = async (text: string, at = page) => {
  await box(at).fill(text);
  await box(at).press('Enter');
};
const agentSays = (conversation: string, text: string) =>
  door.directLine.post(conversation, {
    type: 'message',
    text,
    from: { id: 'alice', name: 'Alice Smith', role: 'bot' },
  });
const tell = (conversation: string, state: string) =>
  door.directLine.post(conversation, {
    type: 'event',
    name: 'handoff.status',
    value: { state, ...(state === 'accepted' && { agent: 'Alice Smith' }) },
  });
/** A chat that an agent has taken. */
async function talks(): Promise<string> {
  const conversation = await arrives();
  await tell(conversation, 'accepted');
  await agentSays(conversation, 'Hello Ana');
  await status().getByText('Live chat with Alice Smith').waitFor();
  await lines('Hello Ana').waitFor();
  return conversation;
}
/** The user's words as the bot room got them. */
const received = (at = door) =>
  at.received.filter(({ type }) => type === 'message').map(({ text }) => String(text));
async function newTab(): Promise<Page> {
  const tab = await context.newPage();
  tab.setDefaultTimeout(patience(15_000));
  await tab.goto(`${door.url}/chat`);
  return tab;
}
/** Nothing of it is left at the server. */
async function forgetLines(): Promise<void> {
  for (const key of await door.redis.keys(`{${door.desk}}:dl:*:resume`)) await door.redis.del(key);
}

describe('an open page whose laptop sleeps', () => {
  it('[chat F7] goes on by itself after its token ran out: nothing is lost or doubled, what was typed stays', async () => {
    const conversation = await talks();
    await says('before');
    await becomes(received, ['before']);
    await context.setOffline(true);
    await status().getByText('Connection lost, trying…').waitFor();
    await says('during');
    await box().fill('not sent yet');
    await agentSays(conversation, 'Are you there?');
    ahead += HOUR;
    await context.setOffline(false);
    await lines('Are you there?').waitFor();
    await becomes(received, ['before', 'during']);
    await status().getByText('Live chat with Alice Smith').waitFor();
    await agentSays(conversation, 'Good');
    await lines('Good').waitFor();
    for (const text of ['before', 'during', 'Hello Ana', 'Are you there?', 'Good'])
      await becomes(() => lines(text).count(), 1);
    await becomes(() => box().inputValue(), 'not sent yet');
    await box().press('Enter');
    await becomes(received, ['before', 'during', 'not sent yet']);
  });

  it('[chat F7 sibling] sleeps again and again, and its server is another one when it wakes', async () => {
    const conversation = await talks();
    for (const n of [1, 2, 3]) {
      const { desk, port } = door;
      await context.setOffline(true);
      await status().getByText('Connection lost, trying…').waitFor();
      await says(`words ${n}`);
      await door.close();
      ahead += 20 * HOUR;
      door = await open(desk, port);
      await agentSays(conversation, `answer ${n}`);
      await context.setOffline(false);
      await lines(`answer ${n}`).waitFor();
      await becomes(received, [`words ${n}`]);
    }
    for (const n of [1, 2, 3]) await becomes(() => lines(`words ${n}`).count(), 1);
  });

  it('[chat F7 sibling] sends once what has arrived although its answer was lost', async () => {
    await talks();
    let lost = 0;
    await page.route('**/activities', async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      await route.abort();
    });
    await says('only once');
    await eventually(() => lost > 1, 'the page sends it again');
    await says('and then this');
    await becomes(() => [...new Set(received())], ['only once', 'and then this']);
    await becomes(() => lines('only once').count(), 1);
    await becomes(
      () =>
        transcript()
          .getByText(/Sending|Send failed/)
          .count(),
      0,
    );
  });

  it('[chat F7 sibling] that is reloaded goes on without a question', async () => {
    const conversation = await talks();
    ahead += HOUR;
    await page.goto(`${door.url}/chat`);
    await lines('Hello Ana').waitFor();
    await status().getByText('Live chat with Alice Smith').waitFor();
    await says('here again');
    await becomes(received, ['here again']);
    expect(door.received.at(-1)?.conversation.id).toBe(conversation);
  });

  it('[chat F7 sibling] says what to do where the chat cannot go on, and begins a new one', async () => {
    await talks();
    await context.setOffline(true);
    await status().getByText('Connection lost, trying…').waitFor();
    await box().fill('my long question');
    ahead += HOUR;
    await forgetLines();
    await context.setOffline(false);
    await page
      .getByRole('alert')
      .getByText(/^This chat cannot go on here: .* Start a new one\.$/)
      .waitFor();
    await becomes(() => box().inputValue(), 'my long question');
    await becomes(() => lines('Hello Ana').count(), 1);
    await page.getByRole('button', { name: 'Start a new chat' }).click();
    await startForm(page).fill('Ana');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await box().waitFor();
    await becomes(() => lines('Hello Ana').count(), 0);
  });

  it('[chat F7 sibling] and one that is reloaded then shows the start form with the same sentence', async () => {
    await talks();
    ahead += HOUR;
    await forgetLines();
    await page.goto(`${door.url}/chat`);
    await startForm(page).waitFor();
    await page
      .getByRole('alert')
      .getByText(/^This chat cannot go on here: .* Start a new one\.$/)
      .waitFor();
  });
});

describe('a new tab', () => {
  it('[pages D33] of a user who closed theirs asks first, shows nothing, and goes on with the same chat', async () => {
    const conversation = await talks();
    await page.close();
    ahead += HOUR;
    await agentSays(conversation, 'Meanwhile');
    const tab = await newTab();
    await question(tab).waitFor();
    const shown = await tab.locator('body').textContent();
    for (const secret of ['Alice', 'Hello', 'Meanwhile', 'Live chat']) expect(shown).not.toContain(secret);
    await tab.getByRole('button', { name: 'Go on', exact: true }).click();
    for (const text of ['Hello Ana', 'Meanwhile']) await becomes(() => lines(text, tab).count(), 1);
    await status(tab).getByText('Live chat with Alice Smith').waitFor();
    await says('back', tab);
    await becomes(received, ['back']);
    expect(door.received.at(-1)).toMatchObject({ conversation: { id: conversation }, from: { name: 'Ana' } });
  });

  it('[pages D33 sibling] beside the first one shows the same conversation; both are told and both may write', async () => {
    const conversation = await talks();
    const tab = await newTab();
    await tab.getByRole('button', { name: 'Go on', exact: true }).click();
    await lines('Hello Ana', tab).waitFor();
    await says('from the first');
    await lines('from the first', tab).waitFor();
    await says('from the second', tab);
    await lines('from the second').waitFor();
    // Both sleep, and both come back by what one of them gets.
    await context.setOffline(true);
    for (const one of [page, tab]) await status(one).getByText('Connection lost, trying…').waitFor();
    ahead += HOUR;
    await agentSays(conversation, 'Good morning');
    await context.setOffline(false);
    for (const one of [page, tab]) await lines('Good morning', one).waitFor();
    await becomes(received, ['from the first', 'from the second']);
  });

  it('[pages D33 sibling] of somebody else starts afresh, and nobody goes on with the old one by this browser', async () => {
    await talks();
    const kept = await page.evaluate("localStorage.getItem('deskbridge.resume')");
    await page.close();
    const tab = await newTab();
    await question(tab).waitFor();
    const left = tab.waitForResponse('**/chat/session/leave');
    await tab.getByRole('button', { name: 'Start as somebody else' }).click();
    await startForm(tab).fill('Bob');
    await left;
    const { resume } = JSON.parse(String(kept));
    expect(await door.call('POST', '/chat/session', { body: { resume } })).toMatchObject({ status: 403 });
    await tab.getByRole('button', { name: 'Start chat' }).click();
    await box(tab).waitFor();
    await becomes(() => lines('Hello Ana', tab).count(), 0);
  });

  it.each(['ended', 'left', 'cancelled'])(
    '[pages D33 sibling] after the chat was %s does not ask',
    async (how) => {
      const conversation = await talks();
      if (how === 'cancelled') {
        await page.getByRole('button', { name: 'Cancel live chat' }).click();
        await page.getByRole('button', { name: 'Yes, cancel' }).click();
      }
      await tell(conversation, 'completed');
      await status().getByText('Virtual agent').waitFor();
      if (how === 'left') {
        await page.getByRole('button', { name: 'New conversation' }).click();
        await startForm(page).waitFor();
      }
      const tab = await newTab();
      await startForm(tab).waitFor();
      await becomes(() => question(tab).count(), 0);
      // The next live chat of the open page can be come back to again.
      if (how === 'left') return;
      await tell(conversation, 'requested');
      await status().getByText('Waiting for a live agent…').waitFor();
      const next = await newTab();
      await question(next).waitFor();
    },
  );

  it('[pages D33 sibling] asks with a hostile name as words, and with what it does not understand not at all', async () => {
    const hostile = '<img src=x onerror="window.__fired=1">';
    await arrives(hostile);
    const tab = await newTab();
    await tab.getByRole('heading', { name: `Go on as ${hostile}?` }).waitFor();
    expect(await tab.evaluate("'__fired' in window")).toBe(false);
    for (const garbage of ['', '{', 'null', '7', '{"resume":7}', '{"resume":"x","userName":"Ana"}']) {
      await tab.evaluate(`localStorage.setItem('deskbridge.resume', ${JSON.stringify(garbage)})`);
      await tab.reload();
      await startForm(tab).waitFor();
    }
  });

  it('[pages D33 sibling] of a browser that keeps nothing works as before', async () => {
    await context.addInitScript(`for (const area of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, area, { get() { throw new DOMException('denied', 'SecurityError'); } });`);
    const conversation = await talks();
    await says('hello');
    await becomes(received, ['hello']);
    // The open page knows its secret for as long as it is open.
    await context.setOffline(true);
    await status().getByText('Connection lost, trying…').waitFor();
    ahead += HOUR;
    await agentSays(conversation, 'Still there?');
    await context.setOffline(false);
    await lines('Still there?').waitFor();
    const tab = await newTab();
    await startForm(tab).waitFor();
  });
});
