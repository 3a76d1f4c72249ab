import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type ClientOptions, WebSocket } from 'ws';
import { Settings } from '../../../config/schema.ts';
import { PAGES } from '../../../src/compose/pages.ts';
import { createDirectLine, type DirectLine } from '../../../src/directline/direct-line.ts';
import type { DirectLinePorts, FilePorts, UserActivity } from '../../../src/directline/ports.ts';
import { pageRoutes } from '../../../src/shared/http/pages.ts';
import { type HttpServer, startHttpServer } from '../../../src/shared/http/server.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createDirectLineStore } from '../../../src/store/direct-line/index.ts';
import { openFiles } from '../../../src/store/files/index.ts';
import { openStore } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';

export const SECRET = 'a-direct-line-secret';
export const BASE = '/v3/directline';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server says is what the tests look into
  readonly body: any;
  readonly headers: Headers;
}

export interface Ask {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SideDoor {
  readonly url: string;
  readonly port: number;
  readonly desk: string;
  readonly redis: Redis;
  readonly directLine: DirectLine;
  /** Where its files lie. */
  readonly dataDir: string;
  /** What the bot room was handed, in order. */
  readonly received: UserActivity[];
  call(method: string, path: string, ask?: Ask): Promise<Reply>;
  /** A session whose conversation has been opened. */
  session(): Promise<{ token: string; conversationId: string; userId: string; streamUrl: string }>;
  /** Ends server and streams; Redis keeps what it has. */
  close(): Promise<void>;
}

const opened = new Set<SideDoor>();

/** Ends what a file's tests have opened, those that failed half-way included. */
export async function closeSideDoors(): Promise<void> {
  for (const door of opened) await door.close();
}

/** The side door on a real server and the shared Redis, on a desk of its own unless one is named. */
export async function openSideDoor(
  ports: Partial<Omit<DirectLinePorts, 'store' | 'files' | 'chats' | 'connections'>> & {
    readonly redis?: Redis;
    readonly files?: Partial<ReturnType<FilePorts['limits']>>;
    /** Folder of the built pages, for tests in a browser. */
    readonly pages?: string;
  } = {},
  port = 0,
): Promise<SideDoor> {
  const { redis = new Redis(process.env.TEST_REDIS ?? ''), files: fileLimits, pages, ...rest } = ports;
  const desk = rest.desk ?? `dl-${randomUUID()}`;
  const log = createLog('silent');
  const received: UserActivity[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'db-side-door-'));
  const directLine = createDirectLine({
    clock: { now: () => Date.now() },
    log,
    loopback: true,
    bot: { id: 'bot', name: 'Bot' },
    secrets: [SECRET],
    receive: async (activity) => void received.push(activity),
    ...rest,
    files: {
      store: openFiles(redis, desk, dataDir),
      limits: () => ({ ...Settings.parse({}).files, ...fileLimits }),
    },
    chats: {
      ...openStore(redis, desk).chats,
      limits: () => ({ waitingMs: 0, idleMs: 0, abandoningMs: 0, transferMs: 0 }),
      texts: () => Settings.parse({}).texts,
      placeOf: async () => undefined,
      rate: async () => undefined,
    },
    connections: openStore(redis, desk).connections,
    desk,
    store: createDirectLineStore(redis),
  });
  const server: HttpServer = await startHttpServer({
    host: '127.0.0.1',
    port,
    routes: [...directLine.routes, ...(pages === undefined ? [] : pageRoutes(pages, PAGES))],
    sockets: directLine.sockets,
    log,
  });
  const call = async (method: string, path: string, ask: Ask = {}): Promise<Reply> => {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        ...(ask.token !== undefined && { authorization: `Bearer ${ask.token}` }),
        ...(ask.body !== undefined && { 'content-type': 'application/json' }),
        ...ask.headers,
      },
      ...(ask.body !== undefined && { body: JSON.stringify(ask.body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  };
  const door: SideDoor = {
    url: server.url,
    port: Number(new URL(server.url).port),
    desk,
    redis,
    directLine,
    dataDir,
    received,
    call,
    async session() {
      const { body } = await call('POST', '/chat/session', { body: { userName: 'Ada' } });
      const opened = await call('POST', `${BASE}/conversations`, { token: body.token, body: {} });
      return { ...body, streamUrl: opened.body.streamUrl };
    },
    async close() {
      if (!opened.delete(door)) return;
      await directLine.close();
      await server.close();
      redis.disconnect();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  opened.add(door);
  return door;
}

/** Waits for a condition; says which one did not come true in time. */
export async function until(what: string, condition: () => unknown): Promise<void> {
  await eventually(async () => Boolean(await condition()), what);
}

export interface Listener {
  readonly socket: WebSocket;
  // biome-ignore lint/suspicious/noExplicitAny: frames are what the tests look into
  readonly frames: any[];
  /** Texts of the activities heard, in order. */
  texts(): string[];
  readonly empty: { count: number };
  readonly closed: { code?: number };
  watermark(): string;
}

/** A bare client of a stream. */
export function listen(
  streamUrl: string,
  headers: Readonly<Record<string, string>> = {},
  options: ClientOptions = {},
): Listener {
  const socket = new WebSocket(streamUrl, { ...options, headers });
  const listener: Listener = {
    socket,
    frames: [],
    empty: { count: 0 },
    closed: {},
    texts: () =>
      listener.frames.flatMap((frame) => frame.activities.map((activity: { text: string }) => activity.text)),
    watermark: () => listener.frames.findLast((frame) => frame.watermark !== undefined)?.watermark ?? '',
  };
  socket.on('message', (data) => {
    const text = data.toString();
    if (text === '') listener.empty.count += 1;
    else listener.frames.push(JSON.parse(text));
  });
  socket.on('close', (code) => {
    listener.closed.code = code;
  });
  socket.on('error', () => {});
  return listener;
}

/** The status with which an upgrade was refused, and the problem's code. */
export function refusal(
  streamUrl: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(streamUrl, { headers });
    socket.on('open', () => reject(new Error('the stream opened')));
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(text).code }));
    });
  });
}
