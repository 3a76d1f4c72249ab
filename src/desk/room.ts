import type { Route, SocketRoute } from '../shared/http/route.ts';
import type { FeedRow } from '../store/store.ts';
import { agentRoutes } from './agent-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { createCallers } from './caller.ts';
import { chatRoutes } from './chat-routes.ts';
import { checkRoutes } from './check-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { eventSocket } from './event-socket.ts';
import { handRoutes } from './hand-routes.ts';
import { createHub } from './hub.ts';
import { linkRoutes } from './link-routes.ts';
import { lookUpRoutes } from './look-up-routes.ts';
import { createLooks } from './looks.ts';
import { messageRoutes } from './message-routes.ts';
import { moveRoutes } from './move-routes.ts';
import type { DeskPorts } from './ports.ts';

/** The agents' room: everything an agent's window talks to. */
export function createDesk(ports: DeskPorts): {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  /** Hands a row of the feed to whoever may see it. */
  tell(row: FeedRow): void;
  close(): void;
} {
  const callers = createCallers(ports);
  const looks = createLooks(ports);
  const hub = createHub();
  const events = eventSocket(ports, callers, hub);
  return {
    routes: [
      ...agentRoutes(ports, callers),
      ...chatRoutes(ports, callers, looks),
      ...moveRoutes(ports, callers),
      ...messageRoutes(ports, callers),
      ...lookUpRoutes(ports, callers),
      ...linkRoutes(ports, callers),
      ...controlRoutes(ports, callers),
      ...checkRoutes(ports, callers),
      ...handRoutes(ports, callers, looks),
      ...auditRoutes(ports, callers),
      ...events.routes,
    ],
    sockets: [events.socket],
    tell: hub.tell,
    close: () => events.close(),
  };
}
