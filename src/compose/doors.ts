import { createChannelHttp } from '../bot/channel-http.ts';
import { createDeliveryReports } from '../bot/delivery-reports.ts';
import { createBotDoor } from '../bot/door.ts';
import { createHandoffPorts } from '../bot/handoff-ports.ts';
import { createHindrance } from '../bot/hindrance.ts';
import { createNoteFailure } from '../bot/note-failure.ts';
import { createQueuePlace } from '../bot/queue-place.ts';
import { createRouting } from '../bot/routing.ts';
import { placeNow } from '../chat/standing.ts';
import { createSomeoneFor } from '../desk/online.ts';
import { createWhoHadIt } from '../desk/who-had-it.ts';
import { createDirectLine } from '../directline/direct-line.ts';
import { createPost } from '../directline/post.ts';
import { limitsOf } from '../handoff/limits.ts';
import { standingOf } from '../people/standing-of.ts';
import { isLocal } from '../shared/http/loopback.ts';
import { createDirectLineStore } from '../store/direct-line/index.ts';
import type { Core } from './core.ts';

/** The users' side of a desk: the virtual agent, the channels of Bot Framework, and our own Direct Line. */
export async function openDoors(core: Core) {
  const { options, store, clock, report, executor, accounts, readChat } = core;
  const { settings, log, desk } = options;
  const queuePlace = createQueuePlace({
    store,
    settings,
    report,
    placeNow: (place) => placeNow(standingOf(settings.current()), place),
  });
  const routing = createRouting(settings);
  const someoneFor = createSomeoneFor(accounts.fresh, store.agents);
  const handoffs = createHandoffPorts({
    execute: executor.execute,
    known: executor.known,
    report,
    settings,
    routeOf: routing.routeOf,
    hindrance: createHindrance({ settings, clock, someoneFor }),
    ticketFor: core.itsm.serving.ticketToLeave,
    hasRoom: store.hasRoom,
    noteFailure: createNoteFailure(store, clock, log),
    openChat: store.conversations.openChat,
    reopening: {
      readChat,
      readLog: (chat) => store.chats.log(chat),
      chatsOf: store.chats.ofUser,
      whoHadIt: createWhoHadIt({ store, settings, accounts: accounts.fresh }),
      ask: executor.ask,
    },
  });
  const sideDoor = {
    desk,
    store: createDirectLineStore(core.redis),
    clock,
    bot: { id: 'bot', name: 'Virtual agent' },
  };
  const post = createPost(sideDoor);
  const bot = createBotDoor({
    credentials: options.credentials,
    agent: await options.virtualAgent(store.botState, routing.subjectsFor),
    conversations: store.conversations,
    ports: {
      ...handoffs,
      userTypes: store.typing.byUser,
      left: store.connections.left,
      back: async (chat) => void (await store.connections.back(chat)),
      postToDirectLine: async (conversationId, activity) =>
        void (await post(conversationId, { ...activity, type: String(activity.type) })),
    },
    clock,
    log,
    http: createChannelHttp(),
    serviceHosts: settings.current().bot.serviceHosts,
    settings,
    publicUrl: options.publicUrl,
  });
  const directLine = createDirectLine({
    ...sideDoor,
    receive: (activity) => bot.receive({ ...activity }),
    files: { store: core.files, limits: () => settings.current().files },
    form: () => settings.current().preChat.fields,
    chats: {
      ...store.chats,
      limits: () => limitsOf(settings.current()),
      texts: () => settings.current().texts,
      placeOf: queuePlace.placeOf,
      rate: handoffs.rateChat,
    },
    connections: store.connections,
    log,
    loopback: isLocal(options.host, settings.current().http.trustedProxies),
    portal: { settings: () => settings.current().portal, http: core.http },
    trustedOrigins: settings.current().portal?.origins ?? [],
  });
  return { bot, directLine, queuePlace, deliveryReports: createDeliveryReports(report, store.connections) };
}
