import { ActivityTypes } from 'botbuilder';
import type { ExplicitChoice } from '../api/explicit-choice.ts';
import type { Refusal } from '../chat/decision.ts';
import { Problem } from '../shared/http/problem.ts';
import type { InboundActivity } from './activity.ts';
import { refusedInWords } from './after-end.ts';
import { wishOf } from './handoff-wish.ts';
import type { BotPorts, Unmet } from './ports.ts';
import type { Words } from './words-for-user.ts';

/**
 * Carries out what a user chose about a chat that is over.
 * @returns what he is told, or his wish for a chat where it came to nothing
 * @throws Problem where a program made the choice: it reads codes rather than words
 */
export async function choose(
  choice: ExplicitChoice,
  { activity, activityId }: { readonly activity: InboundActivity; readonly activityId: string },
  ports: BotPorts,
  words: Words,
): Promise<{ readonly unmet?: Unmet; readonly told?: string }> {
  const refused = (refusal: Refusal) => {
    if (activity.type === ActivityTypes.Event) throw new Problem(409, refusal.code, refusal.message);
    return { told: refusedInWords(refusal, words) };
  };
  const by = wishOf({}, activity, activityId, []);
  if (choice.do === 'rate') {
    const { chat, score, comment } = choice;
    const asker = { conversation: by.conversation, userId: by.user.id };
    const refusal = await ports.rateChat(chat, { asker, score, ...(comment !== undefined && { comment }) });
    return refusal === undefined ? { told: words('rated') } : refused(refusal);
  }
  const wish = { ...by, reopens: choice.chat };
  const answer = await ports.requestHandoff(wish);
  if (answer.kind === 'granted') return {};
  return answer.kind === 'not-reopened' ? refused(answer.refusal) : { unmet: { wish, answer } };
}
