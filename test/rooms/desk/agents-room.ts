import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import WebSocket from 'ws';
import { fixedSettings } from '../../../config/load.ts';
import { type AgentAccount, Settings } from '../../../config/schema.ts';
import { plan } from '../../../jobs/plan.ts';
import { createOffice } from '../../../src/admin/room.ts';
import type { Owner } from '../../../src/chat/chat.ts';
import { newChatId } from '../../../src/chat/ids.ts';
import { done, unsupported } from '../../../src/connector/outcome.ts';
import type { Itsm, OfferedTicket } from '../../../src/desk/ports.ts';
import { createDesk } from '../../../src/desk/room.ts';
import type { Command } from '../../../src/handoff/commands.ts';
import { createRules } from '../../../src/handoff/rules.ts';
import { createAccounts } from '../../../src/people/accounts.ts';
import { hashPassword } from '../../../src/people/passwords.ts';
import { createPeople } from '../../../src/people/room.ts';
import { startHttpServer } from '../../../src/shared/http/server.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createOutgoing } from '../../../src/shared/outgoing.ts';
import { createExecutor } from '../../../src/store/execute.ts';
import { followFeed } from '../../../src/store/feed.ts';
import { openFiles } from '../../../src/store/files/index.ts';
import { openStore } from '../../../src/store/store.ts';
import { eventually } from '../../support/eventually.ts';

export const PASSWORD = 'correct horse battery';
/** Where people reach the room, as its settings have it. */
const PUBLIC_URL = 'https://desk.example';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the server says
  readonly body: any;
}

const OFFERED: readonly OfferedTicket[] = [
  { connector: 'helix', type: 'incident', title: 'Incident', kind: 'incident' },
  { connector: 'helix', type: 'work-order', title: 'Work Order', kind: 'work-order' },
];

/** No ITSM is connected in this room: nothing can be looked up, and no form has to be filled in. */
const NO_ITSM: Itsm = {
  connector: () => '',
  kindOf: () => 'request',
  lookUp: async () => unsupported('No ITSM is connected.'),
  blankFields: async () => done([]),
  endForm: async () => [],
  whyNotResolved: async () => undefined,
  whyNotAllowed: async () => done(undefined),
};

