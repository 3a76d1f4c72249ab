import { z } from 'zod';

/** The language of a user's program. Nobody is refused for it: whatever cannot be one is left out. */
export const Locale = z
  .string()
  .max(100)
  .optional()
  .catch(undefined)
  .describe('The user’s language, a BCP 47 tag; names of POSIX locales such as de_DE.UTF-8 are understood');
