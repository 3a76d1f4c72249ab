import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { FormField } from '../../../src/console/agent/state/ending.ts';
import { becomes } from '../../support/becomes.ts';
import { focusedWords } from '../../support/browser.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

const MODEL: FormField = { name: 'WO Type Field 1', label: 'Model', type: 'text', required: true, limit: 60 };
const CAUSE: FormField = {
  name: 'Cause',
  label: 'Cause',
  type: 'choice',
  required: true,
  choices: ['Network', 'User'],
};

let desk: FakeDesk;
let origin: string;
let page: Page;
let chat: string;
let dialog: Locator;

withFakeDesk((opened) => {
  ({ desk, origin, page } = opened);
  chat = desk.addChat({ userName: 'Mary Mann', subject: 'VPN drops' });
  dialog = page.getByRole('dialog');
});

async function signIn(path = '/console'): Promise<void> {
  await page.goto(`${origin}${path}`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('tab', { name: /^Queue/ }).waitFor();
}

async function accept(): Promise<void> {
  await signIn();
  await page.getByTestId('chat-item').click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByLabel('Message', { exact: true }).waitFor();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const cards = () => page.getByTestId('ticket');
const focused = () => focusedWords(page);
const posts = (path: RegExp) =>
  desk.requests.filter(({ method, path: asked }) => method === 'POST' && path.test(asked));

async function createIncident(): Promise<string> {
  await button('Create Incident').click();
  return (await cards().last().getByRole('link', { name: /^INC/ }).textContent()) ?? '';
}

async function chooseAction(name: string): Promise<void> {
  await button('Chat Actions').click();
  await page.getByRole('menuitem', { name }).click();
}

test('a template with a blank required field becomes a form, and is saved once it is filled in [row 76]', async () => {
  desk.itsm.templates = [
    { id: 'T1', type: 'work-order', title: 'New laptop', description: 'Provide a new laptop' },
    { id: 'T2', type: 'work-order', title: 'Software', description: 'Install it' },
  ];
  desk.itsm.demandedOnCreate.set('T1', [MODEL, CAUSE]);
  await accept();
  await button('From a template').click();
  await dialog.getByRole('radio', { name: 'Work Order' }).check();
  await dialog.getByTestId('template').getByText('Software').waitFor();
  await dialog.getByLabel('Search templates').fill('laptop');
  await dialog.getByTestId('template').getByText('Software').waitFor({ state: 'hidden' });
  await dialog.getByTestId('template').click();

  const model = dialog.getByLabel('Model');
  await model.waitFor();
  await button('Confirm and save').click();
  await dialog.getByText('Fill in Model.').waitFor();
  await dialog.getByText('Choose Cause.').waitFor();
  await becomes(focused, expect.stringContaining('Model'));
  await becomes(() => model.getAttribute('aria-invalid'), 'true');
  await model.fill('x'.repeat(70));
  await dialog.getByText('60 / 60').waitFor();
  await model.fill('T14');
  await dialog.getByLabel('Cause').selectOption('User');
  desk.loseAnswerOf.add(`/api/v1/chats/${chat}/tickets`);
  await button('Confirm and save').click();
  await cards().getByRole('link', { name: /^WO/ }).waitFor();
  await becomes(() => dialog.count(), 0);
  const saved = posts(/\/tickets$/).slice(1);
  expect(saved.map(({ body }) => body)).toEqual(
    saved.map(() => ({
      type: 'work-order',
      templateId: 'T1',
      fields: { 'WO Type Field 1': 'T14', Cause: 'User' },
    })),
  );
  expect([saved.length, new Set(saved.map(({ key }) => key)).size]).toEqual([2, 1]);
  expect(desk.chat(chat).tickets).toHaveLength(1);
});

test('the template way is there only while the chat has no ticket of that type [row 76]', async () => {
  desk.itsm.templates = [
    { id: 'T1', type: 'work-order', title: 'New laptop', description: '' },
    { id: 'T2', type: 'incident', title: 'VPN trouble', description: '' },
  ];
  await accept();
  await createIncident();
  await button('From a template').click();
  await dialog.getByTestId('template').getByText('New laptop').waitFor();
  await becomes(() => dialog.getByRole('radio').count(), 0);
  await becomes(focused, 'Search templates');
  await page.keyboard.press('Tab');
  await becomes(focused, expect.stringContaining('New laptop'));
  await page.keyboard.press('Enter');
  await cards().getByRole('link', { name: /^WO/ }).waitFor();
  await button('From a template').waitFor({ state: 'hidden' });
});

test('an ITSM that asks for fields is answered in a form, without a template too [row 74]', async () => {
  desk.itsm.demandedOnCreate.set('incident', [CAUSE]);
  await accept();
  await button('Create Incident').click();
  await page.getByRole('dialog', { name: 'New incident' }).waitFor();
  await dialog.getByLabel('Cause').selectOption('Network');
  await button('Confirm and save').click();
  await cards().getByRole('link', { name: /^INC/ }).waitFor();
  expect(posts(/\/tickets$/).at(-1)?.body).toEqual({ type: 'incident', fields: { Cause: 'Network' } });
});

test('an existing ticket is related by its number; a wrong number is told at the form [row 79]', async () => {
  await accept();
  await button('Relate a ticket').click();
  await becomes(focused, expect.stringContaining('Ticket number'));
  await page.keyboard.press('Enter');
  await dialog.getByText('Fill in Ticket number.').waitFor();
  await page.keyboard.type('XYZ');
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').getByText('The ITSM has no ticket XYZ. Check the number.').waitFor();
  await dialog.getByLabel('Ticket number').fill('INC000000000777');
  await page.keyboard.press('Enter');
  await cards().getByText('Related').waitFor();
  await becomes(() => dialog.count(), 0);
});

test('End names its effect on each ticket and resolves what is ticked; related ones start unticked [row 82]', async () => {
  await accept();
  const number = await createIncident();
  await button('Relate a ticket').click();
  await dialog.getByLabel('Ticket number').fill('INC000000000777');
  await button('Relate').click();
  await cards().nth(1).waitFor();
  desk.itsm.demandedOnResolve.set(1, [CAUSE]);
  desk.itsm.demandedAtTheEnd.set(1, [MODEL]);

  await button('End Chat').click();
  const own = dialog.getByTestId('ending').filter({ hasText: number });
  const related = dialog.getByTestId('ending').filter({ hasText: 'INC000000000777' });
  await own.getByText('will be Resolved / No Further Action Required').waitFor();
  await related.getByText('keeps its status').waitFor();
  await becomes(() => own.getByRole('checkbox').isChecked(), true);
  await related.getByRole('checkbox').check();
  await related.getByText('will be Resolved / No Further Action Required').waitFor();

  await button('Yes, resolve and end').click();
  await dialog.getByText('Choose Cause.').waitFor();
  expect(posts(/\/end$/)).toHaveLength(0);
  await dialog.getByLabel('Cause').selectOption('User');
  await dialog.getByLabel('Resolution').fill('Gateway restarted');
  await button('Yes, resolve and end').click();
  await dialog.getByText('Fill in Model.').waitFor();
  await dialog.getByLabel('Model').fill('T14');
  await page.keyboard.press('Enter');
  await page.getByTestId('status').getByText('Closed · Resolved').waitFor();
  expect(posts(/\/end$/).at(-1)?.body).toEqual({
    tickets: [
      { ticket: 1, resolve: true, fields: { Cause: 'User', 'WO Type Field 1': 'T14' } },
      { ticket: 2, resolve: true },
    ],
    resolution: 'Gateway restarted',
  });
});

test('a ticket that is still being created is resolved with the others [row 82]', async () => {
  await accept();
  desk.holdTickets = true;
  await button('Create Incident').click();
  await cards().getByText('Creating…').waitFor();
  await button('End Chat').click();
  await dialog.getByText('The incident being created').waitFor();
  await dialog.getByText('will be resolved as soon as it has its number').waitFor();
  desk.settleTickets();
  await dialog.getByText('will be Resolved / No Further Action Required').waitFor();
  await button('Yes, resolve and end').click();
  await page.getByTestId('status').getByText('Closed · Resolved').waitFor();
  expect(posts(/\/end$/).at(-1)?.body).toMatchObject({ tickets: [{ ticket: 1, resolve: true }] });
});

test('No ends the chat alone, and Cancel leaves everything as it was [row 82]', async () => {
  await accept();
  await createIncident();
  await button('End Chat').click();
  await dialog.getByTestId('ending').waitFor();
  await button('Cancel').click();
  await dialog.waitFor({ state: 'hidden' });
  expect([posts(/\/end$/).length, desk.chat(chat).status]).toEqual([0, 'assigned']);
  await button('End Chat').click();
  await button('No, end only').click();
  await page.getByTestId('status').getByText('Closed · Unresolved').waitFor();
  expect(posts(/\/end$/).map(({ body }) => body)).toEqual([{}]);
});

test('without a ticket End asks Yes or No [row 83]', async () => {
  await accept();
  await button('End Chat').click();
  await dialog.getByText('It has no ticket.').waitFor();
  await button('No').click();
  await dialog.waitFor({ state: 'hidden' });
  expect(desk.chat(chat).status).toBe('assigned');
  await button('End Chat').click();
  await button('Yes, end the chat').click();
  await page.getByTestId('status').getByText('Closed · Unresolved').waitFor();
});

test('a ticket that cannot be resolved says why, and the chat still ends [row 90]', async () => {
  await accept();
  await createIncident();
  desk.itsm.unresolvable.set(1, 'This ITSM has no status Resolved.');
  await button('End Chat').click();
  await dialog.getByText('This ITSM has no status Resolved.').waitFor();
  await becomes(() => dialog.getByRole('checkbox').isDisabled(), true);
  await becomes(() => button('Yes, resolve and end').count(), 0);
  await button('End without resolving').click();
  await page.getByTestId('status').getByText('Closed · Unresolved').waitFor();
});

test('the end dialog is worked by keyboard alone, and gives the focus back [row 82]', async () => {
  await accept();
  await createIncident();
  desk.itsm.demandedOnResolve.set(1, [CAUSE]);
  await page.getByLabel('Message', { exact: true }).focus();
  await page.keyboard.press('Alt+KeyE');
  await dialog.getByLabel('Cause').waitFor();
  await becomes(focused, expect.stringMatching(/^Cause/));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await becomes(focused, 'Message');
});

test('Abandon names what becomes of each ticket [row 86] [row 88] [row 89]', async () => {
  await accept();
  const number = await createIncident();
  await button('Create Work Order').click();
  await cards().nth(1).getByRole('link', { name: /^WO/ }).waitFor();
  await chooseAction('Abandon');
  const effect = (of: string) => dialog.getByTestId('ending').filter({ hasText: of });
  await effect(number).getByText('will be Cancelled / No longer a Causal CI').waitFor();
  await effect('WO').getByText('will be Cancelled / Cancelled by Support').waitFor();
  await button('Abandon').click();
  await page.getByTestId('status').getByText('Closed · Abandoned').waitFor();
});

test('Abandon without a ticket asks all the same [row 87]', async () => {
  await accept();
  await chooseAction('Abandon');
  await dialog.getByText('It has no ticket, so nothing changes in the ITSM.').waitFor();
  expect(posts(/\/abandon$/)).toHaveLength(0);
  await button('Abandon').click();
  await page.getByTestId('status').getByText('Closed · Abandoned').waitFor();
});

test('a ticket that was given up says so and is not retried; another one can be created', async () => {
  await accept();
  desk.failTicket = true;
  await button('Create Incident').click();
  await button('Retry').waitFor();
  desk.givesUp(chat, 1);
  await cards().getByText('Given up').waitFor();
  await becomes(() => button('Retry').count(), 0);
  await button('Create Incident').click();
  await button('Create another').click();
  await cards().nth(1).getByRole('link', { name: /^INC/ }).waitFor();
});

test('what the server refuses stands in the dialog, which stays open', async () => {
  await accept();
  await createIncident();
  await button('End Chat').click();
  await dialog.getByTestId('ending').waitFor();
  desk.takenBy(chat, 'bob');
  await button('Yes, resolve and end').click();
  await dialog.getByRole('alert').getByText('Only the agent who has this chat can do that.').waitFor();
});

test("a ticket's link opens its chat after sign-in, a closed one too, and leaves the address [row 78]", async () => {
  await accept();
  const number = await createIncident();
  await button('End Chat').click();
  await button('No, end only').click();
  await page.getByTestId('status').getByText('Closed · Unresolved').waitFor();
  await page.evaluate('sessionStorage.clear()');
  await page.goto('about:blank');

  await signIn(`/console?ticket=itsm/${number}`);
  await page.getByRole('region', { name: 'Chat with Mary Mann' }).waitFor();
  await page.getByTestId('status').getByText('Closed · Unresolved').waitFor();
  expect(page.url()).toBe(`${origin}/console#${chat}`);

  await page.goto(`${origin}/console?ticket=itsm/INC999`);
  await page.getByTestId('notice').getByText('No chat that you may read belongs to INC999.').waitFor();
  expect(new URL(page.url()).search).toBe('');
});
