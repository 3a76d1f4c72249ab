import type { Route, SocketRoute } from '../shared/http/route.ts';
import { postActivity, readActivities } from './activity-routes.ts';
import { answering, preflight } from './answering.ts';
import { createAttendance } from './attendance.ts';
import { createAuthenticate } from './caller.ts';
import { reconnect, startConversation } from './conversation-routes.ts';
import { fileRoute } from './file-route.ts';
import { formRoute } from './form.ts';
import { createHandOver } from './hand-over.ts';
import { createLiveStreams } from './live-streams.ts';
import { createIdentify } from './portal-identity.ts';
import { DEFAULT_LIMITS, type DirectLinePorts } from './ports.ts';
import { createPost, type Post } from './post.ts';
import { createRateLimit } from './rate-limit.ts';
import { leaveSession } from './resume-session.ts';
import type { Room } from './room.ts';
import { sendableFiles } from './sendable-route.ts';
import { beginSession } from './session-route.ts';
import { streamRoute } from './stream-route.ts';
import { generateToken, refreshToken } from './token-routes.ts';
import { createTokens, type IssuedToken } from './tokens.ts';
import { upload } from './upload-route.ts';
import {
  continueConversation,
  downloadTranscript,
  listChats,
  rateChat,
  readUserChat,
  reopenChat,
} from './user-chats-routes.ts';

export interface DirectLine {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketRoute[];
  readonly post: Post;
  /** A token for the user of a conversation that exists. */
  issueToken(bearer: { conversationId: string; user: string }): Promise<IssuedToken>;
  /** Puts back into Redis what it has to hold for tokens to be good at every process. */
  renew(): Promise<void>;
  /** Says goodbye to the streams; clients come back with their watermark. The Redis connection stays open. */
  close(): Promise<void>;
}

/** The side door: Direct Line 3.0 on our own server, for Web Chat and any other client of it. */
export function createDirectLine(ports: DirectLinePorts): DirectLine {
  const { desk, store, clock, log } = ports;
  const limits = { ...DEFAULT_LIMITS, ...ports.limits };
  const tokens = createTokens(desk, () => store.tokenKey(desk), clock);
  const attendance = createAttendance(ports.connections, clock, log);
  const room: Room = {
    ports,
    limits,
    tokens,
    log,
    authenticate: createAuthenticate(tokens, ports.secrets ?? []),
    rateLimit: createRateLimit(ports.loopback ? 1000 : 50, clock),
    identify: createIdentify({
      settings: ports.portal?.settings ?? (() => undefined),
      http: ports.portal?.http ?? (() => Promise.reject(new Error('no portal'))),
      clock,
      useOnce: (jti, until) => store.identities.use(desk, jti, until),
    }),
    handOver: createHandOver(ports.receive, limits.receiveMs, log),
    streams: createLiveStreams({
      desk,
      wakes: store.wakes,
      clock,
      perConversation: limits.streams,
      keepAliveMs: limits.keepAliveMs,
      attendance,
    }),
    attendance,
    post: createPost(ports),
  };
  const doors = [
    generateToken,
    refreshToken,
    startConversation,
    reconnect,
    readActivities,
    postActivity,
    upload,
    listChats,
    readUserChat,
    downloadTranscript,
    continueConversation,
    reopenChat,
    rateChat,
  ].map((door) => door(room));
  const trusted = ports.trustedOrigins ?? [];
  const sessions = [beginSession(room), leaveSession(room)];
  const asked = new Set([...doors, ...sessions].map(({ path }) => path));
  const preflights = trusted.length === 0 ? [] : [...asked].map((path) => preflight(path));
  return {
    routes: [
      ...doors,
      ...sessions,
      fileRoute(ports.files),
      sendableFiles(ports.files),
      formRoute(ports.form ?? (() => [])),
      ...preflights,
    ].map((route) => answering(trusted, route)),
    sockets: [streamRoute(room)],
    post: room.post,
    issueToken: tokens.issue,
    renew: tokens.renewKey,
    close: () => room.streams.close(),
  };
}
