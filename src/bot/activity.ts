import { z } from 'zod';
import { LONGEST_TAKEN } from '../chat/limits.ts';
import { Problem } from '../shared/http/problem.ts';

const id = z.string().min(1).max(1000);
const account = z.looseObject({ id: z.string().max(1000), name: z.string().max(10_000).nullish() });
const words = z.string().max(100_000);
const things = z.array(z.looseObject({})).max(1000);
const accounts = z.array(z.looseObject({ id: words.nullish(), name: words.nullish() })).max(1000);

/** What only bots read, who walk through it without a look: a member that is of another type is left out. */
const passedOn = {
  membersAdded: accounts.nullish(),
  membersRemoved: accounts.nullish(),
  reactionsAdded: things.nullish(),
  reactionsRemoved: things.nullish(),
  entities: things.nullish(),
  textHighlights: things.nullish(),
  listenFor: z.array(words).max(1000).nullish(),
  suggestedActions: z.looseObject({ to: z.array(words).nullish(), actions: things.nullish() }).nullish(),
  semanticAction: z.looseObject({}).nullish(),
  relatesTo: z.looseObject({}).nullish(),
  ...Object.fromEntries(
    [
      ...[
        'textFormat',
        'attachmentLayout',
        'topicName',
        'speak',
        'inputHint',
        'summary',
        'action',
        'replyToId',
      ],
      ...['label', 'valueType', 'code', 'importance', 'deliveryMode', 'localTimezone', 'callerId'],
    ].map((member) => [member, words.nullish()]),
  ),
};

/**
 * An incoming activity, as far as we rely on it. Everything else of the Bot Framework schema is
 * passed on to the virtual agent as it came.
 */
export const InboundActivity = z.looseObject({
  type: z.string().min(1).max(100),
  id: id.optional(),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.string().min(1).max(2000),
  conversation: z.looseObject({ id }),
  from: account,
  recipient: account.nullish(),
  text: z
    .string()
    .max(LONGEST_TAKEN, `has more than ${LONGEST_TAKEN} characters; send it in parts`)
    .nullish(),
  name: z.string().max(1000).nullish(),
  locale: z.string().max(100).nullish().catch(undefined),
  timestamp: z.unknown().optional(),
  attachments: z.array(z.looseObject({})).max(100).nullish(),
  ...Object.fromEntries(
    Object.entries(passedOn).map(([member, schema]) => [member, (schema as z.ZodType).catch(undefined)]),
  ),
});
export type InboundActivity = z.infer<typeof InboundActivity>;

/** @throws Problem 400 that names the first member that is wrong */
export function parseActivity(body: unknown): InboundActivity {
  const parsed = InboundActivity.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') || 'the body';
  throw new Problem(400, 'malformed-activity', `Not a Bot Framework activity: ${where}: ${issue?.message}.`);
}
