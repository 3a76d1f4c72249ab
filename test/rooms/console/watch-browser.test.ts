import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { Settings } from '../../../config/schema.ts';
import { becomes } from '../../support/becomes.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// The desk as supervisors watch it and act on it, in a browser, before the real server.

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;
let bob: Agent;

beforeAll(async () => {
  const { desk } = Settings.parse({ desk: { silentMonitoring: true, transferSeconds: 1 } });
  pages = await openConsolePages({ settings: () => ({ desk }) });
  house = pages.house;
  [alice, bob] = await Promise.all([house.signIn('alice'), house.signIn('bob')]);
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  for (const { id } of (await alice.list('queue')).chats) await alice.do(`/chats/${id}/accept`);
  for (const agent of [alice, bob])
    for (const { id } of (await agent.list('mine')).chats) await agent.do(`/chats/${id}/end`);
  expect(await pages.closePages()).toEqual([]);
});

const shown = (page: Page) => page.locator('db-chat-pane.shown');
const rowOf = (page: Page, chat: string) => page.locator(`[data-testid=open-chat][data-chat="${chat}"]`);
const agentRow = (page: Page, agent: string) => page.locator(`tr[data-agent=${agent}]`);

async function openDesk(): Promise<Page> {
  const page = await pages.openConsole(undefined, 'sam');
  await page.getByTestId('watch').click();
  await page.getByRole('heading', { name: 'The desk now' }).waitFor();
  await page.getByTestId('figures').waitFor();
  return page;
}

async function move(page: Page, chat: string, name: string): Promise<void> {
  await rowOf(page, chat).getByRole('button', { name: 'Actions for the chat with' }).click();
  await page.getByRole('menuitem', { name }).click();
}

test('figures, waits and agents follow the desk, and a waiting chat is assigned', async () => {
  const page = await openDesk();
  const user = await house.arrives();
  const { id } = await alice.finds(user);
  await rowOf(page, id).getByText('Queue').first().waitFor();
  const figures = page.getByTestId('figures');
  await eventually(async () => /In the queue\s*1/.test((await figures.textContent()) ?? ''), 'one waits');
  const waiting = page.getByRole('table', { name: 'Waiting' });
  await becomes(
    () => waiting.textContent(),
    expect.stringMatching(/Network\s*Calbro Services\s*1\s*\d+ s\s*\d+ s/),
  );

  await move(page, id, 'Assign to an agent');
  const dialog = page.getByRole('dialog', { name: 'Assign the chat' });
  await dialog.getByRole('radio', { name: 'Bob Baker' }).check();
  await dialog.getByRole('button', { name: 'Assign to Bob Baker' }).click();
  await rowOf(page, id).getByText('Bob Baker').waitFor();
  await agentRow(page, 'bob').getByText('1 of 4').waitFor();
  expect((await bob.read(id)).chat.agent?.id).toBe('bob');
});

