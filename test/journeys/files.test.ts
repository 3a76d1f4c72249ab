import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { launchBrowser, watchedPage } from '../support/browser.ts';
import { type Demo, startDemo } from '../support/demo.ts';
import { eventually } from '../support/eventually.ts';
import { builtPages } from '../support/pages.ts';
import { Agent, User } from '../support/people.ts';
import { Auditor } from '../support/sandbox.ts';

let demo: Demo;
beforeAll(async () => {
  builtPages();
  demo = await startDemo();
}, 60_000);
afterAll(() => demo?.stop());

async function upload(user: User, text: string, ...names: readonly string[]): Promise<Response> {
  const form = new FormData();
  form.append('activity', new Blob([JSON.stringify({ type: 'message', text })]));
  for (const name of names) form.append('file', new Blob([`what is in ${name}`]), name);
  const path = `/v3/directline/conversations/${user.conversationId}/upload?userId=${user.userId}`;
  return fetch(user.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}` },
    body: form,
  });
}

test('[row 14][row 130] files of the user are seen by the agent and are in the ticket at the end', async () => {
  const user = await User.arrive(demo.url, 'Dana Files');
  expect((await upload(user, 'before the handoff', 'early.txt')).status).toBe(200);
  await user.escalate();
  const alice = await Agent.signIn(demo.url, 'alice');
  const { id } = await eventually(
    async () => (await alice.list('queue')).chats.find((one) => one.user.id === user.userId),
    'the chat waits',
  );
  await alice.do(`/chats/${id}/accept`);
  await alice.do(`/chats/${id}/tickets`, { type: 'incident' });
  expect((await upload(user, 'four more', 'a.txt', 'b.txt', 'c.txt', 'd.txt')).status).toBe(200);
  const { entries } = await alice.read(id);
  const files = entries.flatMap(({ attachments = [] }) => attachments);
  expect(files.map(({ name }) => name)).toEqual(['early.txt', 'a.txt', 'b.txt', 'c.txt', 'd.txt']);
  const opened = await fetch(demo.url + (files[0]?.url ?? ''));
  expect(await opened.text()).toBe('what is in early.txt');

  await eventually(async () => (await alice.read(id)).chat.tickets[0]?.displayId, 'the ticket is there');
  await alice.do(`/chats/${id}/end`, { resolveTicket: true });
  const displayId = (await alice.read(id)).chat.tickets[0]?.displayId ?? '';
  const auditor = new Auditor(demo.sandboxUrl);
  const ticket = await eventually(
    async () =>
      (await auditor.incidents()).find(
        (row) => row['Incident Number'] === displayId && row.Status === 'Resolved',
      ),
    'the ticket is resolved',
    30_000,
  );
  const infos = await auditor.workInfo(displayId);
  const named = infos.map((row) =>
    ['01', '02', '03'].flatMap((n) => {
      const held = row[`z2AF Work Log${n}`] as unknown as { name: string } | null;
      return held ? [held.name] : [];
    }),
  );
  expect(named.filter((names) => names.length > 0)).toEqual([
    ['early.txt', 'a.txt', 'b.txt'],
    ['c.txt', 'd.txt'],
  ]);
  expect(ticket['Detailed Decription']).toContain('[file: early.txt]');
});

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('[row 14] on the user’s page a picture is picked, sent and shown, and a program is refused with the reason', async () => {
  const browser = await launchBrowser();
  const { page, context, faults, stopped } = await watchedPage(browser, demo.url);
  try {
    await page.goto(`${demo.url}/chat?name=Mary`);
    const box = page.getByPlaceholder('Type your message');
    await box.waitFor();
    const pick = page.locator('input[type=file]').first();
    await pick.setInputFiles([
      { name: 'screen.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') },
      { name: 'setup.exe', mimeType: 'image/png', buffer: Buffer.from('4d5a9000', 'hex') },
    ]);
    // The page reads what was picked before it can send it.
    await page.locator('.webchat__attachment-icon--checked').waitFor();
    await box.fill('my screen');
    await box.press('Enter');
    await page.getByText('“setup.exe” was not sent').first().waitFor();
    const picture = page.locator('img[src*="/files/"]').first();
    await picture.waitFor();
    await page.waitForFunction('document.querySelector(`img[src*="/files/"]`)?.naturalWidth === 1');
    expect({ faults, stopped }).toEqual({ faults: [], stopped: [] });
  } finally {
    await context.close();
    await browser.close();
  }
}, 60_000);
