import { expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { EarlierTicketView } from '../../../src/api/views.ts';
import { eventually } from '../../support/eventually.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

const RESOLVED: EarlierTicketView = {
  connector: 'itsm',
  type: 'incident',
  kind: 'incident',
  displayId: 'INC000000000031',
  url: 'http://127.0.0.1:3980/tickets/INC000000000031',
  status: 'Resolved',
  statusReason: '',
  standing: 'reopenable',
};
const OPEN: EarlierTicketView = {
  ...RESOLVED,
  displayId: 'INC000000000032',
  status: 'Assigned',
  standing: 'open',
};

let desk: FakeDesk;
let origin: string;
let page: Page;
let chat: string;
let dialog: Locator;

withFakeDesk((opened) => {
  ({ desk, origin, page } = opened);
  chat = desk.addChat({ userName: 'Mary Mann', subject: 'VPN drops again' });
  dialog = page.getByRole('dialog');
});

async function accept(): Promise<void> {
  await page.goto(`${origin}/console`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('chat-item').click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByLabel('Message', { exact: true }).waitFor();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (name: string) => dialog.getByRole('button', { name, exact: true });
const card = (on: Page) => on.getByTestId('ticket');
const wishes = () =>
  desk.requests
    .filter(({ method, path }) => method === 'POST' && path.endsWith('/tickets'))
    .map(({ body }) => body);

it('[item 3] a wish for a ticket asks first: the agent reopens the one of before', async () => {
  desk.remembers(chat, RESOLVED);
  await accept();
  await button('Create Incident').click();
  await dialog.getByText('Go on with an earlier ticket?').waitFor();
  await dialog.getByText('Resolved, and can be reopened').waitFor();
  await inDialog('Reopen INC000000000031').click();
  await card(page).getByText('From an earlier chat').waitFor();
  await card(page).getByText('Assigned').waitFor();
  expect(wishes().at(-1)).toEqual({ type: 'incident', reopen: 'INC000000000031' });
  await eventually(
    async () => (await page.getByTestId('earlier').count()) === 0,
    'nothing is left to choose',
  );
});

it('[item 3] sibling: the agent says that it is another matter, and the new ticket names the old', async () => {
  desk.remembers(chat, RESOLVED);
  await accept();
  await button('Create Incident').click();
  await inDialog('Create another incident').click();
  await card(page).getByText('Follows INC000000000031').waitFor();
  expect(wishes().at(-1)).toEqual({ type: 'incident', another: true });
});

it('[item 3] sibling: of several the agent takes one, beside the chat, without a dialog', async () => {
  desk.remembers(chat, OPEN, RESOLVED, {
    ...RESOLVED,
    displayId: 'INC1',
    status: 'Closed',
    standing: 'over',
  });
  await accept();
  await page.getByText('Closed; a new ticket names it').waitFor();
  expect((await button('Reopen INC1').count()) + (await button('Go on with INC1').count())).toBe(0);
  await button('Go on with INC000000000032').click();
  await card(page)
    .getByRole('link', { name: /INC000000000032/ })
    .waitFor();
  expect(await dialog.count()).toBe(0);
  expect(wishes()).toEqual([{ type: 'incident', reopen: 'INC000000000032' }]);
});

it('[item 3] sibling: with a template too', async () => {
  desk.itsm.templates = [
    { id: 't1', type: 'incident', title: 'VPN trouble', description: 'VPN does not connect' },
  ];
  desk.remembers(chat, RESOLVED);
  await accept();
  await button('From a template').click();
  await page.getByTestId('template').click();
  await dialog.getByText('Go on with an earlier ticket?').waitFor();
  await inDialog('Create another incident').click();
  await card(page).getByText('Follows INC000000000031').waitFor();
  expect(wishes().at(-1)).toEqual({ type: 'incident', templateId: 't1', another: true });
});
