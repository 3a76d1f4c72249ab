import { type Activity, ActivityTypes } from 'botbuilder';
import { wholeGraphemes } from '../chat/cut.ts';
import type { Author, NewEntry } from '../chat/entry.ts';
import { cleanName } from '../chat/names.ts';
import type { InboundActivity } from './activity.ts';
import { readHandoff } from './handoff-context.ts';
import type { HandoffWish } from './ports.ts';
import { type Profile, profileOf } from './profile.ts';
import { conversationOf } from './reference.ts';
import { userWords } from './user-words.ts';
import { isGroup, senderOf } from './who.ts';

/** Bot Framework's name for it. */
export const HANDOFF = 'handoff.initiate';

export const isHandoff = (activity: Partial<Activity>): boolean =>
  activity.type === ActivityTypes.Event && activity.name === HANDOFF;

/** Who wrote what came from the channel. */
export function authorOf(activity: InboundActivity): Author {
  return { kind: 'user', id: senderOf(activity), name: cleanName(activity.from?.name ?? '') || 'User' };
}

const MAX_SUBJECT = 300;
const said = (value: unknown): string | undefined => (typeof value === 'string' ? short(value) : undefined);
const short = (text: string): string => wholeGraphemes(text.toWellFormed().trim(), MAX_SUBJECT);

/** What the virtual agent asked for in a turn, and of whom the turn was; `lines` are what it had said by then. */
export function wishOf(
  event: Partial<Activity>,
  activity: InboundActivity,
  activityId: string,
  lines: readonly NewEntry[],
): HandoffWish {
  const profile = profileOf(activity);
  const { known: asked, context } = readHandoff(event.value);
  const topic = said(asked.topic) ?? profile.topic;
  const region = said(asked.region) ?? profile.region;
  const vip = asked.vip === true || (profile.verified && profile.vip === true);
  const placed = companyOf(profile, said(asked.company), context);
  return {
    conversation: conversationOf(activity),
    activityId,
    user: {
      id: senderOf(activity),
      name: cleanName(activity.from?.name ?? '') || 'User',
      ...(profile.email !== undefined && { email: profile.email }),
      verified: profile.verified,
    },
    ...placed.company,
    ...(topic !== undefined && { topic }),
    ...(region !== undefined && { region }),
    ...(vip && { vip }),
    ...(profile.form !== undefined && { form: profile.form }),
    ...(placed.context.length > 0 && { context: placed.context }),
    subject: said(asked.question) ?? short(activity.text || (userWords(activity)?.text ?? '')),
    lines,
    ...(isGroup(activity) && { group: true as const }),
  };
}

/** A bot says which company an unproven user is of. What a portal has proven stays, and the agent sees what the bot said. */
function companyOf(profile: Profile, asked: string | undefined, context: HandoffContext) {
  const proven = profile.verified && profile.company !== undefined;
  const company = proven ? profile.company : asked?.trim() || profile.company;
  const differs = proven && asked !== undefined && asked !== company;
  return {
    company: company !== undefined && { company },
    context: differs ? [...context, { label: 'company', value: asked }] : context,
  };
}

type HandoffContext = ReturnType<typeof readHandoff>['context'];