/** alice, bob and the supervisor sam see everything, amy the queue Access alone, carl the company Other alone. */
export async function openAgentsRoom(
  over: Readonly<Record<string, unknown>> = {},
  name = `desk-${randomUUID()}`,
) {
  const redisUrl = process.env.TEST_REDIS ?? '';
  const redis = new Redis(redisUrl);
  const reader = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const store = openStore(redis, name);
  const folder = mkdtempSync(join(tmpdir(), 'db-room-'));
  const files = openFiles(redis, name, folder);
  const log = createLog('silent');
  const time = { ahead: 0 };
  /** Agents whom the users were shown to be writing. */
  const typed: { chat: string; agent: Owner }[] = [];
  const clock = { now: () => Date.now() + time.ahead };
  const passwordHash = await hashPassword(PASSWORD);
  const agent = (id: string, name: string, more: Partial<AgentAccount> = {}): AgentAccount => ({
    id,
    name,
    roles: ['agent'],
    queues: 'all',
    companies: 'all',
    passwordHash,
    ...more,
  });
  const accounts = new Map(
    [
      agent('alice', 'Alice Smith'),
      agent('bob', 'Bob Baker'),
      agent('amy', 'Amy Access', { queues: ['Access'] }),
      agent('carl', 'Carl Other', { companies: ['Other'] }),
      agent('sam', 'Sam Super', { roles: ['agent', 'supervisor'] }),
    ].map((one) => [one.id, one]),
  );
  const settings = fixedSettings(Settings.parse(over));
  const vouched = createAccounts(settings, store.vouched, clock);
  const executor = createExecutor({
    redis,
    desk: name,
    rules: {
      ...createRules(() => ({
        waitingMs: 3.6e6,
        idleMs: 3.6e6,
        abandoningMs: 15_000,
        transferMs: 120_000,
        sla: settings.current().sla,
      })),
      plan,
    },
    clock,
    keepSeconds: 3600,
    wake: () => {},
  });
  const forPeople = {
    store,
    settings,
    clock,
    log,
    accounts: () => new Map([...vouched.known(), ...accounts]),
    freshAccounts: async () => new Map([...(await vouched.fresh()), ...accounts]),
    keepAccount: vouched.keep,
    http: createOutgoing(),
    publicUrl: PUBLIC_URL,
    wake: () => {},
    audit: store.audit.record,
  };
  const people = createPeople(forPeople);
  const { execute, known, ask } = executor;
  const office = createOffice(
    { ...forPeople, execute, checks: () => [], readAudit: store.audit.after },
    people,
  );
  const desk = createDesk(
    {
      ...forPeople,
      files,
      execute,
      known,
      ask,
      deliverNow: async (taken, chat, entry) => {
        await store.lanes.advance(taken.lane, taken.fence, { chat: chat.id, seq: entry.seq });
      },
      tellTyping: async (chat, agent) => void typed.push({ chat: chat.id, agent }),
      sendLeaseMs: 5_000,
      ticketTypes: () => OFFERED,
      itsm: NO_ITSM,
    },
    people,
  );
  const room = { ...desk, routes: [...desk.routes, ...office.routes] };
  const feed = await followFeed(reader, redis, name, room.tell, log);
  const typing = await store.typing.follow(room.tellTyping);
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    routes: room.routes,
    sockets: room.sockets,
  });

  async function call(
    method: string,
    path: string,
    ask: {
      token?: string | undefined;
      body?: unknown;
      raw?: string;
      key?: string;
      headers?: Record<string, string>;
    } = {},
  ): Promise<Reply> {
    const body = ask.raw ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body));
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        ...(ask.token !== undefined && { authorization: `Bearer ${ask.token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ask.key !== undefined && { 'idempotency-key': ask.key }),
        ...ask.headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const said = text && isJson ? JSON.parse(text) : text;
    return { status: response.status, headers: response.headers, body: said };
  }

  const open: WebSocket[] = [];
  return {
    url: server.url,
    redis,
    desk: name,
    store,
    files,
    time,
    typed,
    accounts,
    call,
    execute: executor.execute,

    async signIn(username: string, password = PASSWORD): Promise<string> {
      const { status, body } = await call('POST', '/api/v1/session', { body: { username, password } });
      if (status !== 200) throw new Error(`${username}: ${JSON.stringify(body)}`);
      return body.token;
    },

    /** A waiting chat. */
    async arrive(more: Partial<Extract<Command, { type: 'request-handoff' }>> = {}): Promise<string> {
      const chatId = newChatId();
      await executor.execute(chatId, {
        type: 'request-handoff',
        chatId,
        conversation: { channel: 'test', id: randomUUID() },
        user: { id: 'u1', name: 'Dana Reyes', verified: false },
        company: 'Calbro Services',
        queue: 'GENERAL',
        source: 'test',
        subject: 'VPN',
        lines: [],
        ...more,
      });
      return chatId;
    },

    /** Does what waits in the chat's lane, as a worker would, so that it is idle. */
    async settle(chat: string): Promise<void> {
      const take = await store.lanes.take(`c.${chat}`);
      if (take.kind !== 'taken') return;
      let { items } = take.lane;
      while (items.length > 0) items = await store.lanes.advance(take.lane.lane, take.lane.fence);
    },

    ticketFor: async (token: string): Promise<string> =>
      (await call('POST', '/api/v1/events/ticket', { token })).body.ticket,

    /** A window that follows the feed. `closed` says with which code the server ended it. */
    async follow(ticket: string, cursor?: string, headers: Record<string, string> = {}) {
      const ws = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/events?ticket=${ticket}`, {
        headers,
      });
      open.push(ws);
      // biome-ignore lint/suspicious/noExplicitAny: frames are looked into by the tests
      const frames: any[] = [];
      let code = 0;
      ws.on('message', (data) => frames.push(JSON.parse(String(data))));
      ws.on('close', (why) => {
        code = why;
      });
      await new Promise<void>((resolve, reject) => {
        ws.once('open', () => resolve());
        ws.once('unexpected-response', (_request, response) =>
          reject(new Error(String(response.statusCode))),
        );
        ws.once('error', reject);
      });
      if (cursor !== 'nothing') ws.send(JSON.stringify(cursor === undefined ? {} : { cursor }));
      return {
        ws,
        frames,
        closed: () => code,
        first: () => eventually(() => frames[0], 'the first frame comes'),
        hears: (chat: string, kind: string) =>
          eventually(
            () => frames.find((one) => one.chat === chat && one.kind === kind),
            `${kind} of ${chat}`,
          ),
      };
    },

    async close() {
      for (const ws of open) ws.terminate();
      room.close();
      await server.close();
      await feed.stop();
      typing.stop();
      redis.disconnect();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type AgentsRoom = Awaited<ReturnType<typeof openAgentsRoom>>;
