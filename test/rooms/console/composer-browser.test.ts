import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { focusedWords } from '../../support/browser.ts';
import type { DeskHouse } from '../../support/desk-house.ts';
import { type Agent, User } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// Where an agent writes, in a browser, before the real server and the simulator of the ITSM.

const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;

beforeAll(async () => {
  pages = await openConsolePages({
    settings: () => ({
      files: {
        types: ['image/png', 'text/plain'],
        maxBytes: 100_000,
        perChat: 10,
        keepFreeBytes: 0,
        agentsMaySend: { directline: true, webchat: true, emulator: true },
      },
      cannedTexts: [
        { title: 'Greeting', text: 'Hello {user}, this is {agent}.' },
        { title: 'Restart', text: 'Please restart it.' },
        { title: 'Follow-up', text: 'We go on in {ticket}, {user}.' },
        { title: 'Dated', text: 'A technician comes on {date} because of {ticket}.' },
        { title: 'Script', text: 'Run `for f in {a}; do {b}; done` and tell us.' },
      ],
    }),
  });
  house = pages.house;
  alice = await house.signIn('alice');
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  expect(await pages.closePages()).toEqual([]);
});

/** Other chats live on behind the one that is looked at. */
const message = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true });
const enclosed = (page: Page) => page.getByTestId('enclosure');

/** A chat that Alice has accepted and looks at; the user looks at theirs. */
async function talk(): Promise<{ id: string; console: Page; user: Page }> {
  const { id, page: user } = await pages.talkInPage(alice);
  const console = await pages.openConsole(id);
  await message(console).waitFor();
  return { id, console, user };
}

/** As much of the browser as a drop and a paste are made of. */
interface Window {
  readonly DataTransfer: new () => { readonly items: { add(file: File): void } };
  readonly DragEvent: new (type: string, init: object) => Event;
  readonly ClipboardEvent: new (type: string, init: object) => Event;
}

/** Puts a file into the page as a drop or the clipboard would bring it. */
const give = (page: Page, how: 'drop' | 'paste', name: string) =>
  message(page).evaluate(
    (field, [event, title, base64]) => {
      const window = globalThis as unknown as Window;
      const data = new window.DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      data.items.add(new File([bytes], title, { type: 'image/png' }));
      const init = { bubbles: true, composed: true, cancelable: true };
      field.dispatchEvent(
        event === 'drop'
          ? new window.DragEvent('drop', { ...init, dataTransfer: data })
          : new window.ClipboardEvent('paste', { ...init, clipboardData: data }),
      );
    },
    [how, name, PICTURE.toString('base64')] as const,
  );

/** Of a picture, once it is drawn. */
const widthOf = (picture: Locator): Promise<number> =>
  picture.evaluate(async (element) => {
    const image = element as unknown as { decode(): Promise<void>; readonly naturalWidth: number };
    await image.decode();
    return image.naturalWidth;
  });

test('[row 44] [row 46] [row 47] with the keyboard alone: what may be sent is shown, a file is picked, refused ones say why, Enter sends, and the file can be fetched', async () => {
  const { console: page, user } = await talk();
  await message(page).focus();
  await page.keyboard.press('Tab');
  await becomes(() => focusedWords(page), 'Send a file');
  await page.keyboard.press('Enter');
  await becomes(
    () => page.getByTestId('files-allowed').textContent(),
    'PNG, plain text · up to 98 KB each · 10 of 10 left in this chat',
  );
  const choosing = page.waitForEvent('filechooser');
  await becomes(() => focusedWords(page), 'Choose files…');
  await page.keyboard.press('Enter');
  await (await choosing).setFiles([
    { name: 'steps.txt', mimeType: 'text/plain', buffer: Buffer.from('what to do') },
    { name: 'setup.png', mimeType: 'image/png', buffer: Buffer.from('4d5a9000', 'hex') },
    { name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(100_001, 'x') },
  ]);
  await page.getByText('By what is in it, “setup.png” is of a kind that is not sent here.').waitFor();
  await page.getByText('It is larger than 98 KB. Send a smaller file.').waitFor();
  await becomes(() => enclosed(page).count(), 3);
  for (const name of ['setup.png', 'large.txt'])
    await page.getByRole('button', { name: `Remove ${name}` }).press('Enter');
  await message(page).focus();
  await page.keyboard.type('Do this');
  // Nothing goes before the file is there.
  await page.getByRole('button', { name: 'Send', exact: true, disabled: false }).waitFor();
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: /steps\.txt/ });
  await link.waitFor();
  const fetched = await fetch(house.url + (await link.getAttribute('href')));
  expect(await fetched.text()).toBe('what to do');
  await becomes(() => enclosed(page).count(), 0);
  await user.getByText('steps.txt').first().waitFor();
}, 60_000);

