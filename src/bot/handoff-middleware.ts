import { ActivityTypes, INVOKE_RESPONSE_KEY, type Middleware, type TurnContext } from 'botbuilder';
import type { Settings } from '../../config/schema.ts';
import type { ExplicitChoice } from '../api/explicit-choice.ts';
import { digest } from '../chat/ids.ts';
import { LONGEST_TEXT } from '../chat/limits.ts';
import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import { tagOf } from '../shared/locale.ts';
import { isStoreDown } from '../store/down.ts';
import type { Conversations } from '../store/store.ts';
import type { InboundActivity } from './activity.ts';
import { activityKeyOf } from './activity-id.ts';
import { refusedInWords } from './after-end.ts';
import { asksToCancel } from './cancel-words.ts';
import { choose } from './choose.ts';
import { explicitChoice } from './explicit-choice.ts';
import { authorOf, HANDOFF, isHandoff, wishOf } from './handoff-wish.ts';
import { botLine } from './history.ts';
import { asBefore, whileWithAgent } from './invoke-answers.ts';
import { type Choice, choiceIn, type Offer, offerActivity, offerOf, plain } from './offer.ts';
import type { BotPorts, HandoffAnswer, HandoffWish, Unmet } from './ports.ts';
import { conversationOf, DIRECT_LINE, referenceOf } from './reference.ts';
import type { createTurns, Turn } from './turns.ts';
import { type UserWords, userWords } from './user-words.ts';
import { whoIsThere } from './whether-there.ts';
import { isGroup, isNobodys, isOfBot, senderOf } from './who.ts';
import { type Words, wordsIn } from './words-for-user.ts';

export interface MiddlewareTools {
  readonly conversations: Conversations;
  readonly turns: ReturnType<typeof createTurns>;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly cancelWords: () => readonly string[];
  readonly texts: () => Settings['texts'];
  /** Characters that a user's message to an agent may have. */
  readonly mostCharacters: () => number;
  /** The virtual agent is not to be heard. */
  readonly agentOnly: () => boolean;
  /** Where live agents can be reached: in groups too, or in personal conversations alone. */
  readonly groups: () => Settings['bot']['groups'];
  /** The bot's registration, where it has one. */
  readonly appId: string | undefined;
  /** True for a turn that we started ourselves, to tell the bot something: it comes from no user. */
  readonly isOurs: (activity: object) => boolean;
  /** Tells page and bot that the handoff which the bot wished for in this turn has failed. */
  readonly tellFailed: (activity: InboundActivity, activityId: string) => Promise<void>;
  /** Says something to whoever sent this, beside the turn of the bot; false where that was certainly not shown. */
  readonly say: (activity: InboundActivity, id: string, text: string) => Promise<boolean>;
}

/**
 * Stands between the channel and the virtual agent. While a chat is open, the user's words go into
 * it and the bot hears nothing; else the bot has its turn, what both say is kept for the agent to
 * see, and `handoff.initiate` becomes a chat, or an offer where no agent can be promised. An activity is stored before the turn returns.
 */
export class HandoffMiddleware implements Middleware {
  readonly #tools: MiddlewareTools;

  constructor(tools: MiddlewareTools) {
    this.#tools = tools;
  }

