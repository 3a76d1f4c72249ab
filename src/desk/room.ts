import type { Route, SocketRoute } from '../shared/http/route.ts';
import type { FeedRow, Typing } from '../store/store.ts';
import { agentRoutes } from './agent-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { createAvailability } from './availability.ts';
import { createCallers } from './caller.ts';
import { cannedRoutes } from './canned-routes.ts';
import { chatRoutes } from './chat-routes.ts';
import { checkRoutes } from './check-routes.ts';
import { closedRoutes } from './closed-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { eventSocket } from './event-socket.ts';
import { createFigures } from './figures.ts';
import { fileRoutes } from './file-routes.ts';
import { guard } from './guard.ts';
import { handRoutes } from './hand-routes.ts';
import { helpRoutes } from './help-routes.ts';
import { createHub } from './hub.ts';
import { inviteRoutes } from './invite-routes.ts';
import { linkRoutes } from './link-routes.ts';
import { lookUpRoutes } from './look-up-routes.ts';
import { createLooks } from './looks.ts';
import { messageRoutes } from './message-routes.ts';
import { moveAllRoutes } from './move-all-routes.ts';
import { moveRoutes } from './move-routes.ts';
import type { DeskPorts } from './ports.ts';
import { reportRoutes } from './report-routes.ts';
import { supervisorRoutes } from './supervisor-routes.ts';
import { transcriptRoute } from './transcript-route.ts';
import { transferRoutes } from './transfer-routes.ts';
import { typingRoutes } from './typing-routes.ts';

/** The agents' room: everything an agent's window talks to. */
export function createDesk(ports: DeskPorts): {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  /** Hands a row of the feed to whoever may see it. */
  tell(row: FeedRow): void;
  /** Rows of the feed may have been missed: windows fetch their lists anew, and go on from the cursor. */
  resync(cursor: string): void;
  /** Shows agents who are in a chat that somebody else in it is writing. */
  tellTyping(typing: Typing): void;
  close(): void;
} {
  const callers = createCallers(ports);
  const figures = createFigures(ports);
  const availability = createAvailability(ports);
  const looks = createLooks(ports);
  const hub = createHub();
  const events = eventSocket(ports, callers, hub);
  return {
    routes: guard(ports, callers, [
      ...agentRoutes(ports, callers, availability),
      ...moveRoutes(ports, callers, availability),
      ...messageRoutes(ports, callers),
      ...fileRoutes(ports, callers),
      ...cannedRoutes(ports, callers),
      ...typingRoutes(ports, callers),
      ...transferRoutes(ports, callers, figures),
      ...inviteRoutes(ports, callers),
      ...helpRoutes(ports, callers, looks),
      ...moveAllRoutes(ports, callers),
      ...closedRoutes(ports, callers, looks),
      ...supervisorRoutes(ports, callers, figures),
      ...chatRoutes(ports, callers, looks),
      transcriptRoute(ports, callers, looks),
      ...lookUpRoutes(ports, callers),
      ...linkRoutes(ports, callers),
      ...controlRoutes(ports, callers),
      ...checkRoutes(ports),
      ...handRoutes(ports, callers, looks),
      ...auditRoutes(ports, callers),
      ...reportRoutes(ports, callers),
      ...events.routes,
    ]),
    sockets: [events.socket],
    tell: hub.tell,
    resync: hub.resync,
    tellTyping: hub.tellTyping,
    close: () => events.close(),
  };
}
