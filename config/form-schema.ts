import { z } from 'zod';
import { perLanguage } from './language-schema.ts';

const label = z.string().trim().min(1).max(200);

const Field = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/, 'letters, digits and hyphens')
    .describe('Under which `POST /chat/session` takes the answer.'),
  label: label.describe('What the user is asked, and what agents and tickets call their answer.'),
  languages: perLanguage(label).default({}).describe('The question in other languages.'),
  required: z.boolean().default(false),
  options: z.array(label).min(1).max(50).optional().describe('The only answers; any text when left out.'),
});
export type FormField = z.infer<typeof Field>;

/** What users are asked before a chat with them begins. */
export const PreChat = z
  .strictObject({
    fields: z
      .array(Field)
      .max(10)
      .default([])
      .superRefine((fields, context) => {
        const ids = fields.map(({ id }) => id);
        const twice = ids.find((id, i) => ids.indexOf(id) !== i);
        if (twice !== undefined)
          context.addIssue({ code: 'custom', message: `the id ${twice} stands there twice` });
      }),
  })
  .prefault({});
