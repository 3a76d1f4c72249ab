import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { UserChat } from '../../../src/api/user-chats.ts';
import { becomes } from '../../support/becomes.ts';
import { focusedWords } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

let desk: FakeDesk;
let page: Page;

withFakeDesk(async (opened) => {
  ({ desk, page } = opened);
  await page.goto(`${opened.origin}/chat?name=Mary`);
  await page.getByPlaceholder('Type your message').waitFor();
});

const closed = (more: Partial<UserChat> = {}): UserChat => ({
  id: 'chat-1',
  status: 'closed',
  subject: 'VPN <i>down</i>',
  createdAt: '2026-11-21T10:00:00.000Z',
  agent: { screenName: 'Alice Smith' },
  here: true,
  mayReopen: true,
  mayRate: true,
  ...more,
});
const done = (what: string) =>
  eventually(() => desk.directLine.done.find((one) => one.what === what), `the page asks for ${what}`);
/** The line that ends a chat, with the card for pages that have no form. */
function end(): void {
  desk.directLine.status('accepted');
  desk.directLine.say('Virtual agent', {
    text: 'Alice Smith has ended the chat.',
    channelData: { deskbridge: { author: 'system', code: 'chat-ended' } },
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: { buttons: [{ type: 'messageBack', title: 'Card button', value: {} }] },
      },
    ],
  });
  desk.directLine.status('completed');
}
const panel = () => page.getByRole('region', { name: 'After the chat' });

test('after the end a user rates the chat once, with a comment [row 27]', async () => {
  desk.directLine.chats.push(closed());
  end();
  await panel().getByRole('radio', { name: '4' }).check();
  await panel().getByLabel('Comment').fill('Quick');
  await panel().getByRole('button', { name: 'Send rating' }).click();
  await panel().getByText('Thank you for your rating.').waitFor();
  await becomes(() => focusedWords(page), 'Reopen chat');
  expect(await done('rating')).toEqual({ what: 'rating', body: { score: 4, comment: 'Quick' } });
  await becomes(() => panel().getByRole('button', { name: 'Send rating' }).isVisible(), false);
  await becomes(() => page.getByText('Card button').count(), 0);
  expect(desk.directLine.sent).toEqual([]);
});

test('he reopens it, and the form makes room for the chat that goes on', async () => {
  desk.directLine.chats.push(closed({ mayRate: false }));
  end();
  await panel().getByRole('button', { name: 'Reopen chat' }).click();
  await done('reopen');
  desk.directLine.status('requested');
  await panel().waitFor({ state: 'hidden' });
});

test('what he has closed stays closed after a reload', async () => {
  desk.directLine.chats.push(closed());
  end();
  await panel().getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await page.getByText('Alice Smith has ended the chat.').first().waitFor();
  await becomes(() => panel().isVisible(), false);
});

test('in my chats he reads, keeps and goes on with earlier ones [row 22]', async () => {
  desk.directLine.chats.push(
    closed(),
    closed({ id: 'chat-2', subject: 'Printer', here: false, mayReopen: false }),
  );
  await page.getByRole('button', { name: 'My chats' }).click();
  const dialog = page.getByRole('dialog', { name: 'My chats' });
  const [vpn, printer] = ['VPN <i>down</i>', 'Printer'].map((subject) =>
    dialog.locator('ul > li', { hasText: subject }),
  ) as [ReturnType<typeof dialog.locator>, ReturnType<typeof dialog.locator>];
  await vpn.getByText(/Closed · .* · Alice Smith/).waitFor();
  await vpn.getByRole('button', { name: 'Read' }).click();
  await vpn.getByText('Mary: <b>Hello</b>').waitFor();
  await becomes(() => focusedWords(page), 'Read');
  const saved = page.waitForEvent('download');
  await vpn.getByRole('button', { name: 'Download' }).click();
  expect((await saved).suggestedFilename()).toBe('chat-2026-11-21.txt');
  await becomes(() => printer.getByRole('button', { name: 'Reopen' }).count(), 0);
  await becomes(() => vpn.getByRole('button', { name: 'Continue' }).count(), 0);
  await printer.getByRole('button', { name: 'Continue' }).waitFor();
});
