import type { IncomingMessage } from 'node:http';
import { type Answer, empty, page, plainText } from './answer.ts';
import { badRequest, noSuchForm, noSuchResource, notAllowed } from './ar-error.ts';
import type { Sessions } from './auth.ts';
import { answerFields } from './describe-form.ts';
import { answerEntry } from './entry-api.ts';
import { FORMS } from './forms/index.ts';
import { articlePage } from './pages/article-page.ts';
import { escapeHtml, layout, STYLE } from './pages/html.ts';
import { ticketList } from './pages/ticket-list.ts';
import { ticketPage } from './pages/ticket-page.ts';
import { readBody } from './read-body.ts';
import type { Records } from './records.ts';
import type { SiteRules } from './site-rules.ts';
import { EVERYTHING, type View } from './view.ts';

/** What a request needs of the server. */
export interface Server {
  readonly records: Records;
  readonly sessions: Sessions;
  /** Origin for links. */
  readonly origin: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly rules: () => SiteRules;
  /** Counts one request, e.g. `POST HPD:WorkLog`. */
  readonly count: (what: string) => void;
  /** The rows that the account sees, and that a search shows by now. */
  readonly view?: View;
}

/** Takes one request to its door. Refusals are thrown as ArError. */
export async function handle(
  request: IncomingMessage,
  url: URL,
  server: Server,
  read: () => Promise<Buffer> = () => readBody(request),
): Promise<Answer> {
  const method = request.method ?? 'GET';
  const segments = decode(url.pathname);
  if (segments[0] !== 'api') return showPage(method, segments, server);
  const body = await read();
  const contentType = request.headers['content-type']?.toLowerCase() ?? '';
  if (segments[1] === 'jwt' && segments.length === 3) {
    if (method !== 'POST') throw notAllowed(method);
    if (segments[2] === 'login') {
      server.count('sign-in');
      return plainText(server.sessions.signIn(contentType, body.toString('utf8')));
    }
    if (segments[2] === 'logout') {
      server.count('sign-out');
      server.sessions.signOut(server.sessions.who(request.headers.authorization).token);
      return empty(204);
    }
  }
  const [, area, version, kind, ...path] = segments;
  const resource = area === 'arsys' && /^v1(\.0)?$/.test(version ?? '') ? kind : undefined;
  if (resource === 'fields' && method === 'GET' && (path.length === 1 || path.length === 2)) {
    const [name = '', ids] = path;
    server.count(`fields ${name}`);
    server.sessions.who(request.headers.authorization);
    const form = FORMS.get(name);
    if (form === undefined) throw noSuchForm(name);
    return answerFields(form, ids, server.rules());
  }
  if (resource !== 'entry' || path.length === 0) {
    throw noSuchResource(url.pathname);
  }
  server.count(`${method} ${path[0]}`);
  const session = server.sessions.who(request.headers.authorization);
  return answerEntry(server.records, {
    method,
    path,
    query: url.searchParams,
    // A boundary's capitals matter, so the header goes on as it came.
    contentType: request.headers['content-type'] ?? '',
    body,
    session,
    origin: server.origin,
    now: Math.floor(server.now() / 1000),
    rules: server.rules(),
    view: server.view ?? EVERYTHING,
  });
}

function showPage(method: string, segments: readonly string[], server: Server): Answer {
  if (method !== 'GET' && method !== 'HEAD') {
    return page(405, layout('Not allowed', '<h1>This page is for reading only</h1>'));
  }
  const [first, second] = segments;
  if (segments.length === 0) return page(200, ticketList(server.records));
  if (segments.length === 1 && first === 'style.css') {
    return { status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, body: STYLE };
  }
  const show = { tickets: ticketPage, articles: articlePage }[first ?? ''];
  const shown = segments.length === 2 ? show?.(server.records, second ?? '') : undefined;
  if (shown !== undefined) return page(200, shown);
  return page(
    404,
    layout(
      'Not found',
      `<h1>Nothing here called ${escapeHtml(segments.join('/'))}</h1><p><a href="/">All tickets</a></p>`,
    ),
  );
}

function decode(path: string): readonly string[] {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    throw badRequest('The address is not validly percent-encoded');
  }
}
