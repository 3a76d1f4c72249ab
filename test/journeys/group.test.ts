import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { becomes } from '../support/becomes.ts';
import { launchBrowser, watchedPage } from '../support/browser.ts';
import { PASSWORD } from '../support/demo.ts';
import { type DeskHouse, openDeskHouse } from '../support/desk-house.ts';
import { eventually } from '../support/eventually.ts';
import { type FakeChannel, startFakeChannel } from '../support/fake-channel.ts';
import { builtPages } from '../support/pages.ts';
import type { Agent } from '../support/people.ts';

const CONVERSATION = '19:helpdesk@thread.tacv2;messageid=1700000000000';
const BOT = { id: '28:bot', name: 'Deskbridge' };
const ANA = { id: '29:ana', name: 'Ana Ruiz' };
const BEN = { id: '29:ben', name: 'Ben Okoro' };
const CLEO = { id: '29:cleo', name: 'Cleo Novak' };

let house: DeskHouse;
let channel: FakeChannel;
let alice: Agent;
let browser: Browser;
beforeAll(async () => {
  const pages = builtPages();
  [house, channel, browser] = await Promise.all([
    openDeskHouse({ pages }),
    startFakeChannel(CONVERSATION),
    launchBrowser(),
  ]);
  alice = await house.signIn('alice');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await channel?.stop();
  await house?.close();
});

/** As Teams posts what somebody does in a channel. */
const post = async (from: { readonly id: string; readonly name: string }, activity: object) => {
  const status = await channel.post(house.url, {
    id: randomUUID(),
    channelId: 'msteams',
    conversation: { id: CONVERSATION, isGroup: true, conversationType: 'channel' },
    from,
    recipient: BOT,
    ...activity,
  });
  expect(status).toBe(200);
};
/** Each message there begins with the bot's mention, and is encoded. */
const say = (from: { readonly id: string; readonly name: string }, html: string) =>
  post(from, {
    text: `<at>${BOT.name}</at>&nbsp;${html}`,
    textFormat: 'plain',
    entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
    attachments: [{ contentType: 'text/html', content: `<div><div>${html}</div></div>` }],
  });

test('[chat F5] three people in one channel: who wrote what is right in log, console and ticket, and nobody but the chat’s user ends it', async () => {
  for (const html of ['My VPN &amp; mail are down', 'transfer to live chat', 'Yes']) await say(ANA, html);
  const { id } = await eventually(
    async () => (await alice.list('queue')).chats.find(({ user }) => user.id === ANA.id),
    'the chat waits',
  );
  expect((await alice.do(`/chats/${id}/accept`)).status).toBe(200);
  expect((await alice.do(`/chats/${id}/tickets`, { type: 'incident' })).status).toBe(202);
  const { displayId = '' } = await alice.ticket(id, 1, 'created');

  await say(BEN, 'Mine &lt;too&gt;');
  await post(CLEO, { text: 'Same at my desk' });
  await say(BEN, 'cancel chat');
  await post(CLEO, { type: 'endOfConversation' });
  // The channel gives the bot's own words back.
  await post(BOT, { text: 'cancel chat', recipient: ANA });
  await post(BEN, { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] });
  await alice.do(`/chats/${id}/messages`, { text: 'Restart your routers, please' });
  const line = await eventually(
    () => channel.received.find(({ text }) => text === 'Restart your routers, please'),
    'the answer arrives',
  );
  expect(line).toMatchObject({ recipient: { id: ANA.id }, from: { id: BOT.id } });

  const { chat, entries } = await alice.read(id);
  expect(chat).toMatchObject({ status: 'assigned', cancelledByUser: false, user: ANA, group: true });
  expect(
    entries.filter(({ author }) => author.kind === 'user').map(({ author, text }) => [author.name, text]),
  ).toEqual([
    [ANA.name, 'My VPN & mail are down'],
    [ANA.name, 'transfer to live chat'],
    [ANA.name, 'Yes'],
    [BEN.name, 'Mine <too>'],
    [CLEO.name, 'Same at my desk'],
    [BEN.name, 'cancel chat'],
  ]);

  const { page, context, faults } = await watchedPage(browser, house.url);
  await page.goto(`${house.url}/console`);
  await page.getByLabel('User name').fill('alice');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('tab', { name: /^My Chats/ }).click();
  await page.getByTestId('chat-item').filter({ hasText: ANA.name }).click();
  await becomes(() => page.getByTestId('group').textContent(), 'Group, 3 people');
  const bens = page.getByTestId('entry-user').filter({ hasText: 'Mine <too>' });
  await becomes(() => bens.locator('.author').textContent(), BEN.name);
  const cleos = page.getByTestId('entry-user').filter({ hasText: 'Same at my desk' });
  await becomes(() => cleos.locator('.author').textContent(), CLEO.name);
  expect(faults).toEqual([]);
  await context.close();

  await say(ANA, 'Cancel chat.');
  await eventually(async () => (await alice.read(id)).chat.cancelledByUser, 'its user has left');
  await alice.do(`/chats/${id}/end`, { resolveTicket: true, resolution: 'Routers' });
  await alice.ticket(id, 1, 'Resolved');
  const incident = (await house.auditor.incidents()).find((row) => row['Incident Number'] === displayId);
  const info = await eventually(async () => {
    const rows = await house.auditor.workInfo(displayId);
    return rows.map((row) => row['Detailed Description'] ?? '').find((text) => text.includes(BEN.name));
  }, 'the transcript is in the ticket');
  const written = `${incident?.['Detailed Decription']}\n${info}`;
  for (const said of [
    `${ANA.name}: My VPN & mail are down`,
    `${BEN.name}: Mine <too>`,
    `${CLEO.name}: Same at my desk`,
    `${BEN.name}: cancel chat`,
  ])
    expect(written).toContain(said);
  expect(written).not.toMatch(/<at>|&amp;|&nbsp;/);
}, 120_000);
