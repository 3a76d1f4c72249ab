import { z } from 'zod';

const name = z.string().min(1).max(200);
const codes = z.array(name).min(1);

/** A language as BCP 47 writes it: `de`, `pt-BR`. */
export const Language = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language tag: de, pt-BR');

const CodeSet = z
  .strictObject({
    company: name.optional().describe('For agents whose first company this is.'),
    language: Language.optional().describe('For agents of this language.'),
    available: codes.optional(),
    unavailable: codes.optional(),
  })
  .refine(
    ({ company, language }) => company !== undefined || language !== undefined,
    'name a company or a language; codes for everybody stand beside sets',
  )
  .refine(
    ({ available, unavailable }) => available !== undefined || unavailable !== undefined,
    'it holds no codes',
  );

/** Reasons an agent gives with their availability; the first of each is the default. */
export const StatusCodes = z
  .strictObject({
    available: codes.default(['Ready / In Chat']),
    unavailable: codes.default([
      'Not Specified',
      'Follow Up',
      'Lunch / Break',
      'Meeting Time',
      'Project Time',
      'Remote Desktop',
      'Training',
      'Wrap Up',
    ]),
    sets: z
      .array(CodeSet)
      .default([])
      .describe('Codes of a company or a language, before everybody’s; a half left out is everybody’s.'),
  })
  .superRefine(({ sets }, context) => {
    const whose = sets.map(({ company = '', language = '' }) => `${company}|${language}`.toLowerCase());
    for (const [row, one] of whose.entries())
      if (whose.indexOf(one) !== row)
        context.addIssue({ code: 'custom', path: ['sets', row], message: 'stands there twice' });
  })
  .prefault({})
  .describe('Reasons an agent gives with their availability; the first of each is the default.');
