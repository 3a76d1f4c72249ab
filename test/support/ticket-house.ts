import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedSettings } from '../../config/load.ts';
import { type ConnectorSettings, Settings } from '../../config/schema.ts';
import { DEFAULT_ACCOUNTS } from '../../connectors/bmc-helix/simulator/auth.ts';
import { type SiteRules, startSimulator } from '../../connectors/bmc-helix/simulator/index.ts';
import { plan } from '../../jobs/plan.ts';
import { connectorQueue, jobQueues } from '../../jobs/queues.ts';
import { createRelay } from '../../jobs/relay.ts';
import type { Chat, ChatTicket, Owner } from '../../src/chat/chat.ts';
import type { ChatEvent } from '../../src/chat/event.ts';
import { newChatId } from '../../src/chat/ids.ts';
import { openDesk } from '../../src/compose/desk.ts';
import { startWorker } from '../../src/compose/worker.ts';
import type { Command } from '../../src/handoff/commands.ts';
import { createRules } from '../../src/handoff/rules.ts';
import { createLog } from '../../src/shared/log.ts';
import { connectStore } from '../../src/store/connect.ts';
import { createExecutor } from '../../src/store/execute.ts';
import { keysOf } from '../../src/store/keys.ts';
import { openStore } from '../../src/store/store.ts';
import { eventually } from './eventually.ts';
import { type Front, openFront } from './front.ts';
import { startRedis } from './redis.ts';

export const ALICE: Owner = { id: 'alice', screenName: 'Alice Smith' };

export type TicketType = 'incident' | 'work-order';

/** What the ITSM was asked to write, in order. */
interface Written {
  readonly method: string;
  /** Form, and the entry's id where it names one. */
  readonly path: string;
  readonly body: string;
}

