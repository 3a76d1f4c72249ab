import { AvailabilityRequest, ExchangeRequest, ScreenNameRequest, SignInRequest } from '../api/requests.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Availability } from './availability.ts';
import { createBeginSession } from './begin-session.ts';
import type { Callers } from './caller.ts';
import { input } from './input.ts';
import { createOidcRoutes } from './oidc/routes.ts';
import { checkPassword } from './passwords.ts';
import { mayRequestControl } from './policy.ts';
import type { DeskPorts } from './ports.ts';
import { nameTaken, screenNameFrom } from './screen-names.ts';
import { createAttempts } from './sign-in-attempts.ts';
import { createSignInAudit } from './sign-in-audit.ts';
import { agentView, deskRules } from './views.ts';

/** Signing in and out, and what an agent says of himself. */
export function agentRoutes(
  ports: DeskPorts,
  callers: Callers,
  availability: Availability,
): readonly Route[] {
  const attempts = createAttempts(ports.clock);
  const told = createSignInAudit(ports.audit, ports.clock);
  const begin = createBeginSession(ports, callers, availability, told);
  const oidc = createOidcRoutes(ports, attempts, told);

  async function signIn(request: Incoming): Promise<Answer> {
    if (ExchangeRequest.safeParse(request.body).success)
      return begin(await oidc.exchange(request), request.remote);
    const { username, password } = input(SignInRequest, request.body);
    const account = ports.accounts().get(username);
    const right = await attempts.attempt(username, request.remote, () =>
      checkPassword(password, account?.passwordHash),
    );
    if (!right || account === undefined) {
      await told.refused(account?.id, request.remote);
      throw new Problem(401, 'wrong-credentials', 'The name or the password is wrong.');
    }
    return begin(account, request.remote);
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
        desk: deskRules(account, settings),
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
    const { screenName } = input(ScreenNameRequest, request.body);
    if (account.screenName !== undefined)
      throw new Problem(
        403,
        'screen-name-fixed',
        `An admin has fixed your screen name: ${account.screenName}. Ask one of them for another.`,
      );
    const others = [...ports.accounts().values()].filter(({ id }) => id !== account.id);
    const { name, look } = screenNameFrom(screenName, {
      reserved: ports.settings.current().desk.reservedNames,
      taken: others.flatMap((one) => [one.name, ...(one.screenName === undefined ? [] : [one.screenName])]),
    });
    const holder = await ports.store.agents.claimName(account.id, name, look);
    if (holder !== account.id) throw nameTaken(name, ports.accounts().get(holder)?.name ?? name);
    return me(request);
  }

  return [
    { method: 'POST', path: '/api/v1/session', handle: signIn },
    ...oidc.routes,
    { method: 'DELETE', path: '/api/v1/session', handle: signOut },
    { method: 'GET', path: '/api/v1/me', handle: me },
    { method: 'PUT', path: '/api/v1/me/availability', handle: setAvailability },
    { method: 'PUT', path: '/api/v1/me/screen-name', handle: setScreenName },
  ];
}