test('[row 44] [row 46] [row 47] pictures that are dropped or pasted go with the button and are shown to both, by their names', async () => {
  const { id, console: page, user } = await talk();
  await give(page, 'drop', 'dropped.png');
  await enclosed(page).getByText('dropped.png').waitFor();
  await give(page, 'paste', 'pasted.png');
  await enclosed(page).getByText('pasted.png').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  for (const name of ['dropped.png', 'pasted.png']) {
    const picture = page.getByTestId('entry-agent').getByRole('img', { name });
    await picture.scrollIntoViewIfNeeded();
    expect(await widthOf(picture)).toBe(1);
    const shown = user.locator(`img[src$="/${name}"]`).first();
    await shown.waitFor();
    expect(await widthOf(shown)).toBe(1);
  }
  expect((await alice.read(id)).entries.at(-1)?.attachments?.map(({ name }) => name)).toEqual([
    'dropped.png',
    'pasted.png',
  ]);
}, 60_000);

test('[row 45] what a prepared text cannot fill in is marked, and the next key replaces it', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await message(page).focus();
  await page.keyboard.press('/');
  await becomes(() => focusedWords(page), 'Find a prepared text');
  await page.keyboard.type('follow');
  await becomes(() => page.getByTestId('canned-text').count(), 1);
  await page.keyboard.press('Enter');
  await page.getByTestId('canned-text').first().waitFor({ state: 'detached' });
  await becomes(() => focusedWords(page), 'Message');
  await page.keyboard.type('your mail');
  await becomes(() => message(page).inputValue(), 'We go on in your mail, Allen Allbrook.');
}, 60_000);

/** Takes the prepared text that these words find. */
async function takes(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Prepared texts (/)' }).click();
  await becomes(() => focusedWords(page), 'Find a prepared text');
  await page.keyboard.type(words);
  await becomes(() => page.getByTestId('canned-text').count(), 1);
  await page.keyboard.press('Enter');
  await page.getByTestId('canned-text').waitFor({ state: 'detached' });
  await becomes(() => focusedWords(page), 'Message');
}

const saidIn = async (id: string) =>
  (await alice.read(id)).entries
    .filter(({ author, type }) => author.kind === 'agent' && type === 'message')
    .map(({ text }) => text);

test('[pages D10] what a prepared text has left open does not go to the user', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await takes(page, 'follow');
  const gaps = page.getByTestId('gaps');
  await gaps.getByText('{ticket} is not filled in.').waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await gaps.getByText('Not sent: {ticket} is not filled in. Write what belongs there').waitFor();
  await becomes(() => message(page).inputValue(), 'We go on in {ticket}, Allen Allbrook.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await becomes(() => focusedWords(page), 'Message');
  // It stands marked: the next key replaces it.
  await page.keyboard.type('your mail');
  await gaps.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await alice.reads(id, 'We go on in your mail, Allen Allbrook.');
  expect(await saidIn(id)).toEqual(['We go on in your mail, Allen Allbrook.']);
}, 60_000);

