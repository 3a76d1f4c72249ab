import { WebSocketServer } from 'ws';
import { WatermarkQuery } from '../api/direct-line.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming, SocketRoute } from '../shared/http/route.ts';
import { PAGE_BYTES } from './activity-routes.ts';
import { asProblem, parse } from './answering.ts';
import { BASE, type Room } from './room.ts';
import { createStream } from './stream.ts';

/** `GET …/stream?watermark=&t=`: upgraded for whoever brings an unused ticket of the last minute. */
export function streamRoute(room: Room): SocketRoute {
  const upgrader = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false });
  const { desk, store, trustedOrigins = [] } = room.ports;
  return {
    path: `${BASE}/conversations/:conversationId/stream`,
    async upgrade(request, { request: raw, socket, head }) {
      checkOrigin(request, trustedOrigins);
      const ticket = await admit(room, request);
      const { watermark } = parse(WatermarkQuery, request.query, 'malformed-watermark');
      const id = request.params.conversationId ?? '';
      if (ticket.conversationId !== id) {
        throw new Problem(403, 'other-conversation', 'The stream address is for another conversation.');
      }
      await problems(room.streams.ready());
      upgrader.handleUpgrade(raw, socket, head, (ws) => {
        const stream = createStream({
          socket: ws,
          watermark,
          until: ticket.until,
          read: (from) => store.activities.read(desk, id, from, PAGE_BYTES),
          log: room.log,
        });
        ws.on('close', (code) => room.streams.remove(id, stream, code));
        room.streams.add(id, stream);
      });
    },
  };
}

async function admit({ ports }: Room, { query }: Incoming) {
  const ticket = await problems(ports.store.tickets.take(ports.desk, query.t ?? ''));
  if (ticket !== undefined) return ticket;
  throw new Problem(
    401,
    'stream-ticket-invalid',
    'A stream address works once and for a minute. Get the next one with GET /v3/directline/conversations/:id.',
  );
}

// Browsers do not ask before they open a socket to another site; they say who is asking.
function checkOrigin({ headers }: Incoming, trusted: readonly string[]): void {
  const { origin, host } = headers;
  if (origin === undefined || trusted.includes(origin)) return;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new Problem(403, 'origin-not-trusted', `Pages of ${origin} may not open streams here.`);
}

const problems = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw asProblem(error);
  });
