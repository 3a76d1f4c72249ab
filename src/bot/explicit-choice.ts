import { ActivityTypes } from 'botbuilder';
import { ChoiceValue, type ExplicitChoice } from '../api/explicit-choice.ts';
import type { InboundActivity } from './activity.ts';

/** The choice that an activity makes by its value. Words never make one, whatever they say. */
export function explicitChoice({ type, value }: InboundActivity): ExplicitChoice | undefined {
  if (type !== ActivityTypes.Message && type !== ActivityTypes.Event) return undefined;
  const parsed = ChoiceValue.safeParse(typeof value === 'string' ? parsedJson(value) : value);
  return parsed.success ? parsed.data.deskbridge : undefined;
}

/** Some channels give a button's value back as text. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
