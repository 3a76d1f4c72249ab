import type { ConnectorTools } from '../../src/connector/connector.ts';
import { refused } from '../../src/connector/outcome.ts';
import { OutgoingError, type OutgoingResponse } from '../../src/shared/outgoing.ts';
import { type Failure, failureOf, noAnswer, refusal, seriousMessage, stranger, wayIn } from './errors.ts';
import type { Proof } from './proof.ts';
import { readDeadlineMs, type Settings } from './settings.ts';

/** A token is told from a later one by being the same object: a server may give the same text twice. */
export interface Token {
  readonly kind: 'done';
  readonly value: string;
}

/** What a gateway says of itself, whatever stands in the body. */
const TRY_LATER: ReadonlySet<number> = new Set([408, 429, 499, 503]);

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * The connector's sign-in. Callers that need a token at the same time share one sign-in, because
 * each one costs a licence seat until it is signed out.
 */
export class Session {
  readonly #settings: Settings;
  readonly #tools: ConnectorTools;
  readonly #proof: Proof;
  #token: Token | undefined;
  #signingIn: Promise<Token | Failure> | undefined;

  constructor(settings: Settings, tools: ConnectorTools, proof: Proof) {
    this.#settings = settings;
    this.#tools = tools;
    this.#proof = proof;
  }

  async token(): Promise<Token | Failure> {
    if (this.#token !== undefined) return this.#token;
    this.#signingIn ??= this.#signIn().finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  /** The server no longer takes this token. A newer one, fetched meanwhile by another call, stays. */
  expire(token: Token): void {
    if (this.#token === token) this.#token = undefined;
  }

  /** Gives the seat back. That it fails is no reason to fail: the session ends by itself. */
  async signOut(): Promise<void> {
    const token = this.#token;
    this.#token = undefined;
    if (token === undefined) return;
    try {
      await this.#post('logout', '', { authorization: `AR-JWT ${token.value}` }, 3_000);
    } catch (error) {
      this.#tools.log.debug({ err: error }, 'BMC sign-out was not answered');
    }
  }

  async #signIn(): Promise<Token | Failure> {
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
      const token = tokenIn(response);
      if (token === undefined) return this.#notSignedIn(response);
      this.#proof.give();
      this.#token = { kind: 'done', value: token };
      return this.#token;
    } catch (error) {
      if (error instanceof OutgoingError) return noAnswer(error, 'read');
      throw error;
    }
  }

  #notSignedIn(response: OutgoingResponse): Failure {
    const said = TRY_LATER.has(response.status) ? undefined : saidNo(response);
    if (said !== undefined) {
      this.#proof.give();
      return refusal(said, 'read', true);
    }
    const { answered } = this.#proof;
    if (response.status === 200) return stranger(response, 'read', answered);
    return wayIn(failureOf(response, 'read', this.#tools.clock.now(), answered), answered);
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

/** Some servers answer 200 and say no in a header. */
const saidNo = ({ headers, body }: OutgoingResponse) =>
  seriousMessage(headers['x-ar-messages'] ?? '') ?? seriousMessage(body);

/** The token as plain text, or in the quotes that a gateway puts around it. */
function tokenIn(response: OutgoingResponse): string | undefined {
  if (response.status !== 200 || saidNo(response) !== undefined) return undefined;
  const text = response.body.trim();
  const token = /^"[^"\\]*"$/.test(text) ? text.slice(1, -1).trim() : text;
  return JWT.test(token) ? token : undefined;
}