test('a call for assistance is counted at once, says who and why, and ends as a supervisor takes part', async () => {
  const { id, user } = await house.accepted(alice);
  const sam = await pages.openConsole(undefined, 'sam');
  const page = await pages.openConsole(id);
  await page.getByRole('button', { name: 'Chat Actions' }).click();
  await page.getByRole('menuitem', { name: 'Ask for Assistance' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ask for assistance' });
  await dialog.getByLabel('What is it about?').fill('The user asks for a manager');
  await dialog.getByRole('button', { name: 'Ask a supervisor' }).click();
  await dialog.waitFor({ state: 'detached' });

  await sam.getByRole('button', { name: 'The desk now: 1 asks for assistance' }).click();
  await rowOf(sam, id).getByText('Alice Smith asks for assistance: The user asks for a manager').waitFor();
  await move(sam, id, 'Take part');
  await shown(sam).getByTestId('beside-owner').waitFor();
  await shown(sam).getByLabel('Message', { exact: true }).fill('Sam here');
  await sam.keyboard.press('Enter');
  await user.hears('Sam here');
  await sam.getByRole('button', { name: 'The desk now', exact: true }).waitFor();
});

test('a supervisor whispers, and reads silently where that is allowed', async () => {
  const { id } = await house.accepted(alice);
  const page = await openDesk();
  await move(page, id, 'Whisper to the agent');
  const dialog = page.getByRole('dialog', { name: 'Whisper' });
  await dialog.getByRole('button', { name: 'Whisper' }).click();
  await dialog.getByText('Fill in Your words.').waitFor();
  await dialog.getByLabel('Your words').fill('Offer a call');
  await dialog.getByRole('button', { name: 'Whisper' }).click();
  await dialog.waitFor({ state: 'detached' });

  const alices = await pages.openConsole(id);
  await shown(alices).getByTestId('entry-note').getByText('Whispered to Alice Smith').waitFor();

  await move(page, id, 'Monitor silently');
  await shown(page).getByTestId('silent').getByText('You read silently').waitFor();
  await alice.do(`/chats/${id}/messages`, { text: 'Shall I call you?' });
  await shown(page).getByTestId('entry-agent').getByText('Shall I call you?').waitFor();
  expect((await alice.read(id)).chat.invited ?? []).toEqual([]);
});

test('a supervisor transfers, releases and closes by force; a refusal stands where the wish was made', async () => {
  const { id } = await house.accepted(alice);
  const page = await openDesk();
  await move(page, id, 'Transfer');
  const transfer = page.getByRole('dialog', { name: 'Transfer the chat' });
  await transfer.getByRole('radio', { name: 'Bob Baker' }).check();
  await alice.do(`/chats/${id}/end`);
  await transfer.getByRole('button', { name: 'Transfer to Bob Baker' }).click();
  await transfer.getByRole('alert').getByText('closed').waitFor();
  await page.keyboard.press('Escape');

  const other = await house.accepted(alice);
  await move(page, other.id, 'Release to the queue');
  await rowOf(page, other.id).getByText('Queue').first().waitFor();
  await move(page, other.id, 'Close by force');
  const dialog = page.getByRole('dialog', { name: 'Close the chat by force?' });
  await dialog.getByLabel('Reason').fill('Stuck since the outage');
  await dialog.getByRole('button', { name: 'Close by force' }).click();
  await rowOf(page, other.id).waitFor({ state: 'detached' });
  expect((await alice.read(other.id)).chat.status).toBe('closed');
});

test('a transfer that nobody takes in time comes back before the eyes of whoever sent it', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await alice.do(`/chats/${id}/transfer`, { agentId: 'bob' });
  await shown(page).getByTestId('status').getByText('Pending Transfer To Bob Baker').waitFor();
  await shown(page).getByTestId('status').getByText('Queue').waitFor();
  await shown(page).getByRole('button', { name: 'Accept' }).click();
  await shown(page).getByLabel('Message', { exact: true }).waitFor();
});

test('all chats of an agent are moved, and it is said how many', async () => {
  await house.accepted(alice);
  await house.accepted(alice);
  const page = await openDesk();
  await agentRow(page, 'alice').getByRole('button', { name: 'Move chats of Alice Smith' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move the chats of Alice Smith' });
  await dialog.getByText('A support queue').click();
  await dialog.getByRole('radio', { name: 'Hardware' }).check();
  await dialog.getByRole('button', { name: 'Move all chats' }).click();
  await dialog.getByText('2 of 2 chats moved.').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await agentRow(page, 'alice').getByText('0 of 4').waitFor();
  expect((await alice.list('queue')).chats.map(({ queue }) => queue)).toEqual(['Hardware', 'Hardware']);
});

test('the view is left with Escape, keeps its width at 420 px, and other agents are not offered it', async () => {
  const { id } = await house.accepted(alice);
  const page = await openDesk();
  await rowOf(page, id).waitFor();
  await page.setViewportSize({ width: 420, height: 800 });
  await becomes(() => page.evaluate('document.documentElement.scrollWidth'), 420);
  const overhang = await page
    .locator('db-watch-view')
    .evaluate((view: { scrollWidth: number; clientWidth: number }) => view.scrollWidth - view.clientWidth);
  expect(overhang).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'The desk now' }).waitFor({ state: 'detached' });
  const bobs = await pages.openConsole(undefined, 'bob');
  await becomes(() => bobs.getByTestId('watch').count(), 0);
});
