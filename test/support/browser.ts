import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../config/tools/setup/chromium.mjs';
import { patience } from './pace.ts';

const STEP_MS = 15_000;

/** A headless Chromium that starts nothing of its own in the background. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      // Nothing is drawn for anybody: no process for it, and no drawing of what a graphics card would.
      '--in-process-gpu',
      '--disable-software-rasterizer',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

export interface Watched {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What must not happen: requests that left the origin, uncaught errors. */
  readonly faults: string[];
  /** What the content security policy stopped. */
  readonly stopped: string[];
}

/**
 * A page of its own whose requests, policy violations and errors are watched.
 * @param origin the one place it may ask for anything
 */
export async function watchedPage(browser: Browser, origin: string): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 860 }, locale: 'en-US' });
  const faults: string[] = [];
  const stopped: string[] = [];
  await context.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated', event.violatedDirective, event.blockedURI, event.sample));`);
  const page = await context.newPage();
  page.setDefaultTimeout(patience(STEP_MS));
  const own = [origin, origin.replace(/^http/, 'ws')];
  const check = (url: string) => {
    if (!own.some((start) => url.startsWith(`${start}/`)) && !/^(data|blob):/.test(url)) {
      faults.push(`left the origin: ${url}`);
    }
  };
  page.on('request', (request) => check(request.url()));
  page.on('websocket', (socket) => check(socket.url()));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (/policy violated|Content Security Policy|Trusted/.test(message.text())) stopped.push(message.text());
  });
  return { page, context, faults, stopped };
}

// A field's label, a name given to it, or its own words; a part's own button stands in its shadow.
const FOCUSED = `{
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  at.labels?.[0]?.textContent.trim() || at.getAttribute('aria-label') ||
    at.textContent.trim() || at.getRootNode().host?.textContent.trim() || '';
}`;

/** The words of the element that has the focus, through every shadow. */
export const focusedWords = (page: Page): Promise<string> => page.evaluate<string>(FOCUSED);
