import { z } from 'zod';
import { LONGEST_TAKEN } from '../chat/limits.ts';
import { Locale } from './locale.ts';

/** Direct Line 3.0 as Deskbridge speaks it. Members that are not named here are dropped. */

const short = z.string().max(200);
const plain = z.record(z.string(), z.unknown());

const Person = z.object({ id: short.optional(), name: z.string().max(1000).optional() });

/** Users of generated tokens are marked, so that no client can pass itself off as one of them. */
export const GenerateTokenRequest = z
  .object({
    user: z.object({
      id: z.string().max(200).regex(/^dl_./, 'must start with dl_'),
      name: z.string().max(1000).optional(),
    }),
    trustedOrigins: z.array(z.url().max(300)).max(20).optional(),
  })
  .partial()
  .default({});

export const StartConversationRequest = z.object({ user: Person.optional(), locale: Locale }).default({});

/** What a user's client may send; `invoke` and the rest are for channels and bots among themselves. */
const USER_ACTIVITY_TYPES = ['message', 'messageReaction', 'event', 'typing', 'endOfConversation'] as const;

const Reaction = z.object({ type: short });

export const UserActivity = z.object({
  type: z.enum(USER_ACTIVITY_TYPES),
  text: z
    .string()
    .max(LONGEST_TAKEN, `has more than ${LONGEST_TAKEN} characters; send it in parts`)
    .optional(),
  textFormat: short.optional(),
  locale: Locale,
  name: short.optional(),
  value: z.unknown().optional(),
  valueType: short.optional(),
  label: short.optional(),
  code: short.optional(),
  replyToId: z.string().max(300).optional(),
  inputHint: short.optional(),
  localTimestamp: z.string().max(60).optional(),
  localTimezone: z.string().max(60).optional(),
  entities: z.array(plain).max(100).optional(),
  attachments: z.array(z.unknown()).optional(),
  channelData: plain.optional(),
  reactionsAdded: z.array(Reaction).max(20).optional(),
  reactionsRemoved: z.array(Reaction).max(20).optional(),
});
export type UserActivity = z.infer<typeof UserActivity>;

/** Opaque to clients: they send back what they were given. Blank and `-` mean "from the start". */
const Watermark = z
  .string()
  .regex(/^(?:\d{1,15}|null|undefined|-|)$/, 'is not a watermark this server gave out')
  .default('')
  .transform((text) => Number.parseInt(text, 10) || 0);

export const WatermarkQuery = z.object({ watermark: Watermark });