  async onTurn(context: TurnContext, next: () => Promise<void>): Promise<void> {
    const activity = context.activity as unknown as InboundActivity;
    const { turns, ports, isOurs, agentOnly, appId } = this.#tools;
    if (isOurs(activity)) return agentOnly() ? undefined : next();
    if (isNobodys(activity, appId)) return;
    const conversation = conversationOf(activity);
    const outer = turns.current(conversation);
    // The bot goes on in the conversation by its own code, within the turn that it has.
    if (outer !== undefined) return agentOnly() ? undefined : this.#within(context, outer, next);
    const turn = turns.begin(conversation, activityKeyOf(activity));
    const said = { activity, activityId: turn.key.id, turn };
    const choice = explicitChoice(activity);
    // What a button says is nobody's words.
    const words = choice === undefined ? userWords(activity) : undefined;
    if (await this.#tooLong(context, activity)) return;
    const result = await this.#ingest(said, words);
    switch (result?.kind) {
      case undefined:
      case 'nobody':
        return;
      case 'entry':
      case 'repeat':
        if (result.kind === 'repeat' && result.answer !== undefined && activity.type === ActivityTypes.Invoke)
          await context.sendActivity(asBefore(result.answer));
        // A repeat too: the first may have been stored and then failed to cancel.
        if (result.chat !== undefined && result.byUser && this.#asksToCancel(activity))
          await ports.cancelChat(result.chat);
        return;
      case 'muted':
        if (choice !== undefined) await this.#choose(context, choice, said);
        if (activity.type === ActivityTypes.Invoke)
          await context.sendActivity(whileWithAgent(activity, (await this.#wordsFor(activity))('withAgent')));
        // What others of a group do is not their chat's user's doing.
        if (result.byUser && activity.type === ActivityTypes.EndOfConversation)
          await ports.cancelChat(result.chat);
        if (result.byUser && activity.type === ActivityTypes.Typing) await ports.userTypes(result.chat);
        await this.#noteWhoIsThere(result.chat, activity);
        return;
      case 'bot':
        return this.#botsTurn(context, next, said, { choice, words, ...result });
      default:
        return result satisfies never;
    }
  }

  /** Agents see whether the user would read them. */
  async #noteWhoIsThere(chat: string, activity: InboundActivity): Promise<void> {
    const { ports } = this.#tools;
    const news = whoIsThere(activity);
    if (news === 'bot-back') await ports.back(chat);
    else if (news === 'bot-left') await ports.left(chat);
    else if (news !== undefined) await ports.left(chat, news.left);
  }

  /** Stores what came; undefined for what is not worth waiting for a turn of the bot. */
  async #ingest({ activity, turn }: Said, words: UserWords | undefined) {
    const { turns, clock, appId } = this.#tools;
    const { type, id, serviceUrl } = activity;
    const at = clock.now();
    const origin = serviceUrl === DIRECT_LINE || id === undefined ? undefined : originOf(id);
    const line = (await this.#withdrawal(activity, origin, at)) ?? {
      at,
      visibility: 'public' as const,
      type: 'message' as const,
      ...(words ?? { text: '' }),
      ...(origin !== undefined && { origin }),
    };
    const leavesLine = words !== undefined || line.type === 'event';
    const from = isOfBot(activity, appId) ? '' : senderOf(activity);
    return turns.ingest(
      turn,
      {
        conversation: turn.conversation,
        line,
        author: leavesLine ? authorOf(activity) : undefined,
        from,
        speaks: type === ActivityTypes.Message,
        reference: JSON.stringify(referenceOf(activity)),
        locale: tagOf(activity.locale),
      },
      type === ActivityTypes.Typing,
    );
  }

  /** Takes the words of a deleted message out of what is kept; gives the line that says so. */
  async #withdrawal({ type, id, ...activity }: InboundActivity, origin: string | undefined, at: number) {
    if (type !== ActivityTypes.MessageDelete || id === undefined || origin === undefined) return undefined;
    const { conversations } = this.#tools;
    const conversation = conversationOf({ type, ...activity });
    // Again with each repeat: the first may have failed half-way.
    const known = await conversations.withdraw(conversation, id, origin);
    if (!known && (await conversations.openChat(conversation)) === undefined) return undefined;
    const text = 'A message was deleted by the user.';
    return { at, visibility: 'public', type: 'event', code: 'message-deleted', text } as const;
  }

  /** Whoever asks for the turn has it now. */
  async #botsTurn(
    context: TurnContext,
    next: () => Promise<void>,
    said: Said,
    { choice, words, offer, told }: Asked,
  ): Promise<void> {
    const { turns } = this.#tools;
    try {
      if (choice === undefined) await this.#turnOf(context, next, said, words, offer);
      else await this.#turn(context, said, () => this.#choose(context, choice, said));
    } catch (error) {
      const tells = told !== true && (await this.#tellBroken(said, error));
      await turns.giveUp(said.turn, tells);
      throw error;
    }
  }

  /**
   * A bot that fails is silent, and its user would wait for it: they are told, once, however often the channel
   * repeats the activity.
   */
  async #tellBroken({ activity, activityId }: Said, error: unknown): Promise<boolean> {
    // A refusal of ours says what it is; while the store is down nothing can be said.
    if (error instanceof Problem || isStoreDown(error)) return false;
    if (activity.type !== ActivityTypes.Message && activity.type !== ActivityTypes.Invoke) return false;
    try {
      // With an agent on the way there is nothing to ask for.
      if ((await this.#tools.conversations.openChat(conversationOf(activity))) !== undefined) return false;
      const words = await this.#wordsFor(activity);
      const id = `f-${digest(activity.conversation.id, activityId)}`;
      return await this.#tools.say(activity, id, words('botFailed'));
    } catch {
      return false;
    }
  }

  /** @returns the wish that came to nothing */
  async #choose(context: TurnContext, choice: ExplicitChoice, said: Said): Promise<Unmet | undefined> {
    const words = await this.#wordsFor(said.activity);
    const { unmet, told } = await choose(choice, said, this.#portsFor(said.activity), words);
    if (told !== undefined) await context.sendActivity(plain(told));
    return unmet;
  }

  /**
   * Words that are too many, for an agent or for anybody, stay with the user, who learns how many may be sent:
   * channels show nothing of a refusal.
   */
  async #tooLong(context: TurnContext, activity: InboundActivity): Promise<boolean> {
    const { conversations, mostCharacters, agentOnly } = this.#tools;
    const { type, text: typed } = activity;
    if (type !== ActivityTypes.Message && type !== ActivityTypes.MessageUpdate) return false;
    const text = typed ?? '';
    const toAgents = Math.min(mostCharacters(), LONGEST_TEXT);
    const length = text.length > toAgents ? [...text].length : 0;
    if (length <= toAgents) return false;
    const toAgent = agentOnly() || (await conversations.openChat(conversationOf(activity))) !== undefined;
    const most = toAgent ? toAgents : LONGEST_TEXT;
    if (length <= most) return false;
    const words = await this.#wordsFor(activity);
    await context.sendActivity(plain(words('tooLong', { length, most })));
    return true;
  }

  #asksToCancel({ type, text }: InboundActivity): boolean {
    return type === ActivityTypes.Message && asksToCancel(text ?? '', this.#tools.cancelWords());
  }

  /** Who has this turn: whoever settles an offer, the agents where no virtual agent is to be heard, else that one. */
  async #turnOf(
    context: TurnContext,
    next: () => Promise<void>,
    said: Said,
    words: UserWords | undefined,
    offered: string | undefined,
  ): Promise<void> {
    const { conversations } = this.#tools;
    const conversation = conversationOf(said.activity);
    const speaks = said.activity.type === ActivityTypes.Message && words !== undefined;
    const offer = offered === undefined ? undefined : (JSON.parse(offered) as Offer);
    // The offer is for whoever asked; what others of a group say has nothing to do with it.
    if (speaks && offer?.wish.user.id === senderOf(said.activity)) {
      const choice = choiceIn(offer, words.text, wordsIn(this.#tools.texts(), undefined));
      if (choice !== undefined) {
        const unmet = await this.#turn(context, said, () => this.#settle(said.activity, offer.wish, choice));
        if (unmet?.answer.kind !== 'offer') await conversations.withdrawOffer(conversation);
        return;
      }
      // They have gone on: a number that they write later is meant for whoever asked last.
      await conversations.withdrawOffer(conversation);
    }
    await this.#turn(context, said, async () => {
      if (!this.#tools.agentOnly()) await next();
      else if (speaks) await context.sendActivity({ type: ActivityTypes.Event, name: HANDOFF });
      return undefined;
    });
  }

  async #settle(activity: InboundActivity, wish: HandoffWish, choice: Choice): Promise<Unmet | undefined> {
    const ports = this.#portsFor(activity);
    const back: HandoffAnswer = { kind: 'refused' };
    if (choice === 'back') return { wish, answer: back };
    if (choice === 'ticket') return (await ports.leaveTicket(wish)) ? undefined : { wish, answer: back };
    const answer = await ports.requestHandoff(wish, choice === 'wait');
    return answer.kind === 'granted' ? undefined : { wish, answer };
  }

  /**
   * A crash in it leaves it begun: the channel's repeat does it again.
   * @param run says what it has to say; gives the wish that came to nothing, where it knows of one itself
   * @returns the wish that came to nothing
   */
  async #turn(
    context: TurnContext,
    { activity, activityId, turn }: Said,
    run: () => Promise<Unmet | undefined>,
  ): Promise<Unmet | undefined> {
    const { turns } = this.#tools;
    const heard = this.#listen(context, turn);
    const unmet = await turns.during(turn, async () => {
      const own = (await run()) ?? heard.unmet;
      if (own !== undefined) await this.#tellUnmet(context, activity, activityId, own);
      return own;
    });
    await turns.finish(turn, answerIn(context));
    return unmet;
  }

