import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { eventually } from '../../support/eventually.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

// The element that has the focus, through every shadow.
const ACTIVE =
  'let at = document.activeElement; while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;';

let desk: FakeDesk;
let origin: string;
let page: Page;

withFakeDesk((opened) => {
  ({ desk, origin, page } = opened);
});

async function signIn(name = 'alice'): Promise<void> {
  await page.goto(`${origin}/console`);
  await page.getByLabel('User name').fill(name);
  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('tab', { name: /^Queue/ }).waitFor();
}

const item = (name: string) => page.getByRole('button', { name }).and(page.getByTestId('chat-item'));
const pane = (name: string) => page.getByRole('region', { name: `Chat with ${name}` });
const count = (path: RegExp) => desk.requests.filter((r) => r.method === 'POST' && path.test(r.path)).length;

const until = (holds: () => boolean): Promise<boolean> => eventually(holds, 'what the page has to do');

async function acceptChat(name: string): Promise<void> {
  await page.getByRole('tab', { name: /^Queue/ }).click();
  await item(name).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await pane(name).getByLabel('Message', { exact: true }).waitFor();
}

test('the main job: queue, preview, accept, both ways, side note, incident, end with resolve', async () => {
  const id = desk.addChat({
    userName: 'Mary Mann',
    subject: 'VPN drops',
    queue: 'Network',
    minutesWaiting: 7,
    history: [
      ['user', 'my VPN drops'],
      ['bot', 'See https://kb.example.com/vpn'],
    ],
  });
  await signIn();
  await page.getByRole('tab', { name: 'Queue (1)' }).waitFor();
  const waiting = (await item('Mary Mann').textContent()) ?? '';
  for (const words of ['VPN drops', 'Calbro Services', 'Network', 'Web Chat', '7 min'])
    expect(waiting).toContain(words);

  await item('Mary Mann').click();
  const chat = pane('Mary Mann');
  await chat.getByText('This is a preview', { exact: false }).or(chat.getByText('Preview')).first().waitFor();
  await chat.getByText('my VPN drops').waitFor();
  const link = chat.getByRole('link', { name: 'https://kb.example.com/vpn' });
  await becomes(() => link.getAttribute('rel'), 'noopener noreferrer');
  await becomes(() => link.getAttribute('target'), '_blank');

  await chat.getByRole('button', { name: 'Accept' }).click();
  await chat.getByText('Assigned').waitFor();
  await page.getByRole('tab', { name: 'My Chats', selected: true }).waitFor();

  await page.keyboard.type('Hello Mary');
  await page.keyboard.press('Enter');
  await chat.getByTestId('entry-agent').getByText('Hello Mary').waitFor();
  await chat.getByText('Delivered').waitFor();
  desk.userSays(id, 'Thank you, Alice');
  await chat.getByTestId('entry-user').getByText('Thank you, Alice').waitFor();

  await chat.getByRole('radio', { name: 'Side note' }).click();
  await page.keyboard.type('gateway 2 again');
  await page.keyboard.press('Enter');
  const note = chat.getByTestId('entry-note');
  await note.getByText('gateway 2 again').waitFor();
  await note.getByText('Internal').waitFor();
  expect(
    desk.logs
      .get(id)
      ?.filter((e) => e.visibility === 'internal')
      .map((e) => e.text),
  ).toEqual(['gateway 2 again']);

  desk.holdTickets = true;
  await page.getByRole('button', { name: 'Create Incident' }).click();
  const ticket = page.getByTestId('ticket');
  await ticket.getByText('Creating…').waitFor();
  desk.settleTickets();
  const number = ticket.getByRole('link', { name: /^INC\d+/ });
  await number.waitFor();
  await becomes(() => number.getAttribute('rel'), 'noopener noreferrer');

  await chat.getByRole('button', { name: 'End Chat' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resolve the ticket?' });
  await dialog.getByTestId('ending').getByText('will be Resolved / No Further Action Required').waitFor();
  await becomes(() => dialog.getByLabel('Resolution').inputValue(), expect.stringContaining('VPN drops'));
  await dialog.getByLabel('Resolution').fill('Gateway restarted');
  await dialog.getByRole('button', { name: 'Yes, resolve and end' }).click();
  await chat.getByText('Closed · Resolved').waitFor();
  await chat.getByText('This chat is closed. Nothing more can be sent.').waitFor();
  await page.getByText('No chats yet').waitFor();
  expect(desk.chat(id)).toMatchObject({ status: 'closed', disposition: 'resolved' });
  expect(desk.requests.filter((r) => r.method === 'POST' && r.path !== '/api/v1/session' && !r.key)).toEqual(
    [],
  );
});

test('the whole job by keyboard alone', async () => {
  desk.addChat({ userName: 'Joe Unser' });
  const second = desk.addChat({ userName: 'Mary Mann' });
  await page.goto(`${origin}/console`);
  await page.getByLabel('User name').waitFor();
  // A button of the parts library stands in the shadow of the element that has its words.
  const focused = () =>
    page.evaluate<string>(
      `{ ${ACTIVE} (at.getAttribute('aria-label') ?? (at.textContent.trim() || at.getRootNode().host.textContent.trim())); }`,
    );
  await page.waitForFunction('document.activeElement !== document.body');
  await page.keyboard.type('alice');
  await page.keyboard.press('Tab');
  await page.keyboard.type('right');
  await page.keyboard.press('Enter');
  await item('Mary Mann').waitFor();

  await page.keyboard.press('Alt+Digit2');
  await becomes(focused, expect.stringContaining('Joe Unser'));
  await page.keyboard.press('ArrowDown');
  await becomes(focused, expect.stringContaining('Mary Mann'));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  await page.keyboard.press('Alt+KeyA');
  await pane('Mary Mann').getByLabel('Message', { exact: true }).waitFor();
  await becomes(focused, 'Message');
  await page.keyboard.type('line one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('line two');
  await page.keyboard.press('Enter');
  await pane('Mary Mann').getByText('line one').waitFor();
  await page.keyboard.press('Alt+KeyN');
  await becomes(focused, 'Side note');
  await page.keyboard.type('a note?');
  await page.keyboard.press('Enter');
  await pane('Mary Mann').getByTestId('entry-note').waitFor();
  expect(
    desk.logs
      .get(second)
      ?.filter((e) => e.author.kind === 'agent')
      .map((e) => [e.type, e.text]),
  ).toEqual([
    ['message', 'line one\nline two'],
    ['note', 'a note?'],
  ]);

  await page.keyboard.press('Alt+KeyL');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });

  await page.keyboard.press('Alt+KeyE');
  await page.getByRole('dialog', { name: 'End the chat?' }).waitFor();
  await becomes(focused, 'Yes, end the chat');
  await page.keyboard.press('Enter');
  await pane('Mary Mann').getByText('Closed · Unresolved').waitFor();
});

test('several chats: drafts and scroll stay, unread marks and the title tell of news', async () => {
  const long = Array.from({ length: 60 }, (_, n) => ['user', `old line ${n}`] as const);
  const mary = desk.addChat({ userName: 'Mary Mann', history: long });
  const joe = desk.addChat({ userName: 'Joe Unser' });
  await signIn();
  await acceptChat('Mary Mann');
  await page.keyboard.type('half a sent');
  const log = pane('Mary Mann').getByRole('log');
  await log.evaluate((box) => {
    box.scrollTop = 300;
  });
  await acceptChat('Joe Unser');
  desk.userSays(mary, 'are you there?');
  desk.userSays(mary, 'hello?');
  await item('Mary Mann').getByLabel('2 unread').waitFor();
  await page.waitForFunction('document.title.startsWith("New (2)")');
  await item('Mary Mann').click();
  await page.waitForFunction('!document.title.startsWith("New")');
  await becomes(() => pane('Mary Mann').getByLabel('Message', { exact: true }).inputValue(), 'half a sent');
  await becomes(() => log.evaluate((box) => box.scrollTop), 300);
  await pane('Mary Mann').getByRole('button', { name: 'New messages' }).click();
  await pane('Mary Mann').getByText('hello?').waitFor();
  expect(desk.chat(joe).status).toBe('assigned');

  await pane('Mary Mann').getByRole('button', { name: 'Keep this chat beside' }).click();
  await item('Joe Unser').click();
  await pane('Joe Unser').getByLabel('Message', { exact: true }).waitFor();
  await becomes(() => pane('Mary Mann').getByLabel('Message', { exact: true }).isVisible(), true);

  await page.reload();
  await pane('Joe Unser').getByLabel('Message', { exact: true }).waitFor();
});

test("the user's cancel shows at once; Abandon names its effect and Release gives the chat back", async () => {
  const id = desk.addChat({ userName: 'Mary Mann' });
  await signIn();
  await acceptChat('Mary Mann');
  await page.getByRole('button', { name: 'Create Work Order' }).click();
  await page.getByTestId('ticket').getByRole('link').waitFor();
  desk.userCancels(id);
  await pane('Mary Mann').getByRole('status').getByText('End user has cancelled chat.').waitFor();
  await page.getByRole('button', { name: 'Chat Actions' }).click();
  await page.getByRole('menuitem', { name: 'Release' }).click();
  await pane('Mary Mann').getByRole('button', { name: 'Accept' }).click();
  await pane('Mary Mann').getByText('Assigned').waitFor();
  expect(count(/\/release$/)).toBe(1);

  await page.getByRole('button', { name: 'Chat Actions' }).click();
  await page.getByRole('menuitem', { name: 'Abandon' }).click();
  const dialog = page.getByRole('dialog', { name: 'Abandon the chat?' });
  await dialog.getByTestId('ending').getByText('will be Cancelled / Cancelled by Support').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(count(/\/abandon$/)).toBe(0);
  await page.getByRole('button', { name: 'Chat Actions' }).click();
  await page.getByRole('menuitem', { name: 'Abandon' }).click();
  await dialog.getByRole('button', { name: 'Abandon' }).click();
  await pane('Mary Mann').getByText('Closed · Abandoned').waitFor();
});

test('a ticket that failed says why and is retried; a second one is asked for', async () => {
  desk.addChat({ userName: 'Mary Mann' });
  await signIn();
  await acceptChat('Mary Mann');
  desk.failTicket = true;
  await page.getByRole('button', { name: 'Create Incident' }).click();
  await page
    .getByTestId('ticket')
    .getByText(/"Impact" is required/)
    .waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByTestId('ticket').getByRole('link', { name: /^INC/ }).waitFor();
  expect(count(/\/tickets\/1\/retry$/)).toBe(1);
  await page.getByRole('button', { name: 'Create Incident' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create another incident?' });
  await dialog.getByRole('button', { name: 'Create another' }).click();
  await page.getByTestId('ticket').nth(1).getByRole('link', { name: /^INC/ }).waitFor();
});

test('refusals are sentences: a chat taken by a colleague, a lost session', async () => {
  const id = desk.addChat({ userName: 'Mary Mann' });
  await signIn();
  await item('Mary Mann').click();
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  // The colleague is faster by less than the feed takes.
  await page.route('**/accept', async (route) => {
    desk.takenBy(id, 'bob');
    await route.continue();
  });
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByTestId('notice').getByText('Bob Jones has accepted this chat already.').waitFor();
  await pane('Mary Mann').getByText('Bob Jones has this chat. Only its agent can write here.').waitFor();
  await page.getByText('Nobody is waiting').waitFor();

  desk.endSessions();
  desk.cutFeeds();
  await page.getByText('Your session has ended. Sign in again to go on.').waitFor();
  await becomes(() => page.evaluate('sessionStorage.length'), 0);
});

test('a wrong password is told in the form', async () => {
  await page.goto(`${origin}/console`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('User name or password is wrong.').waitFor();
});

test('a lost line comes back by itself and brings what was missed', async () => {
  const id = desk.addChat({ userName: 'Mary Mann' });
  await signIn();
  await acceptChat('Mary Mann');
  await page.context().setOffline(true);
  desk.cutFeeds();
  await page.getByText('Reconnecting…').waitFor();
  desk.userSays(id, 'said while the line was down');
  desk.addChat({ userName: 'Joe Unser' });
  await page.context().setOffline(false);
  await pane('Mary Mann').getByText('said while the line was down').waitFor();
  await page.getByRole('tab', { name: 'Queue (1)' }).waitFor();
  await page.getByText('Reconnecting…').waitFor({ state: 'hidden' });
});

test('a line whose answer is lost or slow is there once', async () => {
  const id = desk.addChat({ userName: 'Mary Mann' });
  await signIn();
  await acceptChat('Mary Mann');
  desk.loseAnswerOf.add(`/api/v1/chats/${id}/messages`);
  await page.keyboard.type('once');
  await page.keyboard.press('Enter');
  await pane('Mary Mann').getByText('Delivered').waitFor();
  desk.slowAnswers = true;
  await page.keyboard.type('twice');
  await page.keyboard.press('Enter');
  await pane('Mary Mann').getByTestId('entry-agent').getByText('twice').waitFor();
  await becomes(() => pane('Mary Mann').getByText('twice').count(), 1);
  expect(
    desk.logs
      .get(id)
      ?.filter((e) => e.author.kind === 'agent')
      .map((e) => e.text),
  ).toEqual(['once', 'twice']);
});

test('Transferred is a tab while something is in it', async () => {
  const id = desk.addChat({ userName: 'Mary Mann' });
  await signIn();
  await becomes(() => page.getByRole('tablist', { name: 'Chats' }).getByRole('tab').count(), 2);
  desk.transferTo(id, 'alice');
  await page.getByRole('heading', { name: 'A chat is offered to you' }).waitFor();
  await page.getByRole('tab', { name: /^Transferred \(1\)/ }).click();
  await item('Mary Mann').waitFor();
  // Down goes from the tab into its list.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Accept' }).click();
  await pane('Mary Mann').getByText('Assigned').waitFor();
});

test('availability is switched and told to the server; sign-out ends the session', async () => {
  await signIn();
  const available = page.getByRole('switch', { name: 'Available' });
  await page.getByRole('switch', { name: 'Available', checked: true }).waitFor();
  await available.press('Space');
  await until(() => desk.agent('alice').available === false);
  await page.getByRole('button', { name: 'Menu of Alice Smith' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await becomes(() => page.evaluate('sessionStorage.length'), 0);
});

const PAYLOADS = JSON.parse(
  readFileSync(new URL('../../fixtures/console/xss.json', import.meta.url), 'utf8'),
) as string[];

test(`nothing that ${PAYLOADS.length} hostile texts hold is ever run`, async () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(40);
  const ids = PAYLOADS.slice(0, 6).map((payload) =>
    desk.addChat({
      userName: payload,
      subject: payload,
      company: payload,
      email: payload,
      queue: payload,
      history: PAYLOADS.flatMap((text) => [['user', text] as const, ['bot', text] as const]),
    }),
  );
  for (const payload of PAYLOADS) desk.addChat({ userName: payload, subject: payload, company: payload });
  await signIn();
  await page.getByTestId('chat-item').first().click();
  await page.getByRole('button', { name: 'Accept' }).click();
  const open = page.locator('db-chat-pane.shown');
  await open.getByRole('radio', { name: 'Message' }).waitFor();
  for (const payload of PAYLOADS.slice(0, 10)) desk.userSays(ids[0]!, `late ${payload}`);
  const last = `late ${PAYLOADS[9]}`;
  await open.getByTestId('entry-user').getByText(last, { exact: true }).first().waitFor();
  const shown = await open.getByTestId('entry-user').locator('.bubble').allTextContents();
  for (const payload of PAYLOADS) expect(shown.map((text) => text.trim())).toContain(payload.trim());
  await page.getByRole('button', { name: 'Create Incident' }).click();
  await page.getByTestId('ticket').getByRole('link').waitFor();
  await open.getByRole('button', { name: 'End Chat' }).click();
  await page.getByRole('dialog').getByLabel('Resolution').waitFor();
  const hrefs = await page.evaluate<string[]>(`{
    const found = new Set();
    const walk = (root) => {
      for (const element of root.querySelectorAll('*')) {
        if (element.localName === 'a') found.add(element.protocol);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    [...found].sort();
  }`);
  expect(hrefs).toEqual(['http:', 'https:', 'mailto:']);
  await becomes(() => page.evaluate("'__fired' in window"), false);
});
