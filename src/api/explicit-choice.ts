import { z } from 'zod';
import { isBlank } from '../chat/blank.ts';

const chat = z.string().min(1).max(200);

/** 1 is poor, 5 is very good. */
const score = z.coerce.number().int().min(1).max(5);

const comment = z
  .string()
  .max(1000)
  .transform((text) => (isBlank(text) ? undefined : text.trim().toWellFormed()))
  .optional();

export const RatingRequest = z.object({ score, comment });

const Choice = z.discriminatedUnion('do', [
  z.object({ do: z.literal('reopen'), chat }),
  z.object({ do: z.literal('rate'), chat, score, comment }),
]);

/** What a user may choose about a chat of his that is over. */
export type ExplicitChoice = z.infer<typeof Choice>;

/** How the value of an activity makes that choice. */
export const ChoiceValue = z.object({ deskbridge: Choice });

export const choiceValue = (choice: ExplicitChoice): z.input<typeof ChoiceValue> => ({ deskbridge: choice });
