import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { ArError, unsupportedMedia } from './ar-error.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly mayWrite: boolean;
}

export interface Session {
  readonly user: string;
  readonly mayWrite: boolean;
  /** Epoch milliseconds. */
  readonly expires: number;
}

export const DEFAULT_ACCOUNTS: readonly Account[] = [
  { username: 'deskbridge', password: 'deskbridge', mayWrite: true },
  { username: 'auditor', password: 'auditor', mayWrite: false },
];

/** Sign-in and tokens. Sessions live in memory, so a restart of the server ends them all, as AR's does. */
export class Sessions {
  readonly #accounts: readonly Account[];
  readonly #now: () => number;
  readonly #tokenMs: number;
  readonly #secret = randomBytes(32);
  readonly #sessions = new Map<string, Session>();

  constructor(accounts: readonly Account[], now: () => number, tokenMs: number) {
    this.#accounts = accounts;
    this.#now = now;
    this.#tokenMs = tokenMs;
  }

  /** A token for a form-encoded body; credentials anywhere else are not looked at. */
  signIn(contentType: string, body: string): string {
    if (!contentType.startsWith('application/x-www-form-urlencoded')) {
      throw unsupportedMedia('Sign-in takes application/x-www-form-urlencoded only');
    }
    const fields = new URLSearchParams(body);
    const password = fields.get('password') ?? '';
    const account = this.#accounts.find(({ username }) => username === fields.get('username'));
    if (account === undefined || password === '' || !same(account.password, password)) {
      throw new ArError(401, 623, 'Authentication failed', fields.get('username') ?? '');
    }
    return this.#issue(account);
  }

  /** Whose request this is. The scheme is `AR-JWT`, to the letter. */
  who(authorization: string | undefined): Session & { readonly token: string } {
    const token = authorization?.startsWith('AR-JWT ') ? authorization.slice(7) : undefined;
    const session = token === undefined ? undefined : this.#sessions.get(token);
    if (token === undefined || session === undefined || session.expires <= this.#now()) {
      throw new ArError(401, 623, 'Authentication failed', 'The token is not valid or has expired');
    }
    return { ...session, token };
  }

  signOut(token: string): void {
    this.#sessions.delete(token);
  }

  #issue(account: Account): string {
    const now = this.#now();
    for (const [token, session] of this.#sessions) if (session.expires <= now) this.#sessions.delete(token);
    const seconds = Math.floor(now / 1000);
    const expires = now + this.#tokenMs;
    const claims = {
      sub: account.username,
      iss: 'sandbox',
      iat: seconds,
      nbf: seconds - 120,
      exp: Math.floor(expires / 1000),
      _cacheId: randomBytes(6).toString('hex'),
    };
    const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    const token = `${head}.${createHmac('sha256', this.#secret).update(head).digest('base64url')}`;
    this.#sessions.set(token, { user: account.username, mayWrite: account.mayWrite, expires });
    return token;
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function same(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
