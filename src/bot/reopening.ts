import type { SettingsSource } from '../../config/schema.ts';
import { type Chat, isOpen } from '../chat/chat.ts';
import type { Refusal } from '../chat/decision.ts';
import { leftOpen, ticketsOf } from '../chat/earlier.ts';
import type { Entry } from '../chat/entry.ts';
import { companyNow, queueNow } from '../chat/standing.ts';
import type { Command, Reopening } from '../handoff/commands.ts';
import type { HandoffWish } from './ports.ts';

/** Most lines that come along: an agent reads how it ended, and every one is kept a second time. */
const MOST_LINES = 500;

export interface ReopeningPorts {
  readonly readChat: (id: string) => Promise<Chat | undefined>;
  readonly readLog: (id: string) => Promise<readonly Entry[]>;
  /** Who had the chat, if he may and can take one of this place now. */
  readonly whoHadIt: (chat: Chat) => Promise<Reopening['first']>;
  /** Chats of a user, open and closed, the newest first: those of the conversation, and of a proven user all. */
  readonly chatsOf: (seated: Pick<HandoffWish, 'user' | 'conversation'>) => Promise<readonly Chat[]>;
  /** What the rules would refuse a command with now. */
  readonly ask: (chat: string, command: Command) => Promise<Refusal | undefined>;
}

type Request = Extract<Command, { type: 'request-handoff' }>;

/**
 * The request for a chat that goes on with a closed one, whatever was said since: its own user, question and
 * place as it is called now. A queue that was done away with is GENERAL. Undefined where that chat is not kept any more.
 */
export async function requestToReopen(
  { reopens = '', conversation, user }: HandoffWish,
  ports: ReopeningPorts,
  settings: Pick<SettingsSource, 'current'>,
): Promise<Omit<Request, 'chatId'> | undefined> {
  const chat = await ports.readChat(reopens);
  if (chat === undefined) return undefined;
  const [log, first] = await Promise.all([ports.readLog(chat.id), ports.whoHadIt(chat)]);
  const lines = log.slice(-MOST_LINES).map(({ seq: _seq, ...line }) => line);
  const { company, region, topic, priority, source, subject, form, context, group } = chat;
  return {
    type: 'request-handoff',
    conversation: chat.conversation,
    user: chat.user,
    company: companyNow(settings.current(), company),
    queue: queueNow(settings.current(), chat.queue),
    ...(topic !== undefined && { topic }),
    ...(priority !== undefined && { priority }),
    ...(region !== undefined && { region }),
    source,
    subject,
    ...(form !== undefined && { form }),
    ...(context !== undefined && { context }),
    ...(group && { group }),
    lines: [],
    reopens: {
      chat,
      asker: { conversation, userId: user.id },
      log: lines,
      ...(first !== undefined && { first }),
    },
    earlier: ticketsOf(chat, lines.length, log.length - lines.length),
  };
}

/** What earlier chats of a user have left open; nothing of anybody who is not proven. */
export async function ticketsLeftOpen(
  { user, conversation }: Pick<HandoffWish, 'user' | 'conversation'>,
  { chatsOf }: Pick<ReopeningPorts, 'chatsOf'>,
): Promise<Pick<Request, 'earlier'>> {
  if (!user.verified) return {};
  const theirs = (await chatsOf({ user, conversation })).filter(
    (chat) => chat.user.verified && chat.user.id === user.id,
  );
  const earlier = leftOpen(
    theirs.filter((chat) => !isOpen(chat)),
    theirs.filter(isOpen),
  );
  return earlier.length === 0 ? {} : { earlier };
}
