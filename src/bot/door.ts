import { randomUUID } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import { AuthenticationConstants, ClaimsIdentity } from 'botframework-connector';
import type { SettingsSource } from '../../config/schema.ts';
import type { Chat } from '../chat/chat.ts';
import type { Entry } from '../chat/entry.ts';
import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import type { Log } from '../shared/log.ts';
import type { OutgoingHttp } from '../shared/outgoing.ts';
import { within } from '../shared/within.ts';
import { wordsFor } from '../shared/wording.ts';
import type { Conversations } from '../store/store.ts';
import { type InboundActivity, parseActivity } from './activity.ts';
import { DeskbridgeAdapter } from './adapter.ts';
import { cardAfterEnd } from './after-end.ts';
import { cardOf } from './article-card.ts';
import { authenticate } from './authenticate.ts';
import { checkBearer } from './bearer.ts';
import { type BotCredentials, openAuthentication } from './credentials.ts';
import { HandoffMiddleware } from './handoff-middleware.ts';
import { withOwnWords } from './mentions.ts';
import { plain } from './offer.ts';
import type { BotPorts, HandoffState, SendResult, Target } from './ports.ts';
import { withoutProfile } from './profile.ts';
import { DIRECT_LINE, type Reference, referenceOf } from './reference.ts';
import { createSender } from './sender.ts';
import { filesOf, sizesOf } from './sent-files.ts';
import { isAllowedServiceUrl } from './service-url.ts';
import { failedActivity, type StatusEvent, statusActivity, takesEvents } from './status.ts';
import { createTurns } from './turns.ts';
import { wordsIn, wordsOf } from './words-for-user.ts';

/** What a virtual agent has to be: botbuilder's `ActivityHandler` is one. */
export interface VirtualAgent {
  run(context: TurnContext): Promise<void>;
}

export interface DoorOptions {
  readonly credentials: BotCredentials;
  readonly agent: VirtualAgent;
  readonly conversations: Conversations;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly log: Log;
  readonly http: OutgoingHttp;
  /** More hosts that activities may come from and go to, beside Microsoft's. */
  readonly serviceHosts: readonly string[];
  readonly settings: Pick<SettingsSource, 'current'>;
  /** Where people reach this server: channels fetch agents' files there. */
  readonly publicUrl: string;
}

