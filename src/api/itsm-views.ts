import { z } from 'zod';
import { TicketView } from './views.ts';

/** What agents see of the ITSM beside a chat. */

/** One field as a person fills it in; `name` is what `fields` of a request uses. */
const FormFieldView = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'choice', 'number', 'time']),
  required: z.boolean(),
  limit: z.number().int().optional(),
  limitIn: z
    .enum(['bytes', 'characters'])
    .optional()
    .describe('What `limit` counts; bytes are those of UTF-8.'),
  choices: z.array(z.string()).optional(),
  value: z.string().optional(),
});

export const TemplateList = z.object({
  templates: z.array(
    z.object({ id: z.string(), type: z.string(), title: z.string(), description: z.string() }),
  ),
});

export const ArticleList = z.object({
  articles: z.array(
    z.object({
      id: z.string(),
      displayId: z.string(),
      title: z.string(),
      url: z.string(),
      /** Plain. */
      text: z.string(),
    }),
  ),
});

export const OutageList = z.object({
  outages: z.array(
    z.object({
      id: z.string(),
      displayId: z.string(),
      title: z.string(),
      text: z.string(),
      /** Epoch milliseconds. */
      since: z.number(),
      url: z.string().optional(),
    }),
  ),
});

/** `matched` is false, and `why` a sentence, where nobody may or can be matched. */
export const CustomerAnswer = z.object({
  matched: z.boolean(),
  why: z.string().optional(),
  customer: z
    .object({
      id: z.string(),
      login: z.string(),
      firstName: z.string(),
      lastName: z.string(),
      email: z.string(),
      phone: z.string(),
      company: z.string(),
      site: z.string(),
      vip: z.boolean(),
    })
    .optional(),
  tickets: z.array(
    z.object({
      ref: z.object({
        type: z.string(),
        id: z.string(),
        displayId: z.string(),
        url: z.string().optional(),
      }),
      title: z.string(),
      status: z.string(),
      statusReason: z.string(),
    }),
  ),
  assets: z.array(z.object({ id: z.string(), name: z.string(), kind: z.string() })),
  /** What the ITSM did not tell in time, as a sentence; the rest holds. */
  missing: z.string().optional(),
});

const Values = z.object({ status: z.string(), statusReason: z.string() });

/** What ending would do to each ticket that exists. */
export const EndForm = z.object({
  tickets: z.array(
    z.object({
      ...TicketView.pick({ n: true, kind: true, created: true }).shape,
      displayId: z.string(),
      /** Absent where it cannot be resolved now; `why` says so. */
      resolve: Values.optional(),
      /** What Abandon sets; absent where it leaves the status alone. */
      cancel: Values.optional(),
      why: z.string().optional(),
      /** Demanded on resolve, and filled in by nobody yet. */
      fields: z.array(FormFieldView),
      /** What the ITSM did not tell in time, as a sentence; the rest holds. */
      missing: z.string().optional(),
    }),
  ),
});

/** What the last check of each ITSM found; `at` is absent before the first answer. */
export const Checks = z.object({
  connectors: z.array(
    z.object({
      id: z.string(),
      at: z.iso.datetime().optional(),
      state: z.enum(['proven', 'unproven', 'faulty']),
      findings: z.array(
        z.object({
          severity: z.enum(['error', 'warning']),
          what: z.string(),
          fix: z.string(),
          form: z.string().optional(),
          field: z.string().optional(),
          value: z.string().optional(),
          choices: z.array(z.string()).optional(),
          /** The existing value that is most like the missing one. */
          nearest: z.string().optional(),
        }),
      ),
    }),
  ),
});
