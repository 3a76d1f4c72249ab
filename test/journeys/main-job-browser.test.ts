import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { becomes } from '../support/becomes.ts';
import { launchBrowser, watchedPage } from '../support/browser.ts';
import { type Demo, PASSWORD, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { builtPages } from '../support/pages.ts';
import { Auditor } from '../support/sandbox.ts';

let demo: Demo;
let browser: Browser;

beforeAll(async () => {
  builtPages();
  [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

test('user and agent do the whole main job through the pages', async () => {
  const user = await watchedPage(browser, demo.url);
  const agent = await watchedPage(browser, demo.url);
  const { page: chat } = user;
  const { page: desk } = agent;

  await chat.goto(`${demo.url}/chat?name=Dana%20Reyes`);
  const box = chat.getByRole('textbox', { name: /type|message/i });
  const says = async (text: string) => {
    await box.fill(text);
    await box.press('Enter');
  };
  const hears = (text: string | RegExp) => chat.getByText(text).last().waitFor();
  await box.waitFor();
  await says('My VPN does not connect');
  await hears(/VPN client|VPN/);
  await says('transfer to live chat');
  await chat.getByRole('button', { name: 'Yes' }).last().click();
  await hears('You are in the queue for a live agent. An agent will answer here as soon as possible.');

  await desk.goto(`${demo.url}/console`);
  await desk.getByLabel('User name').fill('alice');
  await desk.getByLabel('Password').fill(PASSWORD);
  await desk.getByRole('button', { name: 'Sign in' }).click();
  await desk.getByRole('tab', { name: 'Queue (1)' }).click();
  await desk.getByRole('button', { name: 'Dana Reyes' }).and(desk.getByTestId('chat-item')).click();
  const pane = desk.getByRole('region', { name: 'Chat with Dana Reyes' });
  await pane.getByText('My VPN does not connect').first().waitFor();
  await pane.getByRole('button', { name: 'Accept' }).click();
  await pane.getByLabel('Message', { exact: true }).waitFor();
  await hears('Alice Smith has joined the chat.');

  await pane.getByLabel('Message', { exact: true }).fill('Hello Dana, which network are you on?');
  await desk.keyboard.press('Enter');
  await hears('Hello Dana, which network are you on?');
  await says('The one at home');
  await pane.getByTestId('entry-user').getByText('The one at home').waitFor();

  await pane.getByRole('radio', { name: 'Side note' }).click();
  await desk.keyboard.type('SIDE NOTE: old client');
  await desk.keyboard.press('Enter');
  await pane.getByTestId('entry-note').getByText('SIDE NOTE: old client').waitFor();

  await desk.getByRole('button', { name: 'Create Incident' }).click();
  const number = await desk
    .getByTestId('ticket')
    .getByRole('link', { name: /^INC\d+/ })
    .textContent();
  const displayId = number?.match(/INC\d+/)?.[0] ?? '';
  await says('It works now, thank you');
  await pane.getByTestId('entry-user').getByText('It works now, thank you').waitFor();

  await pane.getByRole('button', { name: 'End Chat' }).click();
  const dialog = desk.getByRole('dialog', { name: 'Resolve the ticket?' });
  await dialog.getByLabel('Resolution').fill('Client updated');
  await dialog.getByRole('button', { name: 'Yes, resolve and end' }).click();
  await pane.getByText('Closed · Resolved').waitFor();
  await hears('Alice Smith has ended the chat.');

  const auditor = new Auditor(demo.sandboxUrl);
  const incident = await eventually(
    async () =>
      (await auditor.incidents()).find(
        (one) => one['Incident Number'] === displayId && one.Status === 'Resolved',
      ),
    'the incident is resolved',
  );
  expect(await auditor.incidents()).toHaveLength(1);
  expect(incident).toMatchObject({
    Status_Reason: 'No Further Action Required',
    Resolution: 'Client updated',
  });
  expect(incident['Detailed Decription']).toContain('The one at home');
  expect(incident['Detailed Decription']).not.toContain('It works now, thank you');
  const info = await auditor.workInfo(displayId);
  expect(info.map((one) => one['Detailed Description']).join()).toContain('It works now, thank you');
  expect(JSON.stringify([incident, info])).not.toContain('SIDE NOTE');
  await becomes(() => chat.getByText('SIDE NOTE').count(), 0);
  expect({ user: user.faults, agent: agent.faults }).toEqual({ user: [], agent: [] });
  expect({ user: user.stopped, agent: agent.stopped }).toEqual({ user: [], agent: [] });
}, 90_000);
