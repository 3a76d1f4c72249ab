import { ActivityTypes } from 'botbuilder';
import type { InboundActivity } from './activity.ts';

/**
 * What an invoke is answered with while an agent has the chat: a button of the bot's that is still in view does
 * nothing, and its user reads why where the kind of invoke has a place for words. Without an answer channels call the
 * bot out of order.
 * @param words why nothing happens
 */
export function whileWithAgent({ name }: InboundActivity, words: string): object {
  return { type: ActivityTypes.InvokeResponse, value: { status: 200, ...bodyOf(name ?? '', words) } };
}

/** The answer to a repeat: the first one. `kept` is its JSON. */
export const asBefore = (kept: string): object => ({
  type: ActivityTypes.InvokeResponse,
  value: JSON.parse(kept) as unknown,
});

function bodyOf(name: string, words: string): { readonly body?: object } {
  if (name === 'adaptiveCard/action') {
    const type = 'application/vnd.microsoft.activity.message';
    return { body: { statusCode: 200, type, value: words } };
  }
  if (name === 'task/fetch' || name === 'task/submit')
    return { body: { task: { type: 'message', value: words } } };
  return {};
}
