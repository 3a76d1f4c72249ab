import { Problem } from '../../shared/http/problem.ts';
import type { Answer, Incoming, Route } from '../../shared/http/route.ts';

/** A person who is sent here by another site sees a sentence and a way back; a program gets problem+json. */
export const readable =
  (handle: Route['handle']): Route['handle'] =>
  async (request) => {
    try {
      return await handle(request);
    } catch (error) {
      if (!(error instanceof Problem) || !wantsPage(request)) throw error;
      return page(error);
    }
  };

const wantsPage = ({ headers }: Incoming): boolean => headers.accept?.includes('text/html') ?? false;

const page = ({ status, message, headers }: Problem): Answer => ({
  status,
  headers: {
    ...headers,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
  },
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not signed in</title></head><body><main><h1>Not signed in</h1><p>${escaped(message)}</p><p><a href="/console">Back to the sign-in page</a></p></main></body></html>`,
});

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
