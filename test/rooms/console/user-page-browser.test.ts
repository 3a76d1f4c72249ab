import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

let desk: FakeDesk;
let origin: string;
let page: Page;
let stopped: string[];

withFakeDesk((opened) => {
  ({ desk, origin, page, stopped } = opened);
});

const transcript = () => page.getByRole('region', { name: 'Conversation' });
const status = () => page.getByRole('status').first();

test('a user gives a name, talks to the bot and to an agent by name, cancels, and finds it all after a reload', async () => {
  await page.goto(`${origin}/chat`);
  await page.getByLabel('Your name').fill('Mary Mann');
  await page.getByRole('button', { name: 'Start chat' }).click();
  const box = page.getByPlaceholder('Type your message');
  await box.waitFor();
  await page.waitForFunction('document.activeElement?.placeholder === "Type your message"');
  desk.directLine.say('Virtual agent', {
    text: 'Shall I bring in a live agent?',
    suggestedActions: { actions: [{ type: 'imBack', title: 'Yes', value: 'Yes' }] },
  });
  await page.locator('.webchat__suggested-action', { hasText: 'Yes' }).click();
  await transcript().getByText('Yes').first().waitFor();
  const cancel = page.getByRole('button', { name: 'Cancel live chat' });
  await becomes(() => cancel.isVisible(), false);

  desk.directLine.status('requested');
  await status().getByText('Waiting for a live agent…').waitFor();
  desk.directLine.status('accepted', 'Alice Smith');
  desk.directLine.say('Alice Smith', { text: 'Hello Mary, <b>Alice</b> here' });
  await status().getByText('Live chat with Alice Smith').waitFor();
  await transcript().locator('.speaker', { hasText: 'Alice Smith' }).waitFor();
  await transcript().locator('.speaker', { hasText: 'Virtual agent' }).waitFor();

  await page.reload();
  await status().getByText('Live chat with Alice Smith').waitFor();
  await transcript().getByText('Shall I bring in a live agent?').first().waitFor();

  await cancel.click();
  await page.getByRole('button', { name: 'Keep chatting' }).click();
  await cancel.click();
  const posted = page.waitForResponse(/\/activities$/);
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, cancel' }).click();
  await posted;
  expect(desk.directLine.sent.at(-1)).toMatchObject({ type: 'endOfConversation' });
  expect(desk.directLine.sent.filter(({ type }) => type === 'endOfConversation')).toHaveLength(1);
  desk.directLine.status('completed');
  await status().getByText('Virtual agent').waitFor();
  await becomes(() => cancel.isVisible(), false);

  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByLabel('Your name').waitFor();
  expect(desk.directLine.conversations).toHaveLength(1);
});

test('a name in the address starts at once; hostile words of name and bot stay words', async () => {
  const hostile = '<img src=x onerror="window.__fired=1">';
  await page.goto(`${origin}/chat?name=${encodeURIComponent(hostile)}`);
  await page.getByPlaceholder('Type your message').waitFor();
  desk.directLine.say(hostile, { text: `<script>window.__fired=1</script> ${hostile}` });
  desk.directLine.say(hostile, {
    text: '[click](javascript:window.__fired=1) [good](https://kb.example.com/)',
  });
  await transcript().getByRole('link', { name: /^good/ }).waitFor();
  await becomes(() => page.evaluate("'__fired' in window"), false);
  const protocols = await page.evaluate('[...document.links].map((link) => link.protocol)');
  expect(protocols).toEqual(['https:']);
  // Web Chat parses markup before it cleans it; what would run meanwhile, the policy stops.
  for (const report of stopped.splice(0)) expect(report).toContain('script-src');
});

