import type { z } from 'zod';
import { Problem } from '../shared/http/problem.ts';

/** @throws Problem 400 that names the first member that is wrong */
export function input<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Problem(400, 'malformed', `${issue?.path.join('.') || 'The body'}: ${issue?.message}.`, {
    issues: parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  });
}
