import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { PASSWORD } from '../../support/demo.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// What stands in the console's windows, however wide they are.

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;

beforeAll(async () => {
  pages = await openConsolePages({
    settings: () => ({
      sla: [
        { company: 'Late', minutes: 1 / 6000 },
        { company: 'Near', minutes: 60, warnBeforeMinutes: 59.999 },
        { company: 'Good', minutes: 60, warnBeforeMinutes: 5 },
      ],
    }),
  });
  house = pages.house;
  alice = await house.signIn('alice');
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  expect(await pages.closePages()).toEqual([]);
  for (const { id } of (await alice.list('queue')).chats) await alice.do(`/chats/${id}/accept`);
  for (const { id } of (await alice.list('mine')).chats) await alice.do(`/chats/${id}/end`);
});

const COLOURS = { Late: /\bbad\b/, Near: /\bwarn\b/, Good: /\bok\b/ } as const;
const WORDS = {
  Late: /^overdue by /,
  Near: /^due in (?:59 min|1 h)/,
  Good: /^due in (?:59 min|1 h)/,
} as const;
type Company = keyof typeof COLOURS;
const COMPANIES = Object.keys(COLOURS) as Company[];
const className = (locator: Locator) => locator.getAttribute('class');
const waitingOf = async (company: Company) => (await alice.finds(await house.arrives({ company }))).id;

test('[pages D6] list and header show the clock of a chat’s target: quiet, amber near it, red past it', async () => {
  const ids = new Map<Company, string>();
  for (const company of COMPANIES) ids.set(company, await waitingOf(company));
  const page = await pages.openConsole(undefined);
  for (const company of COMPANIES) {
    const item = page.locator(`.item[data-chat="${ids.get(company)}"]`);
    const mark = item.getByTestId('sla');
    await becomes(() => mark.textContent(), expect.stringMatching(WORDS[company]));
    await becomes(() => className(mark), expect.stringMatching(COLOURS[company]));
    await item.click();
    const header = page.locator('db-chat-pane.shown db-chat-header').getByTestId('sla');
    await becomes(() => header.textContent(), expect.stringMatching(WORDS[company]));
    await becomes(() => className(header), expect.stringMatching(COLOURS[company]));
  }
  await page.locator('db-chat-pane.shown').getByRole('button', { name: 'Accept' }).click();
  await page.locator('db-chat-pane.shown').getByLabel('Message', { exact: true }).waitFor();
  // It waits no longer.
  await becomes(() => page.locator('db-chat-pane.shown').getByTestId('sla').count(), 0);
}, 60_000);

test('[pages D6 sibling] the desk’s tables show it too, chat by chat and for each queue', async () => {
  const late = await waitingOf('Late');
  const good = await waitingOf('Good');
  const page = await pages.openConsole(undefined, 'sam');
  await page.getByTestId('watch').click();
  const wait = (id: string) => page.locator(`tr[data-chat="${id}"] td[data-label=Waits]`);
  await becomes(() => wait(late).getByTestId('sla').textContent(), expect.stringMatching(WORDS.Late));
  await becomes(() => className(wait(late)), expect.stringContaining('breached'));
  await becomes(() => wait(good).getByTestId('sla').textContent(), expect.stringMatching(WORDS.Good));
  expect(await className(wait(good))).not.toMatch(/breached|warned/);
  const queues = page.getByRole('table', { name: 'Waiting' });
  await queues.getByText('1 overdue').waitFor();
}, 60_000);

/** Words that a table has broken: those whose letters stand on more than one line. */
const broken = (page: Page, root: string) =>
  page.evaluate<string[]>(`{
    const found = [];
    const walk = (node) => {
      if (node.nodeType === 3) {
        for (const { 0: word, index } of node.data.matchAll(/[\\p{L}\\p{N}-]+/gu)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1 && !word.includes('-')) found.push(word);
        }
      } else {
        for (const child of node.childNodes) walk(child);
        if (node.shadowRoot) walk(node.shadowRoot);
      }
    };
    const deep = (within) => {
      for (const one of within.querySelectorAll('*')) {
        if (one.matches(${JSON.stringify(root)})) walk(one);
        if (one.shadowRoot) deep(one.shadowRoot);
      }
    };
    deep(document);
    found;
  }`);

test.each([1440, 1024, 800, 480])(
  '[pages D13] the desk’s tables keep their words whole at %i pixels',
  async (width) => {
    for (const topic of ['Network', 'Hardware', 'Software']) await house.arrives({ topic });
    const page = await pages.openConsole(undefined, 'sam');
    await page.setViewportSize({ width, height: 860 });
    await page.getByTestId('watch').click();
    await page.getByTestId('open-chat').nth(2).waitFor();
    expect(await broken(page, 'table')).toEqual([]);
  },
  60_000,
);

test.each([1440, 800, 420])(
  '[pages D13 sibling] so does the sandbox’s list of tickets at %i pixels',
  async (width) => {
    const { id } = await house.accepted(alice);
    await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
    await alice.ticket(id, 1, 'created');
    const page = await pages.newPage();
    await page.setViewportSize({ width, height: 860 });
    await page.goto(house.itsm.url);
    await page.getByRole('table').waitFor();
    expect(await broken(page, 'table')).toEqual([]);
    await pages.closePages();
  },
  60_000,
);

