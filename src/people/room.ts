import type { AgentAccount } from '../../config/schema.ts';
import type { Operation } from '../api/operations/operation.ts';
import type { Route } from '../shared/http/route.ts';
import { createAgentNow } from './agent-now.ts';
import { createCallers } from './caller.ts';
import { createLooks } from './looks.ts';
import type { PeoplePorts } from './ports.ts';
import { type Handlers, serve } from './serve.ts';
import { signInRoutes } from './sign-in.ts';

/** The porter: who calls, what they may, and the one way of their requests. */
export function createPeople(ports: PeoplePorts) {
  const callers = createCallers(ports);
  return {
    callers,
    looks: createLooks(ports),
    agentNow: createAgentNow(ports),
    serve: <const Os extends Readonly<Record<string, Operation>>>(
      operations: Os,
      handlers: Handlers<NoInfer<Os>>,
    ): readonly Route[] => serve(ports, callers, operations, handlers),
    /** @param started is told who has signed in, before their first answer */
    signIn: (started: (account: AgentAccount) => Promise<void>) => signInRoutes(ports, callers, started),
  };
}

export type People = ReturnType<typeof createPeople>;
