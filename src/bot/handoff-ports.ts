import type { SettingsSource } from '../../config/schema.ts';
import type { Refusal } from '../chat/decision.ts';
import { newChatId } from '../chat/ids.ts';
import type { Command, Opening } from '../handoff/commands.ts';
import type { Executed, Once } from '../store/store.ts';
import type { Hindrance } from './hindrance.ts';
import type { createNoteFailure } from './note-failure.ts';
import type { BotPorts, HandoffAnswer, HandoffWish, OfferReason } from './ports.ts';
import { type ReopeningPorts, requestToReopen, ticketsLeftOpen } from './reopening.ts';
import type { Route } from './routing.ts';

/** Channels as agents know them. */
const SOURCES: Readonly<Record<string, string>> = {
  directline: 'Web Chat',
  webchat: 'Web Chat',
  msteams: 'Microsoft Teams',
  slack: 'Slack',
  emulator: 'Emulator',
};

type Request = Omit<Extract<Command, { type: 'request-handoff' }>, 'chatId'>;

/** How the front door's wishes become commands. */
export function createHandoffPorts(house: {
  readonly execute: (chat: string, command: Command, once?: Once) => Promise<Executed>;
  /** The answer to what was asked under this key before. */
  readonly known: (once: Once) => Promise<unknown>;
  readonly report: (chat: string, command: Command) => Promise<void>;
  readonly settings: Pick<SettingsSource, 'current'>;
  readonly routeOf: (wish: HandoffWish) => Route;
  readonly hindrance: (route: Route) => Promise<Hindrance | undefined>;
  /** The ticket that a user of this place can leave; undefined where no ITSM serves it. */
  readonly ticketFor: (route: Route) => Omit<Opening, 'at'> | undefined;
  /** False where the store is too full for a new chat. */
  readonly hasRoom: () => Promise<boolean>;
  readonly openChat: (conversation: HandoffWish['conversation']) => Promise<string | undefined>;
  /** Notes for reports that a wish came to no agent. */
  readonly noteFailure: ReturnType<typeof createNoteFailure>;
  /** What going on with a closed chat needs beside. */
  readonly reopening: ReopeningPorts;
}): Omit<BotPorts, 'postToDirectLine' | 'userTypes' | 'left' | 'back'> {
  /** What a wish asks the rules for. */
  const requestOf = async (wish: HandoffWish): Promise<Request | undefined> => {
    if (wish.reopens !== undefined) return requestToReopen(wish, house.reopening, house.settings);
    const { conversation, user, subject, region, form, context, lines, group } = wish;
    const source = SOURCES[conversation.channel] ?? conversation.channel;
    const route = house.routeOf(wish);
    const more = {
      ...(region !== undefined && { region }),
      ...(form !== undefined && { form }),
      ...(context !== undefined && { context }),
      ...(group && { group }),
    };
    const earlier = await ticketsLeftOpen(wish, house.reopening);
    return {
      type: 'request-handoff',
      ...{ conversation, user, subject, lines, source },
      ...route,
      ...more,
      ...earlier,
    };
  };

  /** @returns why there is no chat; nothing where the conversation has its chat now, or had it by the same wish */
  async function begin(wish: HandoffWish, request: Request): Promise<Refusal | undefined> {
    const chatId = newChatId();
    const executed = await house.execute(chatId, { ...request, chatId }, onceOf(wish));
    if (executed.kind !== 'refused') return undefined;
    const { refusal } = executed;
    const { reopens } = request;
    // Who had it before is not free any more: it waits for anybody, then.
    if (refusal.code === 'agent-not-free' && reopens?.first !== undefined) {
      const { first: _first, ...rest } = reopens;
      return begin(wish, { ...request, reopens: rest });
    }
    if (refusal.code !== 'conversation-has-chat') return refusal;
    return reopens === undefined ? undefined : ALREADY_OPEN;
  }

  /** The repeat of a wish that was granted stays granted; with a chat open, whoever asks for one has it. */
  const answered = async (wish: HandoffWish): Promise<HandoffAnswer | undefined> => {
    if ((await house.known(onceOf(wish))) !== undefined) return { kind: 'granted' };
    if ((await house.openChat(wish.conversation)) === undefined) return undefined;
    return wish.reopens === undefined ? { kind: 'granted' } : notReopened(ALREADY_OPEN);
  };

  /** Where no virtual agent answers, the user has to be told in words. */
  const refused = (told?: OfferReason | 'full') => ({
    kind: 'refused' as const,
    ...(told !== undefined && { told }),
  });

  return {
    async requestHandoff(wish, insists = false) {
      const before = await answered(wish);
      if (before !== undefined) return before;
      const request = await requestOf(wish);
      if (request === undefined) return notReopened(NOT_KEPT);
      const reopens = request.reopens !== undefined;
      const why = reopens ? await house.reopening.ask(NO_CHAT, { ...request, chatId: NO_CHAT }) : undefined;
      if (why !== undefined) return notReopened(why);
      const { chats } = house.settings.current();
      if (!(await house.hasRoom())) {
        await house.noteFailure(request, 'no-room', onceOf(wish).key);
        return refused(chats.agentOnly || reopens ? 'full' : undefined);
      }
      const hindrance = insists ? undefined : await house.hindrance(request);
      if (hindrance === undefined) {
        const refusal = await begin(wish, request);
        if (refusal === undefined) return { kind: 'granted' };
        return reopens ? notReopened(refusal) : refused();
      }
      const { reason } = hindrance;
      await house.noteFailure(request, reason, onceOf(wish).key);
      if (hindrance.answer === 'refuse') return refused(reason);
      const ticket = house.ticketFor(request) !== undefined;
      return { kind: 'offer', reason, ticket, back: !chats.agentOnly };
    },

    async leaveTicket(wish) {
      const before = await answered(wish);
      if (before !== undefined) return before.kind === 'granted';
      const request = await requestOf(wish);
      const leave = request && house.ticketFor(request);
      if (request === undefined || leave === undefined || !(await house.hasRoom())) return false;
      // Whoever leaves a ticket has asked for one, and no agent is there to choose another.
      const { earlier: _earlier, ...rest } = request;
      return (await begin(wish, { ...rest, leave })) === undefined;
    },

    async rateChat(chat, rating) {
      const executed = await house.execute(chat, { type: 'rate', ...rating });
      return executed.kind === 'refused' ? executed.refusal : undefined;
    },

    cancelChat: (chat) => house.report(chat, { type: 'cancel' }),
  };
}

/** Asked about before there is one. */
const NO_CHAT = '';

const ALREADY_OPEN: Refusal = {
  code: 'already-open',
  message: 'This conversation has an open chat already. Go on there.',
};
const NOT_KEPT: Refusal = {
  code: 'not-found',
  message: 'There is no such chat, or it is not kept any more.',
};

const notReopened = (refusal: Refusal) => ({ kind: 'not-reopened' as const, refusal });

const onceOf = ({ conversation: { channel, id }, activityId }: HandoffWish): Once => ({
  key: JSON.stringify(['handoff', channel, id, activityId]),
  fingerprint: 'handoff',
});
