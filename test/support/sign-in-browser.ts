import type { Issuer } from './oidc-issuer.ts';

export interface Seen {
  readonly status: number;
  readonly location: string;
  /** The whole header by which a cookie was set, if one was. */
  readonly setCookie: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the server says
  readonly body: any;
}

/** As much of a person's browser as a sign-in needs: it carries the one cookie, and follows when it is told to. */
export function openSignInBrowser(server: string) {
  let cookie = '';

  async function ask(
    method: string,
    path: string,
    body?: object,
    accept = 'application/json',
  ): Promise<Seen> {
    const response = await fetch(`${server}${path}`, {
      method,
      redirect: 'manual',
      headers: { accept, ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const setCookie = response.headers.get('set-cookie') ?? '';
    if (setCookie !== '') cookie = setCookie.split(';')[0] ?? '';
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') && text !== '';
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      setCookie,
      body: json ? JSON.parse(text) : text,
    };
  }

  const browser = {
    get: (path: string, accept?: string) => ask('GET', path, undefined, accept),

    /** The path of the callback that the issuer sends this browser to. */
    async goesAway(issuer: Issuer, returnTo?: string): Promise<string> {
      const query = returnTo === undefined ? '' : `?${new URLSearchParams({ returnTo })}`;
      const { status, location, body } = await ask('GET', `/api/v1/oidc/sign-in${query}`);
      if (status !== 302) throw new Error(`not sent away: ${status} ${JSON.stringify(body)}`);
      const back = await issuer.comesBack(location);
      return back.pathname + back.search;
    },
    /** To the issuer and back: what the callback says. */
    async signsIn(issuer: Issuer, returnTo?: string): Promise<Seen> {
      return ask('GET', await browser.goesAway(issuer, returnTo));
    },
    exchange: () => ask('POST', '/api/v1/session', { exchange: true }),

    /** The token of a session, after the whole way. */
    async session(issuer: Issuer): Promise<string> {
      const back = await browser.signsIn(issuer);
      const { status, body } = await browser.exchange();
      if (status !== 200) throw new Error(`${JSON.stringify(back)}: ${JSON.stringify(body)}`);
      return body.token;
    },
    /** The same browser at another server. */
    at(url: string) {
      const other = openSignInBrowser(url);
      other.carry(cookie);
      return other;
    },
    carried: () => cookie,
    carry(given: string): void {
      cookie = given;
    },
  };
  return browser;
}
