import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, type Watched, watchedPage } from './browser.ts';
import { FakeDesk } from './fake-desk.ts';

export interface FakeDeskPage {
  readonly desk: FakeDesk;
  readonly origin: string;
  readonly page: Page;
  /** What the content security policy has stopped; a test that expects something takes it out. */
  readonly stopped: string[];
}

/**
 * Gives each test of a file a desk of its own that does as it is told, and an empty page before it; after
 * the test nothing has left the origin, thrown, or been stopped by the content security policy.
 * @param open what the file does with them before each test
 */
export function withFakeDesk(open: (opened: FakeDeskPage) => void | Promise<void>): void {
  let browser: Browser;
  let desk: FakeDesk;
  let watched: Watched;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    desk = new FakeDesk();
    const origin = await desk.listen();
    watched = await watchedPage(browser, origin);
    const { page, stopped } = watched;
    await open({ desk, origin, page, stopped });
  });
  afterEach(async () => {
    const { context, faults, stopped } = watched;
    await context.close();
    await desk.close();
    expect({ faults, stopped }).toEqual({ faults: [], stopped: [] });
  });
}
