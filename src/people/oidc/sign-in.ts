import type { AgentAccount, Settings } from '../../../config/schema.ts';
import type { OIDC } from '../../api/operations/sessions.ts';
import { PATHS } from '../../api/paths.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Incoming } from '../../shared/http/route.ts';
import { IssuerError } from '../../shared/issuer.ts';
import { TokenError } from '../../shared/signed-token.ts';
import type { PeoplePorts } from '../ports.ts';
import { AsItIs, type Call } from '../serve.ts';
import type { Attempts } from '../sign-in-attempts.ts';
import type { SignInAudit } from '../sign-in-audit.ts';
import { accountOf, noRole, type Vouched, vouchedBy } from './account-of.ts';
import { cookieOf, setCookie } from './cookie.ts';
import {
  CodeRefused,
  createRelyingParty,
  type Journey,
  newSecret,
  type RelyingParty,
} from './relying-party.ts';

/** A person may take so long at the identity provider, seconds. */
const AWAY_SECONDS = 600;
/** Sign-ins begun from one address in a minute, which may be a whole company's: each is kept for a while. */
const MOST_BEGUN = 600;
/** The console exchanges what the callback left at once. */
const EXCHANGE_SECONDS = 60;

const CALLBACK = PATHS.oidcCallback.split(' ')[1] ?? '';

type Callback = Call<typeof OIDC.oidcCallback>;

/** What is kept while a person is away at the identity provider. */
interface Away extends Journey {
  readonly returnTo: string;
}

/**
 * Signing in at an identity provider. A session's token never stands in an address: the callback leaves a
 * single-use secret in a cookie that no script reads, and the console exchanges it for the token.
 */
export function createOidc(ports: PeoplePorts, attempts: Attempts, told: SignInAudit) {
  let built: { readonly oidc: Settings['oidc']; readonly party: RelyingParty } | undefined;

  /** @throws Problem 404 where no identity provider is set */
  function partyNow() {
    const { oidc } = ports.settings.current();
    if (oidc === undefined)
      throw new Problem(
        404,
        'oidc-not-configured',
        'No identity provider is set here. Sign in with a password, or ask an admin to set oidc.',
      );
    const { http, clock, publicUrl } = ports;
    if (built?.oidc !== oidc)
      built = {
        oidc,
        party: createRelyingParty(oidc, { http, clock, redirectUri: at(publicUrl, CALLBACK) }),
      };
    return { oidc, party: built.party };
  }

  async function signIn({ request, query: { returnTo } }: Call<typeof OIDC.oidcSignIn>): Promise<AsItIs> {
    const { party } = partyNow();
    attempts.counted('oidc', request.remote).allow();
    const begun = attempts.counted('oidc-begun', request.remote, MOST_BEGUN);
    begun.allow();
    begun.count();
    const [state, browser] = [newSecret(), newSecret()];
    const away: Away = { nonce: newSecret(), verifier: newSecret(), returnTo };
    const location = await party.address(state, away).catch((error: unknown) => {
      throw explained(error);
    });
    // Found under both alone: an answer that another browser was sent for signs nobody in here.
    await ports.store.oneTime.keep(both(state, browser), away, AWAY_SECONDS);
    return redirect(location, setCookie(browser, 'Lax', AWAY_SECONDS, ports.publicUrl));
  }

  /** Who came back, and where they were going. */
  async function arrive({ request, query }: Callback): Promise<{ vouched: Vouched; returnTo: string }> {
    const { oidc, party } = partyNow();
    const { state, code, error, iss } = query;
    const away = await ports.store.oneTime.take<Away>(both(state, cookieOf(request, ports.publicUrl)));
    if (away === undefined) throw tooLate(ports.publicUrl);
    if (!(await party.answered(iss))) throw new TokenError('wrong-issuer', 'iss is not the issuer');
    if (code === undefined) throw new CodeRefused(error ?? 'no code');
    const claims = await party.claimsFor(code, away);
    const vouched = vouchedBy(claims, oidc, ports.settings.current().desk.reservedNames);
    if (accountOf(vouched, oidc).roles.length === 0) throw noRole(vouched, oidc, claims);
    const known = (await ports.freshAccounts()).get(vouched.id);
    if (known !== undefined && known.subject !== vouched.subject) throw taken(vouched.id);
    return { vouched, returnTo: away.returnTo };
  }

  async function callback(call: Callback): Promise<AsItIs> {
    const { request } = call;
    const tries = attempts.counted('oidc', request.remote);
    tries.allow();
    try {
      const { vouched, returnTo } = await arrive(call);
      const secret = newSecret();
      await ports.store.oneTime.keep(secret, vouched, EXCHANGE_SECONDS);
      return redirect(returned(returnTo), setCookie(secret, 'Strict', EXCHANGE_SECONDS, ports.publicUrl));
    } catch (error) {
      const problem = explained(error);
      if (!(problem instanceof Problem)) throw problem;
      // Who has proven who they are guesses nothing, and for what the issuer lacks nobody is to blame.
      if (problem.status === 401) tries.count();
      if (problem.status === 401 || problem.status === 403)
        await told.refused(accountIn(problem), request.remote);
      if (!(error instanceof Problem))
        ports.log.warn({ code: problem.code, why: (error as Error).message }, 'a sign-in by OIDC failed');
      throw problem;
    }
  }

  return {
    signIn,
    callback,

    /** Who the callback has let in, once. Their account is the desk's from now on. @throws Problem 401 */
    async exchange(request: Incoming): Promise<AgentAccount> {
      const vouched = await ports.store.oneTime.take<Vouched>(cookieOf(request, ports.publicUrl) ?? '');
      if (vouched === undefined) throw tooLate(ports.publicUrl);
      if (!(await ports.keepAccount(vouched))) throw taken(vouched.id);
      const known = (await ports.freshAccounts()).get(vouched.id);
      if (known === undefined || known.subject !== vouched.subject) throw taken(vouched.id);
      return known;
    },
  };
}

