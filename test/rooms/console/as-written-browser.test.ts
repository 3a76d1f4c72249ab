import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { exactMarkdown } from '../../../src/console/user/as-written.ts';
import { becomes } from '../../support/becomes.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

// How words of agents stand on the user's page and in the console.

let desk: FakeDesk;
let origin: string;
let page: Page;
let stopped: string[];

withFakeDesk((opened) => {
  ({ desk, origin, page, stopped } = opened);
});

const bubbles = () => page.getByRole('region', { name: 'Conversation' }).locator('.webchat__bubble__content');

async function openUsersPage(): Promise<void> {
  await page.goto(`${origin}/chat?name=Mary`);
  await page.getByPlaceholder('Type your message').waitFor();
}

/** An agent's line as the server sends it. @returns the bubble it stands in */
async function agentSays(text: string): Promise<Locator> {
  const before = await bubbles().count();
  desk.directLine.say('Alice', {
    text,
    textFormat: 'plain',
    channelData: { deskbridge: { author: 'agent' } },
  });
  const bubble = bubbles().nth(before);
  await bubble.waitFor();
  return bubble;
}

/** What stands there, line by line as it is seen. */
const seen = async (bubble: Locator) => (await bubble.allInnerTexts()).join();

/** Opens the console with a chat of alice's in which the user and the bot have said this. */
async function openConsole(...history: readonly (readonly ['user' | 'bot', string])[]): Promise<Locator> {
  const id = desk.addChat({ userName: 'Mary Mann', history });
  desk.takenBy(id, 'alice');
  await page.goto(`${origin}/console#${id}`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const chat = page.getByRole('region', { name: 'Chat with Mary Mann' });
  await chat.getByLabel('Message', { exact: true }).waitFor();
  return chat;
}

const ANSWER = [
  '1. Open the settings',
  '2. Click **VPN** and then `Connect`',
  '',
  'Still nothing? Run:',
  '```',
  'ipconfig /flushdns',
  '  ping <gateway>',
  '```',
  'More at https://kb.example.com/a_b?x=1&y=2.',
].join('\n');

test('[pages D4] steps and commands keep their lines on the user’s page, with bold words, code and links', async () => {
  await openUsersPage();
  const bubble = await agentSays(ANSWER);
  expect(await bubble.locator('p').allInnerTexts()).toEqual([
    '1. Open the settings\n2. Click VPN and then Connect',
    'Still nothing? Run:',
    expect.stringMatching(/^More at \u200b?https:\/\/kb\.example\.com\/a_b\?x=1&y=2\u200b?\.$/),
  ]);
  expect(await bubble.locator('pre').textContent()).toBe('ipconfig /flushdns\n  ping <gateway>\n');
  expect(await bubble.locator('strong').allInnerTexts()).toEqual(['VPN']);
  expect(await bubble.locator('p code').allInnerTexts()).toEqual(['Connect']);
  expect(await bubble.getByRole('link').getAttribute('href')).toBe('https://kb.example.com/a_b?x=1&y=2');
});

test('[pages D4 sibling] the console shows the same of agents and of the bot; the user’s words stand as typed', async () => {
  const chat = await openConsole(['bot', ANSWER], ['user', '**not bold** `not code`']);
  const bot = chat.getByTestId('entry-bot').locator('.bubble');
  expect(await bot.locator('pre').textContent()).toBe('ipconfig /flushdns\n  ping <gateway>');
  expect(await bot.locator('strong').allInnerTexts()).toEqual(['VPN']);
  expect(await bot.getByRole('link').getAttribute('href')).toBe('https://kb.example.com/a_b?x=1&y=2');
  expect(await chat.getByTestId('entry-user').locator('.bubble').textContent()).toBe(
    '**not bold** `not code`',
  );
  await chat.getByLabel('Message', { exact: true }).fill('first\n\nrun `whoami`\n**now**');
  await page.keyboard.press('Enter');
  const mine = chat.getByTestId('entry-agent').locator('.bubble');
  await becomes(() => mine.allInnerTexts(), ['first\n\nrun whoami\nnow']);
  expect(await mine.locator('code').textContent()).toBe('whoami');
});

test('[pages D4 sibling] what would mean something in markdown or HTML, and is none of ours, stands as it was written', async () => {
  await openUsersPage();
  for (const text of [
    '# no heading\n---\n* no * list\n+ none\n> no quote\n    no code\n1) no list',
    '[a](javascript:x) ![b](x.png) [c]: javascript:x <javascript:x>',
    '<b>b</b> <img src=x onerror=x> &amp; &lt; $x$ ~~d~~ _i_ *i* | a | b |\n|---|---|\n| 1 | 2 |',
    'C:\\temp\\*.log  two  spaces\n\ttab\n\\',
    'a backtick ` alone, ``two, **open\nand closed** elsewhere',
  ]) {
    const bubble = await agentSays(text);
    const lines = (words: string) => words.replaceAll('\u00a0', ' ').replaceAll('\u200b', '').trim();
    expect(lines(await seen(bubble))).toBe(text.replaceAll('\t', '    ').trim());
    expect(await bubble.locator('h1, ul, ol, table, img, em, del, blockquote').count()).toBe(0);
    expect(await bubble.getByRole('link').count()).toBe(0);
  }
  stopped.splice(0);
});

test('[pages D4 sibling] hostile words in code and in bold run nothing on either side', async () => {
  const hostile = [
    '**[x](javascript:window.__fired=1)** `<img src=x onerror="window.__fired=1">`',
    '```\n</code></pre><script>window.__fired=1</script>\n```',
    '`` ` `` [y](<javascript:window.__fired=1>) https://ok.example/"onmouseover="window.__fired=1',
    '```js" onload="window.__fired=1\nx\n```\n<a href="javascript:window.__fired=1">z</a>',
  ];
  await openUsersPage();
  for (const text of hostile) await agentSays(text);
  const addresses = () =>
    page.evaluate<string[]>(`[...document.querySelectorAll('a')].map((one) => one.protocol)`);
  expect(new Set(await addresses())).toEqual(new Set(['https:']));
  expect(await page.evaluate("'__fired' in window")).toBe(false);
  const chat = await openConsole(...hostile.map((text) => ['bot', text] as const));
  await becomes(() => chat.getByTestId('entry-bot').count(), hostile.length);
  expect(await chat.getByTestId('entry-bot').locator('script, img').count()).toBe(0);
  expect(await page.evaluate("'__fired' in window")).toBe(false);
  stopped.splice(0);
});

test('[pages D4 sibling] several lines of a user stand closely under each other', async () => {
  await openUsersPage();
  const conversation = desk.directLine.conversations.at(-1);
  desk.directLine.say('Mary', {
    text: 'one\ntwo\n\n  four',
    from: { id: conversation?.userId, name: 'Mary', role: 'user' },
  });
  const lines = bubbles().last().locator('p');
  await becomes(() => lines.count(), 4);
  const gaps = await lines.evaluateAll((all) =>
    all.slice(1).map((one, i) => {
      const above = all[i]?.getBoundingClientRect().bottom ?? 0;
      return Math.round(one.getBoundingClientRect().top - above);
    }),
  );
  expect(gaps).toEqual([0, 0, 0]);
  const [, second = 0, third = 0] = await lines.evaluateAll((all) =>
    all.map(({ clientHeight }) => clientHeight),
  );
  expect([second, third]).toEqual([second, second]);
  expect(second).toBeLessThan(30);
});

test('[pages D4 sibling] a fence and a span are long enough for what they hold', () => {
  expect(exactMarkdown('````\n```\n````')).toBe('````\n```\n````');
  expect(exactMarkdown('`` a`b ``')).toBe('``a`b``');
  expect(exactMarkdown('one\n \n\n two')).toBe('one\n\n\u00a0two');
});
