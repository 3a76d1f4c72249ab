import { type Activity, ActivityTypes, type Middleware, type TurnContext } from 'botbuilder';
import type { Author, NewEntry } from '../chat/entry.ts';
import { cleanName } from '../chat/names.ts';
import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Conversations } from '../store/store.ts';
import type { InboundActivity } from './activity.ts';
import { activityIdOf } from './activity-id.ts';
import { botLine, userWords } from './history.ts';
import type { BotPorts, HandoffWish } from './ports.ts';
import { profileOf } from './profile.ts';
import { conversationOf, referenceOf } from './reference.ts';

/** How long a bot may think before a repeat of the activity starts its turn again; renewed while it does. */
const TURN_LEASE_MS = 5_000;

export interface MiddlewareTools {
  readonly conversations: Conversations;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly cancelWords: () => readonly string[];
  /** True for a turn that we started ourselves, to tell the bot something: it comes from no user. */
  readonly isOurs: (activity: object) => boolean;
  /** Tells page and bot that the handoff which the bot wished for in this turn has failed. */
  readonly tellFailed: (activity: InboundActivity, activityId: string) => Promise<void>;
}

/**
 * Stands between the channel and the virtual agent. While a chat is open, the user's words go into
 * it and the bot hears nothing; else the bot has its turn, what both say is kept for the agent to
 * see, and `handoff.initiate` becomes a chat. An activity is stored before the turn returns.
 */
export class HandoffMiddleware implements Middleware {
  readonly #tools: MiddlewareTools;

  constructor(tools: MiddlewareTools) {
    this.#tools = tools;
  }

  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const activity = context.activity as unknown as InboundActivity;
    const { conversations, ports, clock, isOurs } = this.#tools;
    if (isOurs(activity)) return next();
    const conversation = conversationOf(activity);
    const activityId = activityIdOf(activity);
    const words = userWords(activity);
    const result = await conversations.ingest({
      conversation,
      activityId,
      line: { at: clock.now(), visibility: 'public', type: 'message', ...(words ?? { text: '' }) },
      author: words === undefined ? undefined : authorOf(activity),
      reference: JSON.stringify(referenceOf(activity)),
      leaseMs: TURN_LEASE_MS,
    });
    switch (result.kind) {
      case 'entry':
      case 'repeat':
        // A repeat too: the first may have been stored and then failed to cancel.
        if (result.chat !== undefined && this.#asksToCancel(words?.text ?? ''))
          await ports.cancelChat(result.chat);
        return;
      case 'muted':
        if (activity.type === ActivityTypes.EndOfConversation) await ports.cancelChat(result.chat);
        return;
      case 'busy':
        throw new Problem(
          503,
          'turn-under-way',
          'The virtual agent is at this activity already. Repeat it in a moment.',
          {},
          { 'retry-after': '2' },
        );
      case 'bot':
        return this.#turnOfBot(context, next, activity, activityId);
      default:
        return result satisfies never;
    }
  }

  #asksToCancel(text: string): boolean {
    const said = text.trim().toLowerCase();
    return this.#tools.cancelWords().some((word) => word.toLowerCase() === said);
  }

  /** A crash in it leaves it begun: the channel's repeat does it again. What fails in it is given back at once. */
  async #turnOfBot(
    context: TurnContext,
    next: () => Promise<void>,
    activity: InboundActivity,
    activityId: string,
  ): Promise<void> {
    const { conversations, clock } = this.#tools;
    const conversation = conversationOf(activity);
    let lines: NewEntry[] = [];
    let failed = false;
    context.onSendActivities(async (_context, sending, send) => {
      const wishes = sending.filter(isHandoff);
      const rest = sending.filter((one) => !isHandoff(one));
      // What a handler leaves in `sending` is what goes out.
      sending.splice(0, sending.length, ...rest);
      const responses = rest.length > 0 ? await send() : [];
      lines.push(...rest.flatMap((one) => botLine(one, clock.now())));
      for (const wish of wishes) {
        if (await this.#tools.ports.requestHandoff(wishOf(wish, activity, activityId, lines))) lines = [];
        else failed = true;
      }
      return responses;
    });
    const hold = setInterval(
      () => void conversations.holdTurn(conversation, activityId, TURN_LEASE_MS).catch(() => {}),
      TURN_LEASE_MS / 2,
    );
    try {
      await next();
      if (failed) await this.#tools.tellFailed(activity, activityId);
    } catch (error) {
      clearInterval(hold);
      await conversations.giveUpTurn(conversation, activityId);
      throw error;
    } finally {
      clearInterval(hold);
    }
    await conversations.finishTurn(conversation, activityId, lines);
  }
}

const isHandoff = (activity: Partial<Activity>): boolean =>
  activity.type === ActivityTypes.Event && activity.name === 'handoff.initiate';

function authorOf(activity: InboundActivity): Author {
  return { kind: 'user', id: activity.from.id, name: cleanName(activity.from.name ?? '') || 'User' };
}

const MAX_SUBJECT = 300;
const cut = (text: string): string => text.trim().slice(0, MAX_SUBJECT).toWellFormed();

function wishOf(
  event: Partial<Activity>,
  activity: InboundActivity,
  activityId: string,
  lines: readonly NewEntry[],
): HandoffWish {
  const profile = profileOf(activity);
  const asked = event.value as { topic?: unknown; question?: unknown } | undefined;
  const topic = typeof asked?.topic === 'string' ? asked.topic : profile.topic;
  return {
    conversation: conversationOf(activity),
    activityId,
    user: {
      id: activity.from.id,
      name: cleanName(activity.from.name ?? '') || 'User',
      ...(profile.email !== undefined && { email: profile.email }),
      verified: profile.verified,
    },
    ...(profile.company !== undefined && { company: profile.company }),
    ...(topic !== undefined && { topic }),
    subject: cut(typeof asked?.question === 'string' ? asked.question : (activity.text ?? '')),
    lines,
  };
}