  /** A turn within another of the same conversation: what the bot says in it is of the outer one. */
  async #within(context: TurnContext, outer: Turn, next: () => Promise<void>): Promise<void> {
    const heard = this.#listen(context, outer);
    await next();
    const activity = context.activity as unknown as InboundActivity;
    if (heard.unmet !== undefined)
      await this.#tellUnmet(context, activity, activityKeyOf(activity).id, heard.unmet);
  }

  /** Keeps what the bot says for the agent to see, and hears its wishes. */
  #listen(context: TurnContext, turn: Turn): { unmet?: Unmet } {
    const { clock } = this.#tools;
    const heard: { unmet?: Unmet } = {};
    const activity = context.activity as unknown as InboundActivity;
    context.onSendActivities(async (_context, sending, send) => {
      const wishes = sending.filter(isHandoff);
      const rest = sending.filter((one) => !isHandoff(one));
      // What a handler leaves in `sending` is what goes out.
      sending.splice(0, sending.length, ...rest);
      const responses = rest.length > 0 ? await send() : [];
      turn.lines.push(...rest.flatMap((one) => botLine(one, clock.now())));
      for (const event of wishes) {
        const wish = wishOf(event, activity, turn.key.id, turn.lines);
        const answer = await this.#portsFor(activity).requestHandoff(wish);
        if (answer.kind === 'granted') turn.lines = [];
        else heard.unmet = { wish, answer };
      }
      return responses;
    });
    return heard;
  }

  /** The ways to a chat from this activity: none out of a group where the settings want none. */
  #portsFor(activity: InboundActivity): BotPorts {
    const { ports, groups, conversations } = this.#tools;
    return {
      ...ports,
      requestHandoff: async (wish, insists) => {
        if (groups() === 'personal-only' && isGroup(activity))
          return { kind: 'refused', told: 'personalOnly' };
        // Whoever gets the chat is written to: who pressed a button may be another than who wrote last. While a chat
        // is open nobody gets one.
        const names = activity.type !== ActivityTypes.Message && senderOf(activity) !== '';
        if (names && (await conversations.openChat(wish.conversation)) === undefined)
          await conversations.answerTo(wish.conversation, JSON.stringify(referenceOf(activity)));
        return ports.requestHandoff(wish, insists);
      },
    };
  }

  /** The settings' lines in the language of whoever sent this. */
  async #wordsFor(activity: InboundActivity): Promise<Words> {
    const { conversations, texts } = this.#tools;
    return wordsIn(texts(), tagOf(activity.locale) ?? (await conversations.locale(conversationOf(activity))));
  }

  /** Nobody comes: the user chooses what to do instead, or is told, and the virtual agent goes on. */
  async #tellUnmet(
    context: TurnContext,
    activity: InboundActivity,
    activityId: string,
    { wish, answer }: Unmet,
  ): Promise<void> {
    const words = await this.#wordsFor(activity);
    if (answer.kind === 'offer') {
      const offer = offerOf(wish, answer.reason, answer, words);
      await this.#tools.conversations.offer(wish.conversation, JSON.stringify(offer));
      await context.sendActivity(offerActivity(offer, answer.reason, activity.channelId, words));
      return;
    }
    if (answer.kind === 'not-reopened') {
      await context.sendActivity(plain(refusedInWords(answer.refusal, words)));
      return;
    }
    if (answer.told !== undefined) await context.sendActivity(plain(words(answer.told)));
    await this.#tools.tellFailed(activity, activityId);
  }
}

/** By what later changes of a message name it; shorter than channels' ids are. */
const originOf = (id: string): string => digest('origin', id).slice(0, 16);

/** What an invoke was answered with, for its repeat. One that is too long to be kept was taken, at least. */
function answerIn(context: TurnContext): string {
  if (context.activity.type !== ActivityTypes.Invoke) return '';
  const answer = (context.turnState.get(INVOKE_RESPONSE_KEY) as { value?: unknown } | undefined)?.value;
  if (answer === undefined) return '';
  const json = JSON.stringify(answer);
  return json.length > LONGEST_ANSWER ? JSON.stringify({ status: 200 }) : json;
}

const LONGEST_ANSWER = 32 * 1024;

/** One activity, under the id by which a repeat of it is known, and the turn that is its. */
interface Said {
  readonly activity: InboundActivity;
  readonly activityId: string;
  readonly turn: Turn;
}

/** What a turn of the bot begins with. */
interface Asked {
  readonly choice: ExplicitChoice | undefined;
  readonly words: UserWords | undefined;
  readonly offer?: string;
  readonly told?: true;
}
