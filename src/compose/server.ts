import { deliverNow } from '../../jobs/deliver-now.ts';
import { openSchedules } from '../../jobs/schedules.ts';
import { createOffice } from '../admin/room.ts';
import { openApi } from '../api/openapi.ts';
import { createDesk } from '../desk/room.ts';
import { createPeople } from '../people/room.ts';
import { siteRoute } from '../people/site-route.ts';
import { pageRoutes } from '../shared/http/pages.ts';
import type { Route } from '../shared/http/route.ts';
import { startHttpServer } from '../shared/http/server.ts';
import { createUnderWay } from '../shared/under-way.ts';
import { connectReader } from '../store/connect.ts';
import { whenDown } from '../store/down.ts';
import { followFeed } from '../store/feed.ts';
import { LEASE_MS } from '../store/lanes.ts';
import type { Desk } from './desk.ts';
import { health } from './health.ts';
import { PAGES } from './pages.ts';

const apiDocument = openApi();

export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  /** Folder of the built pages. */
  readonly pages: string;
  /** What pages know of this server before anybody has signed in. */
  readonly site: Readonly<Record<string, unknown>>;
  /** Doors of this process alone. */
  readonly routes?: readonly Route[];
  /** What has to answer before the server says that it is ready. */
  readonly ready: Readonly<Record<string, () => Promise<unknown>>>;
}

/** Serves a desk over HTTP and WebSocket, beside as many others as there are. */
export async function startServer(house: Desk, at: ServerOptions) {
  const { options, store, redis, pulse, begun, bot, directLine } = house;
  const { settings, log, redisUrl } = options;
  const reader = connectReader(redisUrl, log);
  const underWay = createUnderWay();
  const room = openRooms(house, underWay);
  const feed = await begun(followFeed(reader, redis, options.desk, room.tell, log, room.resync));
  pulse.follow(feed);
  const typing = await begun(store.typing.follow(room.tellTyping));
  void pulse.keep('the key of user tokens', directLine.renew);
  const schedules = openSchedules(house.queues, log);
  const server = await startHttpServer({
    host: at.host,
    port: at.port,
    log,
    explain: whenDown,
    trustedProxies: settings.current().http.trustedProxies,
    publicUrl: options.publicUrl,
    routes: [
      ...bot.routes,
      ...directLine.routes,
      ...room.routes,
      ...health(house, {
        redis: pulse.prove,
        bot: bot.ping,
        files: house.files.prove,
        sweeps: () => schedules.prove(house.background.turns, store.hasWorkers),
        ...at.ready,
      }),
      { method: 'GET', path: '/openapi.json', handle: () => ({ status: 200, body: apiDocument }) },
      siteRoute(at.site, settings),
      ...(at.routes ?? []),
      ...pageRoutes(at.pages, PAGES),
    ],
    sockets: [...directLine.sockets, ...room.sockets],
  });
  return {
    url: server.url,
    port: server.port,
    drain: server.drain,
    async close(): Promise<void> {
      room.close();
      await directLine.close();
      await server.close();
      // What an agent was told is sent goes out before the store is closed under it.
      await underWay.settled();
      await feed.stop();
      typing.stop();
      await schedules.close();
    },
  };
}

/** The rooms of agents, supervisors and admins, with what they need of the others. */
function openRooms(house: Desk, underWay: ReturnType<typeof createUnderWay>) {
  const { options, store, executor, accounts, bot, postRoom, itsm, relay } = house;
  const { ticketTypes, ...serving } = itsm.serving;
  const { execute, known, ask } = executor;
  const forPeople = {
    store,
    settings: options.settings,
    clock: house.clock,
    log: options.log,
    accounts: accounts.known,
    freshAccounts: accounts.fresh,
    keepAccount: accounts.keep,
    http: house.http,
    publicUrl: options.publicUrl,
    wake: house.wake,
    audit: store.audit.record,
  };
  const sending = {
    ...house.background.lanes,
    ...house.deliveryReports,
    sendEntry: bot.sendEntry,
    wake: relay.wake,
  };
  const people = createPeople(forPeople);
  const office = createOffice(
    { ...forPeople, execute, checks: itsm.checks.report, readAudit: store.audit.after },
    people,
  );
  const desk = createDesk(
    {
      ...forPeople,
      files: house.files,
      execute,
      known,
      ask,
      deliverNow: (taken, chat, entry) => underWay.track(deliverNow(taken, chat, entry, sending)),
      tellTyping: (chat, { screenName }) => bot.sendTyping(chat, screenName),
      sendLeaseMs: LEASE_MS,
      ticketTypes,
      itsm: { ...postRoom.lookUps, ...serving, whyNotAllowed: postRoom.whyNotAllowed },
    },
    people,
  );
  return { ...desk, routes: [...desk.routes, ...office.routes] };
}
