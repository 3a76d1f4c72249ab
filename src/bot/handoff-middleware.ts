import { ActivityTypes, type Middleware, type TurnContext } from 'botbuilder';
import type { Settings } from '../../config/schema.ts';
import type { ExplicitChoice } from '../api/explicit-choice.ts';
import type { NewEntry } from '../chat/entry.ts';
import { LONGEST_TEXT } from '../chat/limits.ts';
import type { Clock } from '../shared/clock.ts';
import { Problem } from '../shared/http/problem.ts';
import { tagOf } from '../shared/locale.ts';
import type { Conversations } from '../store/store.ts';
import type { InboundActivity } from './activity.ts';
import { activityIdOf } from './activity-id.ts';
import { refusedInWords } from './after-end.ts';
import { choose } from './choose.ts';
import { explicitChoice } from './explicit-choice.ts';
import { authorOf, HANDOFF, isHandoff, wishOf } from './handoff-wish.ts';
import { botLine, userWords } from './history.ts';
import { type Choice, choiceIn, type Offer, offerActivity, offerOf, plain } from './offer.ts';
import type { BotPorts, HandoffAnswer, HandoffWish, Unmet } from './ports.ts';
import { conversationOf, referenceOf } from './reference.ts';
import { whoIsThere } from './whether-there.ts';
import { type Words, wordsIn } from './words-for-user.ts';

/** How long a bot may think before a repeat of the activity starts its turn again; renewed while it does. */
const TURN_LEASE_MS = 5_000;

