import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { type DeskHouse, helix } from '../../support/desk-house.ts';
import { eventually } from '../../support/eventually.ts';
import type { Agent } from '../../support/people.ts';
import { type ConsolePages, openConsolePages } from './console-pages.ts';

// What supervisors look after, in a browser, before the real server and the simulator of the ITSM.

const REFUSED_ON_CREATE = { kind: 'workflow', method: 'POST', path: 'HPD:IncidentInterface_Create' } as const;
const MISSPELT = 'Cancelled by Suport';

let pages: ConsolePages;
let house: DeskHouse;
let alice: Agent;

beforeAll(async () => {
  pages = await openConsolePages({
    settings: (itsmUrl) => ({
      connectors: [
        {
          ...helix('helix', itsmUrl),
          mapping: {
            'work-order': { endings: { abandoned: { status: 'Cancelled', statusReason: MISSPELT } } },
          },
        },
      ],
    }),
  });
  house = pages.house;
  alice = await house.signIn('alice');
}, 120_000);
afterAll(() => pages?.close());
afterEach(async () => {
  house.itsm.faults = [];
  expect(await pages.closePages()).toEqual([]);
});

/** A chat of Alice's whose incident the ITSM has refused. */
async function refusedIncident(): Promise<string> {
  house.itsm.faults = [REFUSED_ON_CREATE];
  const { id } = await house.accepted(alice);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  await alice.ticket(id, 1, 'failed');
  house.itsm.faults = [];
  return id;
}

const rowOf = (page: Page, chat: string) => page.locator(`[data-row="${chat} 1"]`);

test('a supervisor sees which tickets need a hand, retries one and gives another up', async () => {
  const first = await refusedIncident();
  const sam = await pages.openConsole(undefined, 'sam');
  await sam.getByRole('button', { name: 'Tickets that need a hand: 1' }).click();
  const view = sam.getByRole('region', { name: 'Tickets that need a hand' });
  await rowOf(sam, first)
    .getByText(/workflow filter/)
    .waitFor();

  const second = await refusedIncident();
  await view.getByRole('button', { name: 'Refresh' }).click();
  await rowOf(sam, second).waitFor();
  await sam.getByRole('button', { name: 'Tickets that need a hand: 2' }).waitFor();

  await rowOf(sam, first)
    .getByRole('button', { name: /^Retry / })
    .click();
  await rowOf(sam, first).waitFor({ state: 'detached' });
  await alice.ticket(first, 1, 'created');

  await rowOf(sam, second)
    .getByRole('button', { name: /^Give up / })
    .click();
  const question = rowOf(sam, second).getByRole('group', { name: /^Give up / });
  await question.getByRole('button', { name: 'Keep it' }).click();
  await question.waitFor({ state: 'detached' });
  expect((await alice.read(second)).chat.tickets[0]?.givenUp).toBeUndefined();
  await rowOf(sam, second)
    .getByRole('button', { name: /^Give up / })
    .click();
  await question.getByRole('button', { name: /^Yes, give up / }).click();
  await rowOf(sam, second).waitFor({ state: 'detached' });
  await view.getByText('Nothing needs a hand').waitFor();
  expect((await alice.read(second)).chat.tickets[0]?.givenUp).toBe(true);
  await sam.getByRole('button', { name: 'Tickets that need a hand', exact: true }).waitFor();
});

test('the list follows what happens elsewhere, and leads to the chat', async () => {
  const id = await refusedIncident();
  const sam = await pages.openConsole(undefined, 'sam');
  await sam.getByTestId('needs-hand').click();
  await rowOf(sam, id).getByRole('button', { name: /VPN/ }).click();
  await sam.getByRole('region', { name: 'Tickets that need a hand' }).waitFor({ state: 'detached' });
  await sam.getByRole('region', { name: 'Chat with Allen Allbrook' }).first().waitFor();
  expect(new URL(sam.url()).hash).toBe(`#${id}`);

  await sam.getByTestId('needs-hand').click();
  await rowOf(sam, id).waitFor();
  await alice.do(`/chats/${id}/tickets/1/retry`);
  await rowOf(sam, id).waitFor({ state: 'detached' });
  await sam.keyboard.press('Escape');
  await sam.getByRole('region', { name: 'Tickets that need a hand' }).waitFor({ state: 'detached' });
});

test('a supervisor is told which mapped value the ITSM has not got, and which is nearest', async () => {
  const supervisor = await house.signIn('sam');
  await eventually(
    async () => (await supervisor.get('/admin/checks')).body.connectors[0]?.state === 'faulty',
    'the mapping is checked',
  );
  const sam = await pages.openConsole(undefined, 'sam');
  const banner = sam.getByRole('region', { name: 'Check of the mapping' });
  await banner.getByRole('button', { name: 'Show what is missing' }).click();
  const words = (await banner.getByRole('listitem').first().textContent()) ?? '';
  for (const fact of ['Form', 'WOI:WorkOrder', 'Field', 'Value', MISSPELT, 'Nearest', 'Cancelled by Support'])
    expect(words).toContain(fact);
  await banner.getByRole('button', { name: /^Put away / }).click();
  await banner.waitFor({ state: 'detached' });
});

test('other agents are asked nothing of this and shown nothing', async () => {
  const asked: string[] = [];
  const bobs = await pages.openConsole(undefined, 'bob');
  bobs.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await bobs.reload();
  await bobs.getByRole('switch', { name: 'Available' }).waitFor();
  await bobs.waitForFunction(
    "document.querySelector('db-console')?.desk?.state.me !== undefined && document.querySelector('db-console')?.desk?.state.link === 'live'",
  );
  expect(asked).toContain('/api/v1/me');
  expect(asked.filter((path) => path.startsWith('/api/v1/admin'))).toEqual([]);
  await becomes(() => bobs.getByTestId('needs-hand').count(), 0);
  await becomes(() => bobs.getByTestId('checks').count(), 0);
});
