import { AvailabilityRequest, ScreenNameRequest, SignInRequest } from '../api/requests.ts';
import { cleanName } from '../chat/names.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Availability } from './availability.ts';
import type { Callers } from './caller.ts';
import { input } from './input.ts';
import { checkPassword } from './passwords.ts';
import { mayRequestControl } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { createAttempts } from './sign-in-attempts.ts';
import { createSignInAudit } from './sign-in-audit.ts';
import { agentView } from './views.ts';

/** Signing in and out, and what an agent says of himself. */
export function agentRoutes(
  ports: DeskPorts,
  callers: Callers,
  availability: Availability,
): readonly Route[] {
  const attempts = createAttempts(ports.clock);
  const told = createSignInAudit(ports.audit, ports.clock);

  async function signIn(request: Incoming): Promise<Answer> {
    const { username, password } = input(SignInRequest, request.body);
    const account = ports.accounts().get(username);
    const right = await attempts.attempt(username, request.remote, () =>
      checkPassword(password, account?.passwordHash),
    );
    if (!right || account === undefined) {
      await told.refused(account?.id, request.remote);
      throw new Problem(401, 'wrong-credentials', 'The name or the password is wrong.');
    }
    await told.signedIn(account.id, request.remote);
    const token = await ports.store.sessions.open(account.id);
    await availability.started(account);
    await callers.stayOnline(account.id);
    return {
      status: 200,
      body: { token, agent: { id: account.id, name: account.name, roles: account.roles } },
    };
  }

  async function signOut(request: Incoming): Promise<Answer> {
    await callers.signOut(await callers.of(request));
    return { status: 204 };
  }

  async function me(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    const state = await ports.store.agents.state(account.id);
    const settings = ports.settings.current();
    return {
      status: 200,
      body: {
        ...agentView(account, state, settings),
        ticketTypes: ports.ticketTypes(),
        may: { requestControl: settings.requestControl !== undefined && mayRequestControl(account) },
        ...(settings.requestControl && { requestControl: { title: settings.requestControl.title } }),
      },
    };
  }

  async function setAvailability(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    await availability.set(account, input(AvailabilityRequest, request.body));
    return me(request);
  }

  async function setScreenName(request: Incoming): Promise<Answer> {
    const { account } = await callers.of(request);
    const screenName = cleanName(input(ScreenNameRequest, request.body).screenName);
    if (screenName === '') throw new Problem(400, 'malformed', 'screenName: must hold visible characters.');
    await ports.store.agents.choose(account.id, { screenName });
    return me(request);
  }

  return [
    { method: 'POST', path: '/api/v1/session', handle: signIn },
    { method: 'DELETE', path: '/api/v1/session', handle: signOut },
    { method: 'GET', path: '/api/v1/me', handle: me },
    { method: 'PUT', path: '/api/v1/me/availability', handle: setAvailability },
    { method: 'PUT', path: '/api/v1/me/screen-name', handle: setScreenName },
  ];
}
