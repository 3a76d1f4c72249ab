import type { z } from 'zod';
import { Problem } from '../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../shared/http/route.ts';
import { DirectLineStoreError } from '../store/direct-line/ask.ts';

/**
 * Checks what a client sent.
 * @throws Problem 400 with each wrong member and what is wrong with it
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown, code: string): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 10).map((issue) => ({
    field: issue.path.join('.'),
    message: issue.message,
  }));
  const summary = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new Problem(400, code, summary, { errors });
}

/** While Redis does not answer nothing can be stored, so nothing is acknowledged. */
export function asProblem(error: unknown): unknown {
  if (!(error instanceof DirectLineStoreError)) return error;
  return new Problem(
    503,
    'not-ready',
    'The conversation store does not answer. Nothing was acknowledged; try again in a moment.',
    {},
    { 'retry-after': '2' },
  );
}

/** A door that pages of the trusted origins may use from another site (CORS), its refusals included. */
export function answering(trustedOrigins: readonly string[], route: Route): Route {
  return {
    ...route,
    trusts: trustedOrigins,
    async handle(request) {
      const cors = corsHeaders(request, trustedOrigins);
      try {
        const answer: Answer = await route.handle(request);
        return { ...answer, headers: { ...answer.headers, ...cors } };
      } catch (caught) {
        const error = asProblem(caught);
        if (!(error instanceof Problem)) throw error;
        throw new Problem(error.status, error.code, error.message, error.extra, {
          ...error.headers,
          ...cors,
        });
      }
    },
  };
}

function corsHeaders({ headers }: Incoming, trusted: readonly string[]): Readonly<Record<string, string>> {
  if (headers.origin === undefined || !trusted.includes(headers.origin)) return {};
  return {
    'access-control-allow-origin': headers.origin,
    'access-control-allow-headers': 'authorization, content-type, x-ms-bot-agent, x-requested-with',
    'access-control-allow-methods': 'GET, POST',
    'access-control-expose-headers': 'retry-after',
    'access-control-max-age': '600',
    vary: 'origin',
  };
}

/** The question a browser asks before it lets a page of another site call `path`. */
export const preflight = (path: string): Route => ({
  method: 'OPTIONS',
  path,
  handle: () => ({ status: 204 }),
});