/** Under a form that neither half can take on alone: what stands in the address is anybody's choice. */
const both = (state: string, browser: string | undefined): string => JSON.stringify([state, browser]);

const at = (publicUrl: string, path: string): string => publicUrl.replace(/\/$/, '') + path;

const redirect = (location: string, cookie: string): AsItIs =>
  new AsItIs({
    status: 302,
    headers: { location, 'set-cookie': cookie, 'referrer-policy': 'no-referrer' },
  });

/** The page is told that something waits for it; what, the cookie alone holds. */
function returned(returnTo: string): string {
  const url = new URL(returnTo, 'http://here.invalid');
  url.searchParams.set('signed-in', 'oidc');
  return url.pathname + url.search + url.hash;
}

/** What an error of ours or the issuer's means to the person. */
function explained(error: unknown): unknown {
  if (error instanceof IssuerError)
    return new Problem(
      503,
      'sign-in-unavailable',
      'The identity provider could not be asked, or is not set up for this desk. Try again; if it stays so, an admin finds the reason in the log.',
      {},
      { 'retry-after': '5' },
    );
  if (error instanceof CodeRefused)
    return new Problem(
      401,
      'sign-in-refused',
      `The identity provider refused this sign-in (${error.message.replace(/[^\w-]/g, '').slice(0, 60)}). Begin again.`,
    );
  if (error instanceof TokenError)
    return new Problem(
      401,
      'identity-not-proven',
      `What the identity provider sent does not prove who you are (${error.fault}). Begin again; if it stays so, tell an admin.`,
      { fault: error.fault },
    );
  return error;
}

const accountIn = ({ extra }: Problem): string | undefined =>
  typeof extra.account === 'string' ? extra.account : undefined;

const tooLate = (publicUrl: string): Problem =>
  new Problem(
    401,
    'sign-in-expired',
    `This sign-in is used already, too old, or was begun in another browser or under another address. Begin again at ${at(publicUrl, '/console')}.`,
  );

const taken = (id: string): Problem =>
  new Problem(
    403,
    'id-taken',
    `There is another account with the id ${id} here. An admin takes it out, or chooses another claim in oidc.claims.id.`,
    { account: id },
  );
