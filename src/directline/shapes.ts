import type { UserActivity as Sent } from '../api/direct-line.ts';
import { tagOf } from '../shared/locale.ts';
import type { DirectLineUser } from '../store/direct-line/conversations.ts';
import {
  CHANNEL,
  type DirectLinePorts,
  type OutgoingActivity,
  SERVICE_URL,
  type UserActivity,
} from './ports.ts';

type Bot = DirectLinePorts['bot'];
type Members = Readonly<Record<string, unknown>>;

/** A user's activity as the log keeps it: what he sent, without what is not his to say. */
export function loggedFromUser(sent: Sent): Members {
  const { channelData, ...rest } = sent;
  const { deskbridge: _, ...own } = channelData ?? {};
  return { ...rest, channelId: CHANNEL, ...(channelData && { channelData: own }) };
}

/** An activity for the user as the log keeps it. */
export function loggedForUser({ id: _, ...activity }: OutgoingActivity, bot: Bot): Members {
  return { from: { ...bot, role: 'bot' }, ...activity, channelId: CHANNEL };
}

/** A user's activity as the bot room gets it. */
export function handed(
  activity: Members & { readonly type?: unknown },
  identity: { readonly id: string; readonly timestamp: string; readonly conversationId: string },
  user: DirectLineUser,
  bot: Bot,
): UserActivity {
  const { email, company, region, topic, form, vip, locale, verified } = user;
  const deskbridge = {
    ...(email !== undefined && { email }),
    ...(company !== undefined && { company }),
    ...(region !== undefined && { region }),
    ...(topic !== undefined && { topic }),
    ...(form !== undefined && { form }),
    ...(vip !== undefined && { vip }),
    verified,
  };
  // What the client names goes before what the portal says, where it is a language.
  const language = tagOf(activity.locale) ?? tagOf(locale);
  const { locale: _named, ...rest } = activity;
  return {
    ...(language !== undefined && { locale: language }),
    ...rest,
    type: String(activity.type),
    id: identity.id,
    timestamp: identity.timestamp,
    channelId: CHANNEL,
    serviceUrl: SERVICE_URL,
    conversation: { id: identity.conversationId },
    from: { id: user.id, name: user.name, role: 'user' },
    recipient: { ...bot, role: 'bot' },
    channelData: { ...(activity.channelData as Members | undefined), deskbridge },
  };
}

/** The activity that tells the bot that a conversation has begun, as Direct Line sends it. */
export function beginning(
  conversationId: string,
  user: DirectLineUser,
  bot: Bot,
  at: string,
  locale: string | undefined,
): UserActivity {
  const members = {
    type: 'conversationUpdate',
    membersAdded: [
      { ...bot, role: 'bot' },
      { id: user.id, name: user.name, role: 'user' },
    ],
    ...(locale !== undefined && { locale }),
  };
  return handed(members, { id: `${conversationId}|start`, timestamp: at, conversationId }, user, bot);
}
