import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { focusedWords } from '../../support/browser.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// How a chat gets to others and others to a chat, in a browser, before the real server.

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;
let bob: Agent;

beforeAll(async () => {
  pages = await openConsolePages();
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
const item = (page: Page, chat: string) => page.locator(`.item[data-chat="${chat}"]`);
const action = async (page: Page, name: string) => {
  await page.getByRole('button', { name: 'Chat Actions' }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('transfer to an agent: candidates with load, side note, Pending Transfer To, and the receiver sees it all before they accept', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await action(page, 'Transfer');
  const dialog = page.getByRole('dialog', { name: 'Transfer the chat' });
  const choice = dialog.locator('[data-agent=bob]');
  await becomes(() => choice.textContent(), expect.stringMatching(/Bob Baker\s+Available\s+0 of 4 chats/));
  await choice.getByRole('radio').check();
  await dialog.getByLabel('Side note (optional)').fill('Gateway 2 again');
  await dialog.getByRole('button', { name: 'Transfer to Bob Baker' }).click();
  await dialog.waitFor({ state: 'detached' });
  await shown(page).getByText('Pending Transfer To Bob Baker').waitFor();
  await eventually(async () => /^Queue/.test(await focusedWords(page)), 'the keyboard goes on at the list');
  await shown(page).getByTestId('read-only').getByText('offered to Bob Baker').waitFor();
  await page.getByRole('tab', { name: 'My Chats' }).click();
  await page.getByText('No chats yet').waitFor();

  const bobs = await pages.openConsole(undefined, 'bob');
  await bobs.getByRole('tab', { name: 'Transferred (1)' }).click();
  await item(bobs, id).click();
  await shown(bobs).getByTestId('entry-note').getByText('Gateway 2 again').waitFor();
  await shown(bobs).getByText('This chat is offered to you.').waitFor();
  await shown(bobs).getByRole('button', { name: 'Accept' }).click();
  await shown(bobs).getByTestId('status').getByText('Assigned').waitFor();
  expect((await bob.read(id)).chat.agent?.id).toBe('bob');
  await shown(page).getByTestId('read-only').getByText('Bob Baker has this chat.').waitFor();
});

test('transfer to a support queue, and a refusal that stands in the dialog with its reason', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await action(page, 'Transfer');
  const dialog = page.getByRole('dialog', { name: 'Transfer the chat' });
  await dialog.getByText('A support queue').click();
  await dialog.getByRole('radio', { name: 'Hardware' }).check();
  // Meanwhile the chat has become another's.
  await alice.do(`/chats/${id}/release`);
  await bob.do(`/chats/${id}/accept`);
  await dialog.getByRole('button', { name: 'Transfer to Hardware' }).click();
  await dialog.getByRole('alert').getByText('Only Bob Baker may do this: the chat is theirs.').waitFor();
  expect((await bob.read(id)).chat.queue).toBe('Network');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  const bobs = await pages.openConsole(id, 'bob');
  await bobs.keyboard.press('Alt+KeyT');
  const his = bobs.getByRole('dialog', { name: 'Transfer the chat' });
  await his.getByText('A support queue').click();
  await his.getByRole('radio', { name: 'Hardware' }).check();
  await his.getByRole('button', { name: 'Transfer to Hardware' }).click();
  await shown(bobs).getByTestId('status').getByText('Queue').waitFor();
  expect((await bob.read(id)).chat.queue).toBe('Hardware');
});

test('an invitation: asked by name, counted, previewed, accepted, and seen by whoever asked', async () => {
  const { id, user } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  const bobs = await pages.openConsole(undefined, 'bob');
  await action(page, 'Invite a Colleague');
  const dialog = page.getByRole('dialog', { name: 'Invite a colleague' });
  await dialog.getByLabel('Find an agent').fill('nobody');
  await dialog.getByText('Nobody here is called so.').waitFor();
  await dialog.getByLabel('Find an agent').fill('bak');
  await dialog.getByRole('radio', { name: 'Bob Baker' }).check();
  await dialog.getByRole('button', { name: 'Invite Bob Baker' }).click();
  await shown(page).getByTestId('people').click();
  const who = page.getByRole('list', { name: 'Who is in the chat' });
  await who.getByText('Participant · no answer yet · asked by Alice Smith').waitFor();

  await bobs.getByRole('tab', { name: 'Invites (1)' }).click();
  await item(bobs, id).click();
  await shown(bobs).getByText('Alice Smith asks you to take part').waitFor();
  await shown(bobs).getByRole('button', { name: 'Join' }).click();
  await shown(bobs).getByLabel('Message', { exact: true }).fill('Bob here');
  await bobs.keyboard.press('Enter');
  await user.hears('Bob here');
  await who.getByText('Participant · in the chat').waitFor();

  await shown(bobs).getByTestId('beside-owner').getByText('left to Alice Smith').waitFor();
  await becomes(() => shown(bobs).getByRole('button', { name: 'End Chat' }).count(), 0);
  await becomes(
    () => shown(bobs).getByRole('radio', { name: 'Side note' }).getAttribute('aria-disabled'),
    'true',
  );
  await shown(bobs).getByRole('button', { name: 'Leave' }).click();
  await shown(bobs).getByTestId('read-only').getByText('Alice Smith has this chat.').waitFor();
  await who.getByText('has left').waitFor();
});

test('a monitor reads why nothing can be written, and an invitation can be declined', async () => {
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/invites`, { agentId: 'bob', mode: 'monitor' });
  const bobs = await pages.openConsole(id, 'bob');
  await shown(bobs).getByText('asks you to read along as a monitor').waitFor();
  await bobs.keyboard.press('Alt+KeyA');
  await shown(bobs).getByTestId('read-only').getByText('You are reading along as a monitor').waitFor();

  const other = await house.accepted(alice);
  await alice.do(`/chats/${other.id}/invites`, { agentId: 'bob', mode: 'participant' });
  await bobs.getByRole('tab', { name: 'Invites (1)' }).click();
  await item(bobs, other.id).click();
  await shown(bobs).getByRole('button', { name: 'Decline' }).click();
  await eventually(
    async () => (await alice.read(other.id)).chat.invited?.[0]?.state === 'declined',
    'the owner reads that it was declined',
  );
});

test('[row 37] [row 41] the queue has count, company, queue, source and wait, and a preview shows history and earlier notes', async () => {
  const { id, user } = await house.accepted(alice);
  await alice.do(`/chats/${id}/notes`, { text: 'Tried the spare token' });
  await alice.do(`/chats/${id}/release`);
  const bobs = await pages.openConsole(undefined, 'bob');
  await bobs.getByRole('tab', { name: 'Queue (1)' }).click();
  const row = (await item(bobs, id).textContent()) ?? '';
  for (const words of ['Allen Allbrook', 'Calbro Services', 'Network', 'Web Chat'])
    expect(row).toContain(words);
  expect(row).toMatch(/waiting \d+ s/);
  await item(bobs, id).click();
  const pane = shown(bobs);
  await pane.getByText('My VPN does not connect').first().waitFor();
  await pane.getByTestId('entry-note').getByText('Tried the spare token').waitFor();
  await becomes(() => pane.getByRole('textbox').count(), 0);
  await pane.getByRole('button', { name: 'Accept' }).click();
  await pane.getByLabel('Message', { exact: true }).waitFor();
  await user.hears(/Bob Baker has joined/);
});

test('[row 43] several chats are open at once: keyboard and mouse switch between them, drafts stay', async () => {
  const [one, two] = [await house.accepted(alice), await house.accepted(alice)];
  const page = await pages.openConsole(one.id);
  await page.getByRole('tab', { name: 'My Chats' }).click();
  const message = shown(page).getByLabel('Message', { exact: true });
  await message.fill('words for the first');
  await page.keyboard.press('Alt+ArrowDown');
  await page.locator(`db-chat-pane.shown[data-chat="${two.id}"]`).waitFor();
  await becomes(() => message.inputValue(), '');
  await page.keyboard.type('words for the second');
  await item(page, one.id).click();
  await page.locator(`db-chat-pane.shown[data-chat="${one.id}"]`).waitFor();
  await becomes(() => message.inputValue(), 'words for the first');
  await item(page, two.id).click();
  await page.locator(`db-chat-pane.shown[data-chat="${two.id}"]`).waitFor();
  await becomes(() => message.inputValue(), 'words for the second');
});

test('dialogs are left with Escape, and the focus is where it was', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await shown(page).getByLabel('Message', { exact: true }).focus();
  for (const [key, name] of [
    ['Alt+KeyT', 'Transfer the chat'],
    ['Alt+KeyI', 'Invite a colleague'],
  ] as const) {
    await page.keyboard.press(key);
    const dialog = page.getByRole('dialog', { name });
    await dialog.getByLabel('Find an agent').waitFor();
    await becomes(() => focusedWords(page), 'Find an agent');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await becomes(() => focusedWords(page), 'Message');
  }
});