test('[pages D10 sibling] each of several gaps has to go, one that was only half deleted too', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await takes(page, 'dated');
  const gaps = page.getByTestId('gaps');
  await gaps.getByText('{date} and {ticket} are not filled in.').waitFor();
  await page.keyboard.type('Monday');
  await gaps.getByText('{ticket} is not filled in.').waitFor();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await becomes(() => message(page).inputValue(), 'A technician comes on Monday because of {ticket');
  await page.keyboard.press('Enter');
  await gaps.getByText('Not sent: {ticket} is not filled in.').waitFor();
  await page.keyboard.type('INC42');
  await page.keyboard.press('Enter');
  await alice.reads(id, 'A technician comes on Monday because of INC42');
  expect(await saidIn(id)).toHaveLength(1);
}, 60_000);

test('[pages D10 sibling] braces of the agent’s own, of code and of a user’s name are nobody’s gap', async () => {
  const user = await User.arrive(house.url, 'Ann {ticket}');
  await user.escalate();
  const { id } = await alice.finds(user);
  await alice.do(`/chats/${id}/accept`);
  const page = await pages.openConsole(id);
  for (const [words, text] of [
    ['greeting', 'Hello Ann {ticket}, this is Alice Smith.'],
    ['script', 'Run `for f in {a}; do {b}; done` and tell us.'],
  ] as const) {
    await takes(page, words);
    await becomes(() => page.getByTestId('gaps').count(), 0);
    await page.keyboard.press('Enter');
    await alice.reads(id, text);
  }
  await message(page).fill('type {ticket} and const {x} = y');
  await page.keyboard.press('Enter');
  await alice.reads(id, 'type {ticket} and const {x} = y');
}, 60_000);

test('[pages D31] the list of prepared texts says why it is empty', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await page.getByRole('button', { name: 'Prepared texts (/)' }).click();
  await page.getByTestId('canned-text').first().waitFor();
  await page.getByLabel('Find a prepared text').fill('no such words');
  await page.getByText('No prepared text has “no such words” in it.').waitFor();
  await page.route('**/api/v1/canned-texts?*', (route) => route.fulfill({ json: { texts: [] } }));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Prepared texts (/)' }).click();
  await page.getByText('There are no prepared texts for this chat yet.').waitFor();
}, 60_000);

test('[row 45] “/” in an empty field opens the prepared texts; one is found, taken and changed before it goes', async () => {
  const { id } = await house.accepted(alice);
  const page = await pages.openConsole(id);
  await message(page).focus();
  await page.keyboard.press('/');
  await becomes(() => focusedWords(page), 'Find a prepared text');
  await page.keyboard.type('gree');
  await becomes(() => page.getByTestId('canned-text').count(), 1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await becomes(() => message(page).inputValue(), 'Hello Allen Allbrook, this is Alice Smith.');
  await page.keyboard.type(' One moment');
  // It is no command by then.
  await page.keyboard.type('/');
  await becomes(() => page.getByTestId('canned-text').count(), 0);

  await page.getByRole('button', { name: 'Prepared texts (/)' }).press('Enter');
  await page.getByLabel('Title for what you have written').fill('My greeting');
  await page.keyboard.press('Enter');
  await page.getByTestId('canned-text').getByText('My greeting').waitFor();
  await page.keyboard.press('Escape');
  await becomes(() => focusedWords(page), 'Message');
  await page.keyboard.press('Enter');
  await alice.reads(id, 'Hello Allen Allbrook, this is Alice Smith. One moment/');

  await page.keyboard.press('/');
  await becomes(() => focusedWords(page), 'Find a prepared text');
  await page.keyboard.press('/');
  await becomes(() => message(page).inputValue(), '/');
  await page.keyboard.press('Backspace');
  await becomes(() => message(page).inputValue(), '');
  await page.keyboard.press('/');
  await page.getByRole('button', { name: 'Delete My greeting' }).press('Enter');
  await page.getByTestId('canned-text').getByText('My greeting').waitFor({ state: 'detached' });
}, 60_000);

test('[row 14] what may be sent stands on the user’s page', async () => {
  const page = await pages.newPage();
  await page.goto(`${house.url}/chat?name=Mary`);
  await page.getByText('You can send files: PNG, plain text · up to 98 KB each, 10 in one chat').waitFor();
}, 60_000);
