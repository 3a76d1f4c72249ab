import { z } from 'zod';

const name = z.string().min(1).max(200);

/** YAML reads `4` as a number; an ITSM takes text. */
const template = z
  .union([z.string().max(20_000), z.number(), z.boolean()])
  .transform(String)
  .describe('A Liquid template over the chat; config/deskbridge.yaml lists what it sees.');

const fields = z.record(name, template.nullable());

const Ending = z
  .strictObject({
    status: name.optional(),
    statusReason: z.string().max(200).optional(),
    fields: fields.optional(),
  })
  // The default's reason would belong to another status, and the ITSM would keep it.
  .refine(({ status, statusReason }) => status === undefined || statusReason !== undefined, {
    path: ['statusReason'],
    message: 'say which reason goes with the status, or "" for none',
  })
  .nullable();

const Rights = z
  .array(name)
  .min(1)
  .max(100)
  .nullable()
  .describe('Rights as the ITSM names them; one is enough. `null`: nobody needs one.');

const length = z.int().min(1).max(1_000_000);

const Type = z.strictObject({
  open: fields.optional().describe('ITSM field -> template, for a ticket that is opened.'),
  limits: z
    .record(name, z.union([length, z.strictObject({ characters: length })]))
    .optional()
    .describe(
      'Longest value of a field in bytes of UTF-8, or `{ characters: n }` where the ITSM counts characters; longer text is cut.',
    ),
  endings: z
    .strictObject({
      resolved: Ending.optional(),
      abandoned: Ending.optional(),
      'abandoned-by-user': Ending.optional(),
      'cancelled-while-waiting': Ending.optional(),
    })
    .optional()
    .describe('What a ticket is set to when the chat ends so; `null` leaves its status alone.'),
  workInfo: z
    .strictObject({
      summary: template.optional(),
      text: template.optional(),
      visibility: z.enum(['public', 'internal']).optional(),
      type: name.optional().describe('The ITSM’s own type of such an entry.'),
    })
    .optional()
    .describe('The entry that the chat leaves in its ticket at the end.'),
  groupField: name
    .optional()
    .describe(
      'ITSM field with the group that a ticket is handed to at the end. With the default field, company and organization go with it and the assignee is cleared; another field takes the name alone.',
    ),
  rights: z
    .strictObject({ create: Rights.optional(), change: Rights.optional() })
    .optional()
    .describe('Whose agents may create such tickets and change them, by what the ITSM lets their person do.'),
  reopen: z
    .strictObject({
      status: name.optional(),
      statusReason: z.string().max(200).optional(),
      days: z.int().min(1).max(365).optional(),
      fields: fields.optional(),
    })
    .nullable()
    .optional()
    .describe(
      'How a resolved ticket is taken back when its user returns, and for how many days; `null`: none is. Fewer days than the ITSM waits before it closes a resolved ticket.',
    ),
  active: z
    .array(name)
    .optional()
    .describe('Statuses among which the ITSM moves a ticket by itself; nobody has taken it in hand by that.'),
  finished: z
    .array(name)
    .optional()
    .describe('Statuses that an ending never overwrites, and in which every entry is internal.'),
});

/** What an admin sets over a connector's own mapping, member by member; a field set to `null` is taken out. */
export const MappingOverride = z.record(name, Type).describe('Ticket type -> what differs from the default.');
export type MappingOverride = z.infer<typeof MappingOverride>;

/** One row of the routing table: every member that is named has to be the chat's. */
export const Route = z
  .strictObject({
    connector: name.describe('The instance that serves these chats.'),
    company: name.optional(),
    queue: name.optional(),
    topic: name.optional(),
  })
  .refine(({ company, queue, topic }) => (company ?? queue ?? topic) !== undefined, {
    message: 'name a company, a queue or a topic',
  });
