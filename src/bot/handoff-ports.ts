import type { SettingsSource } from '../../config/schema.ts';
import { newChatId } from '../chat/ids.ts';
import type { Command, Opening } from '../handoff/commands.ts';
import type { Executed, Once } from '../store/store.ts';
import type { Hindrance } from './hindrance.ts';
import type { BotPorts, HandoffWish } from './ports.ts';
import type { Route } from './routing.ts';

/** Channels as agents know them. */
const SOURCES: Readonly<Record<string, string>> = {
  directline: 'Web Chat',
  webchat: 'Web Chat',
  msteams: 'Microsoft Teams',
  slack: 'Slack',
  emulator: 'Emulator',
};

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
}): Omit<BotPorts, 'postToDirectLine'> {
  type Leave = Extract<Command, { type: 'request-handoff' }>['leave'];

  /** @returns whether the conversation has its chat now, or had it by the same wish */
  async function begin(wish: HandoffWish, route: Route, leave?: Leave): Promise<boolean> {
    const { conversation, user, subject, lines } = wish;
    const chatId = newChatId();
    const source = SOURCES[conversation.channel] ?? conversation.channel;
    const executed = await house.execute(
      chatId,
      {
        type: 'request-handoff',
        chatId,
        conversation,
        user,
        subject,
        lines,
        ...route,
        source,
        ...(leave !== undefined && { leave }),
      },
      onceOf(wish),
    );
    return executed.kind !== 'refused' || executed.refusal.code === 'conversation-has-chat';
  }

  /** The repeat of a wish that was granted stays granted. */
  const isGranted = async (wish: HandoffWish): Promise<boolean> =>
    (await house.known(onceOf(wish))) !== undefined ||
    (await house.openChat(wish.conversation)) !== undefined;

  /** Where no virtual agent answers, the user has to be told in words. */
  const refused = (told?: string) => ({ kind: 'refused' as const, ...(told !== undefined && { told }) });
  const full = () => {
    const { chats, texts } = house.settings.current();
    return refused(chats.agentOnly ? texts.full : undefined);
  };

  return {
    async requestHandoff(wish, insists = false) {
      if (await isGranted(wish)) return { kind: 'granted' };
      if (!(await house.hasRoom())) return full();
      const route = house.routeOf(wish);
      const hindrance = insists ? undefined : await house.hindrance(route);
      if (hindrance === undefined) return (await begin(wish, route)) ? { kind: 'granted' } : refused();
      const { reason } = hindrance;
      const { texts, chats } = house.settings.current();
      if (hindrance.answer === 'refuse') return refused(texts[reason]);
      return { kind: 'offer', reason, ticket: house.ticketFor(route) !== undefined, back: !chats.agentOnly };
    },

    async leaveTicket(wish) {
      if (await isGranted(wish)) return true;
      const route = house.routeOf(wish);
      const ticket = house.ticketFor(route);
      if (ticket === undefined || !(await house.hasRoom())) return false;
      return begin(wish, route, { ticket, told: house.settings.current().texts.ticketLeft });
    },

    cancelChat: (chat) => house.report(chat, { type: 'cancel' }),
  };
}

const onceOf = ({ conversation: { channel, id }, activityId }: HandoffWish): Once => ({
  key: JSON.stringify(['handoff', channel, id, activityId]),
  fingerprint: 'handoff',
});
