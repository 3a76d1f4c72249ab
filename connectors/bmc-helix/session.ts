import type { ConnectorTools } from '../../src/connector/connector.ts';
import { refused } from '../../src/connector/outcome.ts';
import { OutgoingError } from '../../src/shared/outgoing.ts';
import { type Failure, failureOf, noAnswer, seriousMessage } from './errors.ts';
import { readDeadlineMs, type Settings } from './settings.ts';

export type Token = { readonly kind: 'done'; readonly value: string } | Failure;

/**
 * The connector's sign-in. Callers that need a token at the same time share one sign-in, because
 * each one costs a licence seat until it is signed out.
 */
export class Session {
  readonly #settings: Settings;
  readonly #tools: ConnectorTools;
  #token: string | undefined;
  #signingIn: Promise<Token> | undefined;

  constructor(settings: Settings, tools: ConnectorTools) {
    this.#settings = settings;
    this.#tools = tools;
  }

  async token(): Promise<Token> {
    if (this.#token !== undefined) return { kind: 'done', value: this.#token };
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  /** The server no longer takes this token. A newer one, fetched meanwhile by another call, stays. */
  expire(token: string): void {
    if (this.#token === token) this.#token = undefined;
  }

  /** Gives the seat back. That it fails is no reason to fail: the session ends by itself. */
  async signOut(): Promise<void> {
    const token = this.#token;
    this.#token = undefined;
    if (token === undefined) return;
    try {
      await this.#post('logout', '', { authorization: `AR-JWT ${token}` }, 3_000);
    } catch (error) {
      this.#tools.log.debug({ err: error }, 'BMC sign-out was not answered');
    }
  }

  async #signIn(): Promise<Token> {
    const { username, password, authString } = this.#settings;
    if (password.trim() === '') return refused('The connector has a blank password; set one.');
    // In the body and encoded: never in the address, where it would reach logs.
    const body = new URLSearchParams({
      username,
      password,
      ...(authString === undefined ? {} : { authString }),
    });
    try {
      const response = await this.#post('login', body.toString(), {}, readDeadlineMs(this.#settings));
      const token = response.body.trim();
      const warned = seriousMessage(response.headers['x-ar-messages'] ?? '');
      if (warned !== undefined) return refused(`The ITSM refused the sign-in: ${warned.text}`);
      if (response.status !== 200) return failureOf(response, 'read', this.#tools.clock.now());
      if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
        return refused("The sign-in answered with no token; check the connector's url and port.");
      }
      this.#token = token;
      return { kind: 'done', value: token };
    } catch (error) {
      if (error instanceof OutgoingError) return noAnswer(error, 'read');
      throw error;
    }
  }

  #post(
    what: 'login' | 'logout',
    body: string,
    headers: Readonly<Record<string, string>>,
    deadlineMs: number,
  ) {
    return this.#tools.http({
      method: 'POST',
      url: `${this.#settings.url}/api/jwt/${what}`,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-requested-by': 'XMLHttpRequest',
        ...headers,
      },
      body,
      deadlineMs,
      maxBytes: 64 * 1024,
    });
  }
}