/** The front door: Bot Framework in and out. */
export function createBotDoor(options: DoorOptions) {
  const { credentials, agent, conversations, ports, log, settings } = options;
  const anonymous = !credentials.MicrosoftAppId;
  const { authentication, authorize } = openAuthentication(credentials, options.http);
  const isAllowed = (serviceUrl: string) => isAllowedServiceUrl(serviceUrl, anonymous, options.serviceHosts);
  const send = createSender({
    http: options.http,
    authorize: (_serviceUrl, fresh) => authorize(fresh),
    isAllowed,
    postToDirectLine: ports.postToDirectLine,
  });
  const adapter = new DeskbridgeAdapter(authentication, send);
  /** Told apart by the object itself: anything in an activity could be claimed by a user. */
  const ours = new WeakSet<object>();
  const turns = createTurns(conversations, log);
  adapter.use(
    new HandoffMiddleware({
      conversations,
      ports,
      clock: options.clock,
      cancelWords: () => settings.current().chat.cancelWords,
      texts: () => settings.current().texts,
      mostCharacters: () => settings.current().chats.mostCharacters,
      agentOnly: () => settings.current().chats.agentOnly,
      groups: () => settings.current().bot.groups,
      appId: credentials.MicrosoftAppId,
      turns,
      isOurs: (activity) => ours.has(activity),
      tellFailed: async (activity, activityId) => {
        await tell(referenceOf(activity), failedActivity(activityId));
      },
      say: async (activity, id, text) => {
        const sent = await send(referenceOf(activity), { ...plain(text), id });
        return sent.kind === 'delivered' || sent.kind === 'uncertain';
      },
    }),
  );
  const logic = (context: TurnContext) => agent.run(context);

  /** A turn that nobody's token came with: our own Direct Line's, or one that we start. */
  const turn = (activity: object, run = logic) => {
    const identity = new ClaimsIdentity([
      { type: AuthenticationConstants.AudienceClaim, value: credentials.MicrosoftAppId ?? '' },
      { type: AuthenticationConstants.AppIdClaim, value: credentials.MicrosoftAppId ?? '' },
    ]);
    return adapter.turn(
      {
        audience: AuthenticationConstants.ToChannelFromBotOAuthScope,
        claimsIdentity: identity,
        connectorFactory: authentication.createConnectorFactory(identity),
      },
      activity as Activity,
      run,
    );
  };

  async function fromChannel(request: Incoming): Promise<Answer> {
    if (settings.current().bot.channels === 'direct-line-only')
      throw new Problem(
        403,
        'endpoint-closed',
        'This installation takes no channels of Bot Framework: bot.channels is direct-line-only. Use /v3/directline.',
      );
    const header = anonymous
      ? ''
      : checkBearer(request.headers.authorization, credentials.MicrosoftAppTenantId);
    const activity = withoutProfile(parseActivity(request.body));
    if (!isAllowed(activity.serviceUrl) || activity.channelId === 'AseChannel')
      throw new Problem(403, 'channel-not-allowed', notAllowed(anonymous));
    // Without tokens anybody may send: nobody gets into a conversation of our own Direct Line by this door.
    if (anonymous && /^\s*directline\s*$/i.test(activity.channelId))
      throw new Problem(
        403,
        'channel-not-allowed',
        'Without an app id, conversations of Direct Line are reached at /v3/directline alone.',
      );
    const incoming = fixed(withOwnWords(activity));
    const answer = await adapter.turn(await authenticate(authentication, incoming, header), incoming, logic);
    return answer === undefined ? { status: 200 } : { status: answer.status, body: answer.body };
  }

  return {
    routes: [{ method: 'POST', path: '/api/messages', handle: fromChannel }] satisfies readonly Route[],

    /** An activity of our own Direct Line: resolves once it is stored and, where it is the bot's, answered. */
    async receive(activity: Record<string, unknown>): Promise<void> {
      await turn(fixed(withOwnWords(parseActivity({ ...activity, serviceUrl: DIRECT_LINE }))));
    },

    /** Brings one public line of a chat to its user. */
    async sendEntry(chat: Target, entry: Entry): Promise<SendResult> {
      if (entry.visibility !== 'public') throw new Error(`line ${entry.seq} of ${chat.id} is internal`);
      const to = await referenceFor(chat);
      if (to === undefined) return lost;
      const { texts, chats } = settings.current();
      const locale = await conversations.locale(chat.conversation);
      const { attachments = [] } = entry;
      return send(to, {
        type: 'message',
        id: `${chat.id}-${entry.seq}`,
        text: wordsOf(entry, texts, locale),
        textFormat: 'plain',
        from: {
          id: to.bot.id,
          name: entry.author.kind === 'agent' ? entry.author.name : to.bot.name,
          role: 'bot',
        },
        ...filesOf(attachments, options.publicUrl),
        ...cardOf(entry, to.channelId),
        ...cardAfterEnd(chat, entry, to.channelId, chats, wordsIn(texts, locale)),
        channelData: {
          ...sizesOf(attachments),
          deskbridge: { author: entry.author.kind, ...(entry.code && { code: entry.code }) },
        },
      });
    },

    /** Shows the user that an agent is writing. Nothing waits for it: what becomes of it is only logged. */
    async sendTyping(chat: Target, name: string): Promise<void> {
      const to = await referenceFor(chat);
      if (to === undefined) return;
      const sent = await send(to, {
        type: 'typing',
        id: randomUUID(),
        from: { id: to.bot.id, name, role: 'bot' },
        channelData: { deskbridge: { author: 'agent' } },
      });
      if (sent.kind !== 'delivered')
        log.debug({ chat: chat.id, reason: sent.reason }, 'typing was not shown');
    },

    /** Tells a waiting user where he stands. Neither agents nor a ticket need to know: it is no line of the log. */
    async sendPlace(chat: Chat): Promise<SendResult> {
      const to = await referenceFor(chat);
      if (to === undefined || chat.place === undefined) return lost;
      const { n, minutes, at } = chat.place;
      const line = minutes === undefined ? 'place' : 'placeAndTime';
      const names = { place: n, ...(minutes !== undefined && { minutes }) };
      const locale = await conversations.locale(chat.conversation);
      return send(to, {
        type: 'message',
        id: `${chat.id}-place-${at}`,
        text: wordsFor(settings.current().texts, locale, line, names),
        textFormat: 'plain',
        channelData: { deskbridge: { author: 'system', code: 'place-told' } },
      });
    },

    /** Tells the user's page, and the virtual agent, how the handoff stands. */
    async tellStatus(chat: Chat, state: HandoffState, epoch: number): Promise<SendResult> {
      const to = await referenceFor(chat);
      if (to === undefined) return lost;
      return tell(to, statusActivity(chat, state, epoch));
    },

    /** Goes through adapter and middleware as a turn does, and leaves nothing. */
    async ping(): Promise<void> {
      const nothing = {
        type: 'event',
        name: 'ping',
        channelId: 'ping',
        serviceUrl: DIRECT_LINE,
        conversation: { id: 'ping' },
        from: { id: 'ping' },
      };
      ours.add(nothing);
      await turn(nothing, async () => {});
    },

    /** True where a line may be sent again: our own Direct Line drops what it has. */
    dropsRepeats: async (chat: Target) => (await referenceFor(chat))?.serviceUrl === DIRECT_LINE,
  };

  async function referenceFor(chat: Target): Promise<Reference | undefined> {
    const json = await conversations.reference(chat.conversation);
    return json === undefined ? undefined : (JSON.parse(json) as Reference);
  }

  async function tell(to: Reference, event: StatusEvent): Promise<SendResult> {
    if (takesEvents(to.channelId)) {
      const sent = await send(to, event);
      if (sent.kind === 'busy') return sent;
    }
    if (event.value.state !== 'requested') await tellBot(to, event);
    return { kind: 'delivered' };
  }

  /** A bot that fails at an event holds up nobody: the user's next words reach it all the same. */
  async function tellBot(to: Reference, event: StatusEvent): Promise<void> {
    const told = {
      ...event,
      channelId: to.channelId,
      serviceUrl: to.serviceUrl,
      conversation: to.conversation,
      from: to.user,
      recipient: to.bot,
    };
    ours.add(told);
    const conversation = { channel: to.channelId, id: to.conversation.id };
    try {
      await within(
        TURN_MS,
        turns.own(turns.begin(conversation, { id: `told ${event.id}` }), () => turn(told)),
      );
    } catch (error) {
      log.error({ err: error, event: event.id }, 'the virtual agent failed at a handoff status');
    }
  }
}

/** A bot that hangs at an event must not hold a chat's lane. */
const TURN_MS = 15_000;

const lost: SendResult = { kind: 'refused', reason: 'the conversation is not known any more', gone: true };

const notAllowed = (anonymous: boolean): string =>
  anonymous
    ? 'Without an app id only channels on this machine may send: use a serviceUrl on localhost.'
    : 'This channel address is not on the allow-list. Add its host to bot.serviceHosts if it is yours.';

/** Times come as text; bots expect dates, as the SDK's own adapter gives them. */
function fixed(activity: InboundActivity): Activity {
  const dates: Record<string, Date> = {};
  for (const member of ['timestamp', 'localTimestamp', 'expiration']) {
    const value = activity[member];
    if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) dates[member] = new Date(value);
  }
  return { ...activity, ...dates } as unknown as Activity;
}
