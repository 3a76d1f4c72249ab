import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { becomes } from '../../support/becomes.ts';
import { focusedWords } from '../../support/browser.ts';
import type { FakeDesk } from '../../support/fake-desk.ts';
import { withFakeDesk } from '../../support/fake-desk-page.ts';

let desk: FakeDesk;
let origin: string;
let page: Page;

withFakeDesk((opened) => {
  ({ desk, origin, page } = opened);
});

/** A desk with an identity provider, which lets `agent` in, or nobody. */
async function withProvider(agent: string | undefined): Promise<void> {
  await page.route('**/site.json', (route) => route.fulfill({ json: { oidc: { title: 'Example ID' } } }));
  await page.route('**/api/v1/oidc/sign-in?*', (route) => {
    const returnTo = new URL(new URL(route.request().url()).searchParams.get('returnTo') ?? '', origin);
    returnTo.searchParams.set('signed-in', 'oidc');
    return route.fulfill({ status: 302, headers: { location: returnTo.href } });
  });
  await page.route('**/api/v1/session', (route) => {
    expect(route.request().postDataJSON()).toEqual({ exchange: true });
    const password = agent === undefined ? 'wrong' : 'right';
    return route.continue({ postData: JSON.stringify({ username: agent ?? 'alice', password }) });
  });
}

test('an agent signs in at the identity provider by keys alone, and comes back to where they were', async () => {
  await withProvider('alice');
  const chat = desk.addChat({ userName: 'Dana Reyes' });
  await page.goto(`${origin}/console#${chat}`);
  const link = page.getByRole('link', { name: 'Sign in with Example ID' });
  await link.waitFor();
  await page.getByLabel('Password').focus();
  for (let i = 0; i < 4 && !(await focusedWords(page)).includes('Example ID'); i++)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /^Queue/ }).waitFor();
  await becomes(() => page.url(), `${origin}/console#${chat}`);
  // The session is this tab's, as any other.
  await page.reload();
  await page.getByRole('tab', { name: /^Queue/ }).waitFor();
});

test('who is not let in reads why, and may sign in otherwise', async () => {
  await withProvider(undefined);
  await page.goto(`${origin}/console?signed-in=oidc`);
  await page.getByRole('status').waitFor();
  await becomes(() => page.getByRole('status').textContent(), expect.stringMatching(/\w+ .*\./));
  await page.getByLabel('User name').waitFor();
  expect(page.url()).toBe(`${origin}/console`);
});

test('without an identity provider there is no such link', async () => {
  await page.goto(`${origin}/console`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.waitForLoadState('networkidle');
  await becomes(() => page.getByRole('link').count(), 0);
});