test('[pages D13 sibling] a word that is longer than its column breaks, and pushes nothing out of the window', async () => {
  const company = 'Gesellschaft'.repeat(12);
  await house.arrives({ company });
  const page = await pages.openConsole(undefined, 'sam');
  await page.getByTestId('watch').click();
  await page.getByTestId('open-chat').first().waitFor();
  const sticksOut = await page
    .locator('db-watch-view')
    .evaluate((view) => view.scrollWidth > view.clientWidth);
  expect(sticksOut).toBe(false);
}, 60_000);

/** Two chats of alice's, the first kept beside the second. */
async function twoBeside(): Promise<{
  page: Page;
  first: Locator;
  second: Locator;
  say: () => Promise<void>;
}> {
  const one = await house.accepted(alice);
  const two = await house.accepted(alice);
  const page = await pages.openConsole(one.id);
  const pane = (id: string) => page.locator(`db-chat-pane[data-chat="${id}"]`);
  await page.getByRole('tab', { name: /^My Chats/ }).click();
  await pane(one.id).getByRole('button', { name: 'Keep this chat beside' }).click();
  await page.locator(`.item[data-chat="${two.id}"]`).click();
  for (const id of [one.id, two.id]) await pane(id).getByLabel('Message', { exact: true }).waitFor();
  return {
    page,
    first: pane(one.id),
    second: pane(two.id),
    say: async () => void (await one.user.say('hello?')),
  };
}

test.each([1280, 800, 420])(
  '[pages D11] a chat that is kept beside gives way at %i pixels, and comes back',
  async (width) => {
    const { page, first, second, say } = await twoBeside();
    await page.setViewportSize({ width, height: 860 });
    await becomes(() => first.isVisible(), false);
    await becomes(() => second.getByRole('button', { name: 'End Chat' }).isVisible(), true);
    const box = await second.boundingBox();
    const panes = await page.locator('main.panes').boundingBox();
    expect(box?.width).toBe(panes?.width);
    // What comes into it meanwhile was not seen.
    await say();
    await becomes(() => page.title(), expect.stringMatching(/^New \(1\)/));
    await page.setViewportSize({ width: 1440, height: 860 });
    await becomes(() => first.getByLabel('Message', { exact: true }).isVisible(), true);
    await becomes(() => page.title(), expect.not.stringMatching(/^New/));
  },
  60_000,
);

test('[pages D11 sibling] where both have room the other one can be let go', async () => {
  const { page, first, second } = await twoBeside();
  await first.getByRole('button', { name: 'Stop keeping this chat beside' }).click();
  await becomes(() => first.isVisible(), false);
  await page.setViewportSize({ width: 1000, height: 860 });
  await becomes(() => second.getByRole('button', { name: /beside/ }).isVisible(), false);
}, 60_000);

const parts = (page: Page) =>
  page.locator('wa-switch').evaluate((host) => {
    const root = host.shadowRoot;
    const look = (name: string) => {
      const part = root?.querySelector(`[part~=${name}]`);
      return part ? (part.ownerDocument.defaultView?.getComputedStyle(part).backgroundColor ?? '') : '';
    };
    return { thumb: look('thumb'), track: look('control') };
  });

test.each(['light', 'dark'] as const)(
  '[pages D8] the knob of the switch stands out in the %s scheme, on and off, and the word says which',
  async (colorScheme) => {
    const page = await pages.newPage();
    await page.emulateMedia({ colorScheme });
    await page.goto(`${house.url}/console`);
    await page.getByLabel('User name').fill('alice');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    const word = page.getByTestId('availability');
    for (const [checked, words] of [
      [true, 'Available'],
      [false, 'Not available'],
    ] as const) {
      await page.getByRole('switch', { name: 'Available', checked }).waitFor();
      await becomes(() => word.textContent(), words);
      await becomes(async () => contrast(await parts(page)) >= 3, true);
      await page.locator('wa-switch').click();
    }
    await page.getByRole('switch', { name: 'Available', checked: true }).waitFor();
  },
  60_000,
);

test('[pages D8 sibling] word and knob follow a status that is chosen', async () => {
  const page = await pages.openConsole(undefined);
  const word = page.getByTestId('availability');
  await page.getByLabel('Status', { exact: true }).selectOption({ label: 'Meeting Time' });
  await becomes(() => word.textContent(), 'Not available');
  await page.getByRole('switch', { name: 'Available', checked: false }).waitFor();
  await page.getByLabel('Status', { exact: true }).selectOption({ label: 'Ready / In Chat' });
  await becomes(() => word.textContent(), 'Available');
  await becomes(async () => contrast(await parts(page)) >= 3, true);
}, 60_000);

/** Of two colours as the browser computes them (WCAG 2). */
function contrast({ thumb, track }: { thumb: string; track: string }): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = [...colour.matchAll(/[\d.]+/g)].map(([n]) => Number(n) / 255);
    const linear = (c: number) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const [light, dark] = [luminance(thumb), luminance(track)].toSorted((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}