/** How the ITSM is, and what stands before it from the start. */
interface Site {
  readonly rules?: SiteRules;
  readonly between?: Front['between'];
  /** Of the connector. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const AT_ONCE = 12;
const MINUTE_MS = 60_000;
const ITSM_ACCOUNT = { username: 'colleague', password: 'colleague', mayWrite: true };

/**
 * The whole way of a ticket as it is shipped: rules, plan, store, workers, post room and connector
 * before the simulator, over HTTP. Agents and users are commands here: no windows, no bot.
 */
export async function openTicketHouse(mapping?: ConnectorSettings['mapping'], site: Site = {}) {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).toReversed()) await one();
  };
  try {
    return await open(mapping, site, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  mapping: ConnectorSettings['mapping'],
  site: Site,
  closers: (() => unknown)[],
  close: () => Promise<void>,
) {
  const folder = mkdtempSync(join(tmpdir(), 'db-tickets-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const redis = await startRedis();
  closers.push(redis.stop);
  const itsm = await startSimulator({
    port: 0,
    dataDir: folder,
    accounts: [...DEFAULT_ACCOUNTS, ITSM_ACCOUNT],
    ...(site.rules !== undefined && { siteRules: site.rules }),
  });
  closers.push(itsm.close);
  const written: Written[] = [];
  const line = await openListener(itsm.url, written);
  closers.push(line.close);
  const front = await openFront(line.url);
  closers.push(front.close);
  if (site.between !== undefined) front.between = site.between;
  const log = createLog('silent');
  const house = await openDesk({
    desk: 'main',
    redisUrl: redis.path,
    dataDir: folder,
    settings: fixedSettings(
      Settings.parse({
        agents: [
          {
            id: ALICE.id,
            name: ALICE.screenName,
            roles: ['agent'],
            passwordHash: 'none',
            itsm: { name: 'Alice Smith', login: 'alice' },
          },
        ],
        connectors: [
          {
            id: 'helix',
            use: 'bmc-helix',
            atOnce: AT_ONCE,
            settings: {
              url: front.url,
              username: 'deskbridge',
              password: 'deskbridge',
              settleMs: 50,
              ...site.settings,
            },
            ...(mapping !== undefined && { mapping }),
          },
        ],
      }),
    ),
    credentials: {
      MicrosoftAppId: '',
      MicrosoftAppPassword: '',
      MicrosoftAppType: '',
      MicrosoftAppTenantId: '',
    },
    virtualAgent: () => ({ run: async () => {} }),
    log,
    host: '127.0.0.1',
    publicUrl: 'http://desk.example',
    waitScale: 1 / 60,
  });
  closers.push(house.close);
  const workers = await startWorker(house);
  closers.push(workers.close);
  const own = await connectStore(redis.path, log);
  closers.push(() => own.disconnect());
  const store = openStore(own, 'main');
  const keys = keysOf('main');
  const relay = createRelay(jobQueues(redis.path, 'main'), [connectorQueue('helix')], log);
  closers.push(relay.close);

  /** @param ahead how far this command's clock is in the future, milliseconds */
  async function run(chat: string, command: Command, ahead = 0): Promise<Chat> {
    const rules = createRules(() => ({
      waitingMs: 30 * MINUTE_MS,
      idleMs: 30 * MINUTE_MS,
      abandoningMs: 15_000,
      transferMs: 120_000,
    }));
    const executor = createExecutor({
      redis: own,
      desk: 'main',
      rules: { ...rules, plan: ticketsOnly },
      clock: { now: () => Date.now() + ahead },
      keepSeconds: 3_600,
      wake: (wakes) => void relay.wake(wakes),
    });
    const executed = await executor.execute(chat, command);
    if (executed.kind !== 'done') throw new Error(`${command.type}: ${JSON.stringify(executed)}`);
    return executed.chat;
  }

  async function read(id: string): Promise<Chat> {
    const { chat } = await store.chats.read(id);
    if (chat === undefined) throw new Error(`no chat ${id}`);
    return chat;
  }

  const colleague = await signIn(itsm.url);
  async function ask(method: string, path: string, values?: Readonly<Record<string, string>>) {
    const response = await fetch(`${itsm.url}/api/arsys/v1/entry/${path}`, {
      method,
      headers: { authorization: `AR-JWT ${colleague}`, 'content-type': 'application/json' },
      ...(values !== undefined && { body: JSON.stringify({ values }) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  async function rows(form: string, q: string): Promise<readonly Record<string, string>[]> {
    const { entries } = await ask('GET', `${form}?q=${encodeURIComponent(q)}&limit=500`);
    return entries.map(({ values }: { values: Record<string, string> }) => values);
  }
  const formsOf = (type: TicketType) =>
    type === 'incident'
      ? { read: 'HPD:Help Desk', log: 'HPD:WorkLog', number: 'Incident Number', id: 'Entry ID' }
      : { read: 'WOI:WorkOrder', log: 'WOI:WorkInfo', number: 'Work Order ID', id: 'Request ID' };

  return {
    itsm,
    /** What stands before the ITSM. */
    front,
    written,
    run,
    read,
    ask,
    log: (chat: string) => store.chats.log(chat),
    /** Ids of the chats that are Alice's load now. */
    load: async () => (await store.lists.mine(ALICE.id, undefined, 500)).ids,
    /** An accepted chat in which the user has said something. */
    async accepted(subject = 'VPN does not connect'): Promise<string> {
      const id = newChatId();
      await run(id, {
        type: 'request-handoff',
        chatId: id,
        conversation: { channel: 'test', id },
        user: { id: `user-${id}`, name: 'Dana Reyes', verified: false },
        company: 'Calbro Services',
        queue: 'GENERAL',
        source: 'test',
        subject,
        lines: [],
      });
      await run(id, { type: 'accept', by: ALICE });
      await run(id, { type: 'send-user-message', text: 'said before the ticket' });
      await run(id, { type: 'add-note', by: ALICE, text: 'for agents alone' });
      return id;
    },
    async wish(chat: string, type: TicketType, templateId?: string): Promise<ChatTicket> {
      const wished = await run(chat, {
        type: 'request-ticket',
        by: ALICE,
        connector: 'helix',
        ticketType: type,
        kind: type,
        another: true,
        ...(templateId !== undefined && { wish: { templateId } }),
      });
      const n = wished.tickets.length;
      return eventually(async () => {
        const ticket = (await read(chat)).tickets.find((one) => one.n === n);
        return ticket?.state === 'creating' ? undefined : ticket;
      }, `the ${type} of ${chat} is created`);
    },
    /** The ticket as it lies in the ITSM, under its type's own field names. */
    async held({ type, displayId }: Pick<ChatTicket, 'type' | 'displayId'>) {
      const { read: form, number } = formsOf(type as TicketType);
      const [row] = await rows(form, `'${number}' = "${displayId}"`);
      if (row === undefined) throw new Error(`the ITSM has no ${displayId}`);
      return row;
    },
    /** Its work info, oldest first. */
    async entries({ type, displayId }: Pick<ChatTicket, 'type' | 'displayId'>) {
      const { log: form, number } = formsOf(type as TicketType);
      return rows(form, `'${number}' = "${displayId}"`);
    },
    /** Somebody else changes the ticket in the ITSM. */
    async meddle(ticket: Pick<ChatTicket, 'type' | 'displayId'>, values: Readonly<Record<string, string>>) {
      const { read: form, id } = formsOf(ticket.type as TicketType);
      const row = await this.held(ticket);
      await ask('PUT', `${form}/${row[id]}`, values);
    },
    /** All ticket work of the chat is done, whatever came of it. */
    async settled(chat: string): Promise<Chat> {
      return eventually(
        async () => {
          const now = await read(chat);
          const waiting = await Promise.all(
            now.tickets.map(({ n, connector }) => own.llen(keys.laneItems(`t.${chat}.${n}.${connector}`))),
          );
          // Read again: what was done last may have happened after the first look.
          const done = now.status === 'closed' && waiting.every((items) => items === 0);
          return done ? read(chat) : undefined;
        },
        `the ticket work of ${chat} is done`,
        60_000,
      );
    },
    close,
  };
}

/** Nobody sits at the other end of these conversations. */
const ticketsOnly = (event: ChatEvent, chat: Chat) =>
  plan(event, chat).filter(({ lane }) => lane.kind === 'ticket');

async function signIn(url: string): Promise<string> {
  const body = new URLSearchParams({ ...ITSM_ACCOUNT, mayWrite: '' });
  return (await fetch(`${url}/api/jwt/login`, { method: 'POST', body })).text();
}

/** Hands requests on and writes down those that write. */
async function openListener(target: string, written: Written[]) {
  const server = createServer(async (incoming, answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { method = 'GET', headers, url = '' } = incoming;
    if ((method === 'POST' || method === 'PUT') && url.includes('/entry/'))
      written.push({
        method,
        path: decodeURIComponent(url.split('/entry/')[1]?.split('?')[0] ?? ''),
        body: body.toString('utf8'),
      });
    const onward = request(`${target}${url}`, { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.once('error', () => answer.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type TicketHouse = Awaited<ReturnType<typeof openTicketHouse>>;
