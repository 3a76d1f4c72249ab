import type { Settings, SettingsSource } from '../../config/schema.ts';
import { GENERAL } from '../chat/chat.ts';
import { newChatId } from '../chat/ids.ts';
import type { Command } from '../handoff/commands.ts';
import type { Executed, Once } from '../store/store.ts';
import type { BotPorts, HandoffWish } from './ports.ts';

/** Channels as agents know them. */
const SOURCES: Readonly<Record<string, string>> = {
  directline: 'Web Chat',
  webchat: 'Web Chat',
  msteams: 'Microsoft Teams',
  slack: 'Slack',
  emulator: 'Emulator',
};

/** How the front door's wishes become commands: topic and company find their queue here. */
export function createHandoffPorts(house: {
  readonly execute: (chat: string, command: Command, once?: Once) => Promise<Executed>;
  readonly report: (chat: string, command: Command) => Promise<void>;
  readonly settings: SettingsSource;
  /** False where the store is too full for a new chat. */
  readonly hasRoom: () => Promise<boolean>;
  readonly openChat: (conversation: HandoffWish['conversation']) => Promise<string | undefined>;
}): Pick<BotPorts, 'requestHandoff' | 'cancelChat'> {
  return {
    async requestHandoff({ activityId, topic, company, ...wish }) {
      // The repeat of a wish that was granted stays granted.
      if (!(await house.hasRoom()) && (await house.openChat(wish.conversation)) === undefined) return false;
      const settings = house.settings.current();
      const { channel, id } = wish.conversation;
      const chatId = newChatId();
      const executed = await house.execute(
        chatId,
        {
          type: 'request-handoff',
          chatId,
          ...wish,
          ...(topic !== undefined && { topic }),
          company: company ?? settings.company,
          queue: queueOf(topic, settings),
          source: SOURCES[channel] ?? channel,
        },
        { key: JSON.stringify(['handoff', channel, id, activityId]), fingerprint: 'handoff' },
      );
      return executed.kind !== 'refused' || executed.refusal.code === 'conversation-has-chat';
    },
    cancelChat: (chat) => house.report(chat, { type: 'cancel' }),
  };
}

/** A topic leads to the queue that the settings name for it, else to the queue of its own name, else to GENERAL. */
function queueOf(topic: string | undefined, { topics, queues }: Settings): string {
  const wanted = topic?.trim().toLowerCase();
  const listed = topics.find(({ name }) => name.toLowerCase() === wanted)?.queue;
  return listed ?? queues.find((queue) => queue.toLowerCase() === wanted) ?? GENERAL;
}
