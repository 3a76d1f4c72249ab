import type { AgentAccount } from '../../config/schema.ts';
import { OIDC, SESSIONS } from '../api/operations/sessions.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Route } from '../shared/http/route.ts';
import { type Callers, holderOf } from './caller.ts';
import { readable } from './oidc/refusal-page.ts';
import { createOidc } from './oidc/sign-in.ts';
import { checkPassword } from './passwords.ts';
import type { PeoplePorts } from './ports.ts';
import { serve } from './serve.ts';
import { createAttempts } from './sign-in-attempts.ts';
import { createSignInAudit } from './sign-in-audit.ts';

/**
 * How agents come in and go: with a password, or by way of an identity provider.
 * @param started is told who has signed in, before their first answer
 */
export function signInRoutes(
  ports: PeoplePorts,
  callers: Callers,
  started: (account: AgentAccount) => Promise<void>,
): readonly Route[] {
  const attempts = createAttempts(ports.clock);
  const told = createSignInAudit(ports.audit, ports.clock);
  const oidc = createOidc(ports, attempts, told);

  /** What follows once it is proven who somebody is, however that was. */
  async function begin(account: AgentAccount, address: string) {
    await told.signedIn(account, address);
    const token = await ports.store.sessions.open(holderOf(account));
    await started(account);
    await callers.stayOnline(account.id);
    const { id, name, roles } = account;
    return { token, agent: { id, name, roles } };
  }

  const sessions = serve(ports, callers, SESSIONS, {
    async signIn({ request, body }) {
      if ('exchange' in body) return begin(await oidc.exchange(request), request.remote);
      const { username, password } = body;
      const account = ports.accounts().get(username);
      const right = await attempts.attempt(username, request.remote, () =>
        checkPassword(password, account?.passwordHash),
      );
      if (!right || account === undefined) {
        await told.refused(account?.id, request.remote);
        throw new Problem(401, 'wrong-credentials', 'The name or the password is wrong.');
      }
      return begin(account, request.remote);
    },

    signOut: ({ caller }) => callers.signOut(caller),
  });

  const away = serve(ports, callers, OIDC, { oidcSignIn: oidc.signIn, oidcCallback: oidc.callback });
  return [...sessions, ...away.map((route) => ({ ...route, handle: readable(route.handle) }))];
}
