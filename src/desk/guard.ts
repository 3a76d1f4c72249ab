import { OPERATIONS } from '../api/operations/index.ts';
import type { Operation } from '../api/operations/operation.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming, Route } from '../shared/http/route.ts';
import { withPatience } from '../shared/patience.ts';
import { type Callers, chatFor } from './caller.ts';
import { input } from './input.ts';
import { isFor } from './policy.ts';
import type { DeskPorts } from './ports.ts';

const keyOf = (method: string, path: string): string =>
  `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;

const operations = new Map(OPERATIONS.map((one) => [keyOf(one.method, one.path), one]));

/**
 * Routes as those whom they are for may use them. What a chat's rules decide (who owns it, who has
 * joined it) they decide themselves, in the commit; whether one is asked at all is decided here. What a route asks
 * other systems it asks within the patience of whoever waits for its answer.
 * @throws Error for a route that no operation describes: nobody may use it
 */
export function guard(ports: DeskPorts, callers: Callers, routes: readonly Route[]): readonly Route[] {
  return routes.map((route) => {
    const operation = operations.get(keyOf(route.method, route.path));
    if (operation === undefined)
      throw new Error(`${route.method} ${route.path} has no row in src/api/operations, so nobody may use it`);
    const { who } = operation;
    if (who === 'anyone') return route;
    return {
      ...route,
      async handle(request) {
        const caller = await callers.of(request);
        if (!isFor(who, caller.account)) {
          await checkBefore(ports, caller, operation, request);
          throw new Problem(403, 'not-allowed', refusals[who]);
        }
        return withPatience(async () => route.handle(request));
      },
    };
  });
}

/** What goes before the refusal: a request that nobody could make, and a chat that is not there for the caller. */
async function checkBefore(
  ports: DeskPorts,
  caller: Awaited<ReturnType<Callers['of']>>,
  { body, query, chat }: Operation,
  request: Incoming,
): Promise<void> {
  if (query !== undefined) input(query, request.query);
  if (body !== undefined) input(body, request.body ?? {});
  if (chat !== undefined) await chatFor(ports, caller, request.params.id ?? '');
}

const refusals = {
  user: 'This is for the user of the conversation.',
  'signed-in': 'Sign in first.',
  staff: 'This is for agents, supervisors and admins. Ask an admin for one of these roles.',
  agent: 'This is for agents. Ask an admin for the role agent.',
  supervisor: 'This is for supervisors and admins. Ask one of them.',
  admin: 'This is for admins. Ask one of them.',
} as const;
