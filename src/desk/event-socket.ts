import { type WebSocket, WebSocketServer } from 'ws';
import type { AgentAccount } from '../../config/schema.ts';
import type { FeedFrame } from '../api/views.ts';
import { accountOf, type Callers, holderOf } from '../people/caller.ts';
import { createTurnstile } from '../people/turnstile.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Incoming, SocketRoute } from '../shared/http/route.ts';
import { type FeedRow, isCursor } from '../store/store.ts';
import { type Hub, mayHear } from './hub.ts';
import type { DeskPorts } from './ports.ts';
import { frameOf } from './views.ts';

const PING_MS = 10_000;
const FIRST_FRAME_MS = 10_000;
const MOST_BUFFERED = 1024 * 1024;
/** A window that missed more rows of its own than this is quicker with fresh lists. */
const MOST_CAUGHT_UP = 500;
/** When all windows come back at once, the chats go on between them. */
const CAUGHT_UP_AT_ONCE = 2;

/** A socket, and what was said on it. */
interface Window {
  readonly ws: WebSocket;
  readonly account: AgentAccount;
  begun: boolean;
  /** Nothing was said since the last ping. */
  quiet: boolean;
  /** The newest cursor as it was at the last ping. */
  told?: string | undefined;
}

/** The feed for an agent's windows: a socket that says what changed, for whoever brings a single-use ticket. */
export function eventSocket(ports: DeskPorts, callers: Callers, hub: Hub) {
  const inTurn = createTurnstile(CAUGHT_UP_AT_ONCE);
  const server = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024, perMessageDeflate: false });

  const socket: SocketRoute = {
    path: '/api/v1/events',
    async upgrade(request, raw) {
      checkOrigin(request, ports.publicUrl);
      const redeemed = await ports.store.sessions.redeemTicket(request.query.ticket ?? '');
      const account = redeemed && accountOf(await ports.freshAccounts(), redeemed);
      if (redeemed === undefined || account === undefined)
        throw new Problem(401, 'not-signed-in', 'The ticket is unknown, used or too old: fetch a new one.');
      server.handleUpgrade(raw.request, raw.socket, raw.head, (ws) => follow(ws, account, redeemed.session));
    },
  };

  function follow(ws: WebSocket, account: AgentAccount, session: string): void {
    const window: Window = { ws, account, begun: false, quiet: true };
    let alive = true;
    let leave = () => {};
    const opening = setTimeout(() => ws.close(1008, 'send {"cursor"} first'), FIRST_FRAME_MS);
    const beat = setInterval(() => {
      if (!alive) return ws.terminate();
      alive = false;
      ws.ping();
      moveOn(window);
      stay(ws, account, session).catch(() => {});
    }, PING_MS);
    ws.on('pong', () => {
      alive = true;
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      clearTimeout(opening);
      clearInterval(beat);
      leave();
    });
    ws.once('message', (data) => {
      clearTimeout(opening);
      const cursor = cursorIn(String(data));
      const begun = () => begin(window, cursor);
      (cursor === undefined ? begun() : inTurn(begun)).then(
        (stop) => {
          leave = stop;
          if (ws.readyState !== ws.OPEN) stop();
        },
        (error) => {
          ports.log.warn({ err: error }, 'feed could not be read');
          ws.close(1011, 'try again');
        },
      );
    });
  }

  const nowOf = (account: AgentAccount) => accountOf(ports.accounts(), holderOf(account));

  /** A window lives as long as the session that opened it, and the account. */
  async function stay(ws: WebSocket, account: AgentAccount, session: string): Promise<void> {
    if (nowOf(account) !== undefined && (await ports.store.sessions.lives(session)))
      return callers.stayOnline(account.id);
    ws.close(4401, 'signed out');
  }

  /** Listens first and reads what was missed then, so that no row falls between. */
  async function begin(window: Window, cursor: string | undefined): Promise<() => void> {
    const { ws, account } = window;
    const early: string[] = [];
    let send = (frame: string): void => void early.push(frame);
    const stop = hub.add({
      // Who signs in anew with other groups sees and hears by them in the windows that are open too.
      get account() {
        return nowOf(account);
      },
      send: (frame) => send(frame),
    });
    const { missed, end } = await missedSince(cursor, account).catch((error) => {
      stop();
      throw error;
    });
    const first: FeedFrame = { kind: missed === undefined ? 'resync' : 'ready', cursor: end };
    ws.send(JSON.stringify(first));
    for (const row of missed ?? []) ws.send(JSON.stringify(frameOf(row)));
    // A row that was both read and heard is said twice; it names a state, not a step, so that harms nobody.
    for (const frame of early) ws.send(frame);
    send = (frame) => {
      window.quiet = false;
      if (ws.bufferedAmount > MOST_BUFFERED) ws.terminate();
      else ws.send(frame);
    };
    window.begun = true;
    return stop;
  }

  /** Of what was missed only that counts which the agent may see: a busy desk is no reason to begin anew. */
  async function missedSince(cursor: string | undefined, account: AgentAccount) {
    const now = nowOf(account);
    const mine = (row: FeedRow) => now !== undefined && mayHear(now, row);
    const past =
      cursor === undefined ? undefined : await ports.store.feed.since(cursor, MOST_CAUGHT_UP, mine);
    return { missed: past?.rows, end: past?.end ?? (await ports.store.feed.end()) };
  }

  /** A cursor that stands still while others are busy would be too old when its window comes back. */
  function moveOn(window: Window): void {
    const cursor = hub.newest();
    if (window.begun && window.quiet && cursor !== undefined && cursor !== window.told)
      window.ws.send(JSON.stringify({ kind: 'ready', cursor } satisfies FeedFrame));
    window.told = cursor;
    window.quiet = true;
  }

  return {
    socket,
    close() {
      for (const ws of server.clients) ws.close(1012, 'the server restarts');
    },
  };
}

/** A page of another site may not open this socket in its visitor's name. Programs send no Origin. */
function checkOrigin(request: Incoming, publicUrl: string): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== request.origin && origin !== new URL(publicUrl).origin)
    throw new Problem(403, 'foreign-origin', 'This socket is for pages of this server.');
}

function cursorIn(text: string): string | undefined {
  try {
    const { cursor } = JSON.parse(text) as { cursor?: unknown };
    return typeof cursor === 'string' && isCursor(cursor) ? cursor : undefined;
  } catch {
    return undefined;
  }
}