export interface MiddlewareTools {
  readonly conversations: Conversations;
  readonly ports: BotPorts;
  readonly clock: Clock;
  readonly cancelWords: () => readonly string[];
  readonly texts: () => Settings['texts'];
  /** Characters that a user's message to an agent may have. */
  readonly mostCharacters: () => number;
  /** The virtual agent is not to be heard. */
  readonly agentOnly: () => boolean;
  /** True for a turn that we started ourselves, to tell the bot something: it comes from no user. */
  readonly isOurs: (activity: object) => boolean;
  /** Tells page and bot that the handoff which the bot wished for in this turn has failed. */
  readonly tellFailed: (activity: InboundActivity, activityId: string) => Promise<void>;
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
    const { conversations, ports, clock, isOurs, agentOnly } = this.#tools;
    if (isOurs(activity)) return agentOnly() ? undefined : next();
    const conversation = conversationOf(activity);
    const activityId = activityIdOf(activity);
    const choice = explicitChoice(activity);
    // What a button says is nobody's words.
    const words = choice === undefined ? userWords(activity) : undefined;
    if (words !== undefined && (await this.#tooLong(context, activity, words.text))) return;
    const result = await conversations.ingest({
      conversation,
      activityId,
      line: { at: clock.now(), visibility: 'public', type: 'message', ...(words ?? { text: '' }) },
      author: words === undefined ? undefined : authorOf(activity),
      reference: JSON.stringify(referenceOf(activity)),
      locale: tagOf(activity.locale),
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
        if (choice !== undefined) await this.#choose(context, choice, { activity, activityId });
        if (activity.type === ActivityTypes.EndOfConversation) await ports.cancelChat(result.chat);
        if (activity.type === ActivityTypes.Typing) await ports.userTypes(result.chat);
        await this.#noteWhoIsThere(result.chat, activity);
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
        if (choice !== undefined) {
          const said = { activity, activityId };
          await this.#turn(context, said, () => this.#choose(context, choice, said));
          return;
        }
        return this.#turnOf(context, next, { activity, activityId }, words, result.offer);
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

  /** @returns the wish that came to nothing */
  async #choose(context: TurnContext, choice: ExplicitChoice, said: Said): Promise<Unmet | undefined> {
    const words = await this.#wordsFor(said.activity);
    const { unmet, told } = await choose(choice, said, this.#tools.ports, words);
    if (told !== undefined) await context.sendActivity(plain(told));
    return unmet;
  }

  /**
   * Words that are too many, for an agent or for anybody, stay with the user, who learns how many may be sent:
   * channels show nothing of a refusal.
   */
  async #tooLong(context: TurnContext, activity: InboundActivity, text: string): Promise<boolean> {
    const { conversations, mostCharacters, agentOnly } = this.#tools;
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

  #asksToCancel(text: string): boolean {
    const said = text.trim().toLowerCase();
    return this.#tools.cancelWords().some((word) => word.toLowerCase() === said);
  }

  /** Who has this turn: whoever settles an offer, the agents where no virtual agent is to be heard, else that one. */
  async #turnOf(
    context: TurnContext,
    next: () => Promise<void>,
    said: Said,
    words: ReturnType<typeof userWords>,
    offered: string | undefined,
  ): Promise<void> {
    const { conversations } = this.#tools;
    const conversation = conversationOf(said.activity);
    if (words !== undefined && offered !== undefined) {
      const offer = JSON.parse(offered) as Offer;
      const choice = choiceIn(offer, words.text, wordsIn(this.#tools.texts(), undefined));
      if (choice !== undefined) {
        const unmet = await this.#turn(context, said, () => this.#settle(offer.wish, choice));
        if (unmet?.answer.kind !== 'offer') await conversations.withdrawOffer(conversation);
        return;
      }
      // He has gone on: a number that he writes later is meant for whoever asked last.
      await conversations.withdrawOffer(conversation);
    }
    await this.#turn(context, said, async () => {
      if (!this.#tools.agentOnly()) await next();
      else if (words !== undefined && (words.text.trim() !== '' || words.attachments !== undefined))
        await context.sendActivity({ type: ActivityTypes.Event, name: HANDOFF });
      return undefined;
    });
  }

  async #settle(wish: HandoffWish, choice: Choice): Promise<Unmet | undefined> {
    const { ports } = this.#tools;
    const back: HandoffAnswer = { kind: 'refused' };
    if (choice === 'back') return { wish, answer: back };
    if (choice === 'ticket') return (await ports.leaveTicket(wish)) ? undefined : { wish, answer: back };
    const answer = await ports.requestHandoff(wish, choice === 'wait');
    return answer.kind === 'granted' ? undefined : { wish, answer };
  }

  /**
   * A crash in it leaves it begun: the channel's repeat does it again. What fails in it is given back at once.
   * @param run says what it has to say; gives the wish that came to nothing, where it knows of one itself
   * @returns the wish that came to nothing
   */
  async #turn(
    context: TurnContext,
    { activity, activityId }: Said,
    run: () => Promise<Unmet | undefined>,
  ): Promise<Unmet | undefined> {
    const { conversations, clock, ports } = this.#tools;
    const conversation = conversationOf(activity);
    let lines: NewEntry[] = [];
    let unmet: Unmet | undefined;
    context.onSendActivities(async (_context, sending, send) => {
      const wishes = sending.filter(isHandoff);
      const rest = sending.filter((one) => !isHandoff(one));
      // What a handler leaves in `sending` is what goes out.
      sending.splice(0, sending.length, ...rest);
      const responses = rest.length > 0 ? await send() : [];
      lines.push(...rest.flatMap((one) => botLine(one, clock.now())));
      for (const event of wishes) {
        const wish = wishOf(event, activity, activityId, lines);
        const answer = await ports.requestHandoff(wish);
        if (answer.kind === 'granted') lines = [];
        else unmet = { wish, answer };
      }
      return responses;
    });
    const hold = setInterval(
      () => void conversations.holdTurn(conversation, activityId, TURN_LEASE_MS).catch(() => {}),
      TURN_LEASE_MS / 2,
    );
    try {
      unmet = (await run()) ?? unmet;
      if (unmet !== undefined) await this.#tellUnmet(context, activity, activityId, unmet);
    } catch (error) {
      clearInterval(hold);
      // Should this fail too, the first error still says why; the turn's lease runs out by itself.
      await conversations.giveUpTurn(conversation, activityId).catch(() => {});
      throw error;
    } finally {
      clearInterval(hold);
    }
    await conversations.finishTurn(conversation, activityId, lines);
    return unmet;
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

/** One activity, under the id by which a repeat of it is known. */
interface Said {
  readonly activity: InboundActivity;
  readonly activityId: string;
}