test('[faults 8f] no words of anybody make a link that runs something, however they are written', async () => {
  await page.goto(`${origin}/chat?name=Mary`);
  await page.getByPlaceholder('Type your message').waitFor();
  // The first is the case; the others are its siblings.
  const hostile = [
    '[a]: javascript:window.__fired=1\n\nsee [a] and [a][a]',
    '[b]: data:text/html,<script>window.__fired=1</script>\n\n[b]',
    '[c](vbscript:x) [d](java&#115;cript:window.__fired=1) [e](&#x6A;avascript:x)',
    '[f](java\tscript:x) [g](<java\nscript:x>) [h]( javascript:x) [i](\\j\\avascript:x)',
    '[j]: JaVaScRiPt&colon;window.__fired=1\n\n[j] <javascript:window.__fired=1>',
    '<a href="javascript:window.__fired=1">k</a> <form action="javascript:x"><button formaction="javascript:x">l</button></form>',
  ];
  for (const [n, text] of hostile.entries())
    for (const from of [
      { id: 'bot', name: 'Virtual agent', role: 'bot' },
      { id: desk.directLine.conversations.at(-1)?.userId, name: 'Mary', role: 'user' },
    ])
      desk.directLine.say('Virtual agent', {
        text: `${text}\n\nline ${n} of ${from.role}`,
        textFormat: 'markdown',
        from,
      });
  desk.directLine.say('Virtual agent', { text: '[good](https://kb.example.com/) last' });
  await transcript().getByRole('link', { name: /^good/ }).waitFor();
  await transcript()
    .getByText(`line ${hostile.length - 1} of user`)
    .first()
    .waitFor();
  const addresses = (await page.evaluate(
    `[...document.querySelectorAll('a, area, form, [formaction], iframe')].flatMap((one) =>
      ['href', 'action', 'formaction', 'src'].flatMap((name) => one.getAttribute(name) ?? []))`,
  )) as string[];
  expect(addresses.filter((address) => !/^(?:https?:|mailto:|tel:|\/|#)/.test(address))).toEqual([]);
  // What a person types is shown as it was typed.
  expect(await transcript().getByText('see [a] and [a][a]').count()).toBeGreaterThan(0);
  expect(await page.evaluate("'__fired' in window")).toBe(false);
  stopped.splice(0);
});

test('a conversation that the server has forgotten ends in the start form, not in a dead page', async () => {
  await page.goto(`${origin}/chat?name=Mary`);
  await page.getByPlaceholder('Type your message').waitFor();
  await page.waitForFunction("sessionStorage.getItem('deskbridge.chat') !== null");
  desk.directLine.conversations.length = 0;
  await page.goto(`${origin}/chat`);
  await page.getByLabel('Your name').waitFor();
});

test('the landing page leads to every page of this server', async () => {
  await page.goto(`${origin}/`);
  await page.getByText('0.1.0').waitFor();
  const links = page.getByRole('list', { name: 'Pages' }).getByRole('link');
  await becomes(
    () => links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))),
    ['/chat', '/console', 'http://127.0.0.1:3980/'],
  );
});

test('[pages D3] while Web Chat is on its way the page says so, and it says when it does not come', async () => {
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route('**/assets/webchat-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${origin}/chat`, { waitUntil: 'domcontentloaded' });
  await page.getByLabel('Your name').fill('Mary Mann');
  await page.getByRole('button', { name: 'Start chat' }).click();
  const loading = page.getByText('Loading the chat…');
  await loading.waitFor();
  await becomes(() => page.getByLabel('Your name').isVisible(), false);
  letThrough();
  await page.getByPlaceholder('Type your message').waitFor();
  await becomes(() => loading.isVisible(), false);
});

test('[pages D3 sibling] after a reload too; and what does not come is told with the way out', async () => {
  await page.goto(`${origin}/chat?name=Mary`);
  await page.getByPlaceholder('Type your message').waitFor();
  await page.waitForFunction("sessionStorage.getItem('deskbridge.chat') !== null");
  let refuse = () => {};
  const held = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  await page.route('**/assets/webchat-*.js', async (route) => {
    await held;
    await route.abort();
  });
  await page.reload({ waitUntil: 'domcontentloaded' });
  await page.getByText('Loading the chat…').waitFor();
  refuse();
  await page.getByRole('alert').getByText('The chat window could not be loaded. Reload the page.').waitFor();
});

test('where users come by their portal alone, who opens our own page is sent there in plain words', async () => {
  await page.route('**/chat/session', (route) =>
    route.fulfill({ status: 401, json: { code: 'sign-in-required', detail: 'send the token' } }),
  );
  await page.goto(`${origin}/chat`);
  await page.getByLabel('Your name').fill('Eve');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await page.getByRole('alert').getByText('Open it from your portal.').waitFor();
});
