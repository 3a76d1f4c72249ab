import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { draftOf } from '../../connectors/bmc-sandbox.ts';
import { becomes } from '../../support/becomes.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import { type Agent, User } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// The pane beside the chat, in a browser, before the real server and the simulator of the ITSM.

const MARY = 'mary@example.com';

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;

beforeAll(async () => {
  pages = await openConsolePages({
    settings: (itsmUrl) => ({
      requestControl: {
        title: 'Take over',
        url: `${itsmUrl}/remote?device={{ asset.name }}&user={{ user.email }}`,
      },
    }),
  });
  house = pages.house;
  alice = await house.signIn('alice');
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  house.itsm.faults = [];
  expect(await pages.closePages()).toEqual([]);
});

const show = (page: Page, tab: string) => page.getByRole('tab', { name: tab, exact: true }).click();

/** An incident that Mary had before. */
async function incidentOfMary(): Promise<string> {
  const token = await fetch(`${house.itsm.url}/api/jwt/login`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'deskbridge', password: 'deskbridge' }),
  });
  const values = { ...draftOf('incident', 'Help').fields, First_Name: 'Mary', Last_Name: 'Mann' };
  const form = 'HPD:IncidentInterface_Create?fields=values(Incident Number)';
  const answer = await fetch(`${house.itsm.url}/api/arsys/v1/entry/${form}`, {
    method: 'POST',
    headers: { authorization: `AR-JWT ${await token.text()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ values: { ...values, z1D_Action: 'CREATE' } }),
  });
  const { values: made } = (await answer.json()) as { values: Record<string, string> };
  return made['Incident Number'] ?? '';
}

/** A chat that Alice has accepted, whose user looks at their page. */
async function talkInThePage(): Promise<{ readonly id: string; readonly page: Page }> {
  const { id, page } = await pages.talkInPage(alice);
  await page.getByText('Alice Smith has joined the chat.').last().waitFor();
  return { id, page };
}

test('[row 68] the Customer tab shows who a proven user is, and relates one of his open tickets', async () => {
  const displayId = await incidentOfMary();
  const { id } = await house.accepted(alice, { email: MARY });

  const page = await pages.openConsole(id);
  await show(page, 'Customer');
  const panel = page.getByRole('tabpanel', { name: 'Customer' });
  const contact = panel.getByRole('region', { name: 'Contact' });
  await contact.getByText('Mary Mann').waitFor();
  const words = (await contact.textContent()) ?? '';
  for (const fact of ['VIP', 'Calbro Services', 'Headquarters, Building 4.2', MARY, '+1 555 0212'])
    expect(words).toContain(fact);
  await panel.getByRole('region', { name: 'Assets' }).getByText('CAL-LT-0212').waitFor();

  const ticket = panel.getByTestId('customer-ticket').filter({ hasText: displayId });
  await becomes(
    () => ticket.getByRole('link', { name: displayId }).getAttribute('rel'),
    'noopener noreferrer',
  );
  await ticket.getByText('Assigned').waitFor();
  await ticket.getByRole('button', { name: `Relate ${displayId}` }).click();
  await ticket.getByText('Related').waitFor();
  const { chat } = await alice.read(id);
  expect(chat.tickets).toMatchObject([{ displayId, created: false }]);

  await page.reload();
  await page.getByRole('tab', { name: 'Customer', selected: true }).waitFor();
});

test('[row 68] who cannot be matched is told as a sentence, and no error', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await show(page, 'Customer');
  await page.getByTestId('unmatched').getByText('not verified').waitFor();
  await becomes(() => page.getByRole('tabpanel', { name: 'Customer' }).getByRole('alert').count(), 0);
});

test('[row 68] an ITSM that does not answer is said in its place, and asked again on a click', async () => {
  const { id } = await house.accepted(alice, { email: MARY });
  house.itsm.faults = [{ kind: 'wrong-json', method: 'GET', path: 'CTM:People' }];
  const page = await pages.openConsole(id);
  await show(page, 'Customer');
  const panel = page.getByRole('tabpanel', { name: 'Customer' });
  await panel.getByRole('alert').waitFor();
  house.itsm.faults = [];
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.getByText('Mary Mann').waitFor();
  await becomes(() => panel.getByRole('alert').count(), 0);
});

test('[row 70] [row 71] [row 72] an article is found, read, shown to the user and pinned to the ticket', async () => {
  const { id, page: user } = await talkInThePage();
  const page = await pages.openConsole(id);
  await show(page, 'Resources');
  const panel = page.getByRole('tabpanel', { name: 'Resources' });
  await panel.getByLabel('Search knowledge').fill('no such words');
  await page.keyboard.press('Enter');
  await panel.getByText('No article has the words “no such words”.').waitFor();
  await panel.getByLabel('Search knowledge').fill('vpn remote');
  await page.keyboard.press('Enter');
  await panel.getByText('1 article').waitFor();
  await panel.getByRole('button', { name: /Connect to the company VPN/ }).click();
  const article = panel.getByRole('article', { name: 'Connect to the company VPN' });
  await article.getByText('KBA00000002').waitFor();
  await article.getByText('1. Start the VPN client').waitFor();
  await becomes(() => user.getByText('Connect to the company VPN').count(), 0);

  await article.getByRole('button', { name: /^Share / }).click();
  const card = user.getByRole('article').filter({ hasText: 'Connect to the company VPN' }).last();
  await card.getByText('Read the article').waitFor();
  await article.getByText('Shared', { exact: true }).waitFor();

  await article.getByRole('button', { name: /^Pin / }).click();
  const listed = panel.getByRole('region', { name: 'In this chat' }).getByTestId('chat-link');
  await listed.filter({ hasText: 'Shared' }).filter({ hasText: 'Pinned' }).waitFor();
  const pinned = article.getByRole('button', { name: /^Pinned / });
  await becomes(() => pinned.getAttribute('aria-disabled'), 'true');
  const { chat, entries } = await alice.read(id);
  expect(chat.links).toMatchObject([{ relate: false }, { relate: true }]);
  expect(entries.filter(({ code }) => code === 'link-pinned')).toMatchObject([{ visibility: 'internal' }]);
  await becomes(() => user.getByText('pinned').count(), 0);

  await article.getByRole('button', { name: /^Share again / }).waitFor();
  await panel.getByRole('button', { name: 'All results' }).click();
  await panel.getByTestId('article').filter({ hasText: 'Pinned' }).waitFor();
});

test('[row 69] an outage is told to the user, and related to the tickets', async () => {
  const { user, id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await show(page, 'Resources');
  const outage = page.getByTestId('outage').filter({ hasText: 'VPN gateway Europe drops connections' });
  await outage.getByRole('button', { name: /^Tell the user / }).click();
  await user.hears(/VPN gateway Europe drops connections/);
  await outage.getByRole('button', { name: /^Relate / }).click();
  await outage.getByRole('button', { name: /^Related / }).waitFor();
  const { chat } = await alice.read(id);
  expect(chat.links).toContainEqual(expect.objectContaining({ kind: 'outage', relate: true }));
});

test('[row 73] Request Control is noted, then opens for the device in a tab that cannot reach back', async () => {
  const { id } = await house.accepted(alice, { email: MARY });
  const page = await pages.openConsole(id);
  await show(page, 'Resources');
  const control = page.getByRole('region', { name: 'Request Control' });
  await control.getByRole('heading', { name: 'Take over' }).waitFor();
  const opening = page.context().waitForEvent('page');
  await control.getByRole('button', { name: 'Request Control of CAL-LT-0212' }).click();
  const tab = await opening;
  await tab.waitForURL(/\/remote/);
  expect(new URL(tab.url()).search).toBe('?device=CAL-LT-0212&user=mary%40example.com');
  expect(await tab.evaluate('window.opener')).toBeNull();
  const { entries } = await alice.read(id);
  expect(entries.filter(({ code }) => code === 'control-requested')).toMatchObject([
    { visibility: 'internal', text: expect.stringContaining('CAL-LT-0212') },
  ]);

  const bob = await house.signIn('bob');
  const other = await house.accepted(bob, { email: MARY });
  const bobs = await pages.openConsole(other.id, 'bob');
  await show(bobs, 'Resources');
  await bobs.getByTestId('outage').first().waitFor();
  await becomes(() => bobs.getByRole('region', { name: 'Request Control' }).count(), 0);
});

test('a tab that the browser blocks is offered as a link; a refusal leaves none behind', async () => {
  const { id } = await house.accepted(alice, { email: MARY });
  const page = await pages.openConsole(id);
  await page.evaluate('window.open = () => null');
  await show(page, 'Resources');
  const control = page.getByRole('region', { name: 'Request Control' });
  await control.getByRole('button', { name: 'Request Control of CAL-LT-0212' }).click();
  const link = control.getByRole('link', { name: 'Open the remote control' });
  await becomes(() => link.getAttribute('href'), expect.stringContaining('device=CAL-LT-0212'));

  await page.evaluate(
    'window.open = () => (window.tab = { location: {}, close: () => { window.tab = undefined; } })',
  );
  await page.route('**/request-control', (route) =>
    route.fulfill({ status: 422, json: { code: 'not-supported-here', detail: 'No link is configured.' } }),
  );
  await control.getByRole('button', { name: 'Request Control of CAL-LT-0212' }).click();
  await page.getByTestId('notice').getByText('No link is configured.').waitFor();
  expect(await page.evaluate('window.tab')).toBeUndefined();
  await link.waitFor({ state: 'detached' });
});

test('what cannot be done to a chat says why: waiting, a colleague’s, closed', async () => {
  const user = await User.arrive(house.url, 'Dana Reyes');
  await user.escalate();
  const { id } = await alice.finds(user);
  const page = await pages.openConsole(id);
  await show(page, 'Resources');
  const tell = page.getByRole('button', { name: /^Tell the user / });
  await page.getByRole('tabpanel', { name: 'Resources' }).getByText('Accept the chat first.').waitFor();
  await tell.click({ force: true });
  expect([await tell.getAttribute('aria-disabled'), await tell.getAttribute('title')]).toEqual([
    'true',
    'Accept the chat first.',
  ]);
  const bob = await house.signIn('bob');
  await bob.do(`/chats/${id}/accept`);
  await page.getByTitle('Bob Baker has this chat. Only its agent can add to it.').first().waitFor();
  await bob.do(`/chats/${id}/end`, {});
  await page.getByTitle('This chat is closed, so nothing can be added to it.').first().waitFor();
  expect((await alice.read(id)).chat.links ?? []).toEqual([]);
});

test('the tabs are walked with the arrow keys; on a narrow window they are a drawer', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await show(page, 'Details');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Customer', selected: true }).waitFor();
  await page.keyboard.press('End');
  await page.getByRole('tab', { name: 'Resources', selected: true }).waitFor();
  await page.getByRole('tabpanel', { name: 'Resources' }).getByLabel('Search knowledge').waitFor();

  await page.setViewportSize({ width: 400, height: 800 });
  const tabs = page.getByRole('tablist', { name: 'Beside the chat' });
  await tabs.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await tabs.waitFor();
  await becomes(() => page.evaluate('document.documentElement.scrollWidth'), 400);
  await page.keyboard.press('Escape');
  await tabs.waitFor({ state: 'hidden' });
});
