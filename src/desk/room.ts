import { ENDING } from '../api/operations/ending.ts';
import { LOOKING_UP } from '../api/operations/looking-up.ts';
import { ME } from '../api/operations/me.ts';
import { MOVES } from '../api/operations/moves.ts';
import { READING } from '../api/operations/reading.ts';
import { SUPERVISING } from '../api/operations/supervising.ts';
import { TALK } from '../api/operations/talk.ts';
import { LINKS, TICKETS } from '../api/operations/tickets.ts';
import type { People } from '../people/room.ts';
import type { Route, SocketRoute } from '../shared/http/route.ts';
import type { FeedRow, Typing } from '../store/store.ts';
import { createAvailability } from './availability.ts';
import { createCommands } from './commands.ts';
import { ending } from './ending.ts';
import { eventSocket } from './event-socket.ts';
import { createHub } from './hub.ts';
import { createItsmRights } from './itsm-rights.ts';
import { links } from './links.ts';
import { lookingUp } from './looking-up.ts';
import { me } from './me.ts';
import { moves } from './moves.ts';
import type { DeskPorts } from './ports.ts';
import { reading } from './reading.ts';
import { supervising } from './supervising.ts';
import { talk } from './talk.ts';
import { tickets } from './tickets.ts';

/** The agents' room: everything an agent's window talks to. */
export function createDesk(
  ports: DeskPorts,
  people: People,
): {
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
  const { callers, serve, agentNow } = people;
  const commands = createCommands(ports);
  const availability = createAvailability(ports);
  const rights = createItsmRights(ports);
  const hub = createHub();
  const events = eventSocket(ports, callers, hub);
  return {
    routes: [
      ...people.signIn(availability.started),
      ...serve(ME, me(ports, availability)),
      ...serve(READING, reading(ports, people.looks)),
      ...serve(TALK, talk(ports, commands)),
      ...serve(MOVES, moves(ports, commands, agentNow)),
      ...serve(ENDING, ending(ports, commands, rights, availability)),
      ...serve(TICKETS, tickets(ports, commands, rights)),
      ...serve(LINKS, links(ports, commands)),
      ...serve(LOOKING_UP, lookingUp(ports)),
      ...serve(SUPERVISING, supervising(ports, commands, people)),
    ],
    sockets: [events.socket],
    tell: hub.tell,
    resync: hub.resync,
    tellTyping: hub.tellTyping,
    close: () => events.close(),
  };
}
