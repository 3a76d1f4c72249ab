import { busy, type Failed, missing, noItsm, refused, unknown, unsent } from '../../src/connector/outcome.ts';
import type { OutgoingError, OutgoingResponse } from '../../src/shared/outgoing.ts';
import { meaningOf } from './numbers.ts';
import { isPage, isRedirect } from './page.ts';
import { messages, type ServerMessage } from './schema.ts';

/** A call that did not reach its aim. `messageNumber` is AR's, where it gave one. */
export type Failure = Failed & {
  readonly messageNumber?: number;
  /** Somebody else answered where AR REST should. */
  readonly stranger?: true;
};

/** A write that got no clear answer may have been done; a read cannot have done anything. */
export type Effect = 'read' | 'write';

/** Never wait longer for a Retry-After than this; the job comes back sooner and asks again. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;
const IN_DOUBT_WAIT_MS = 5_000;
const SOON_MS = 2_000;

export const UNIQUE_INDEX_VIOLATED = 382;
export const NO_SUCH_FORM = 303;

/**
 * An answer that is no success, as an outcome.
 * @param proven AR REST has answered properly here before: a page in its place will go away again
 */
export function failureOf(response: OutgoingResponse, effect: Effect, now: number, proven = false): Failure {
  const { status } = response;
  if (status === 429 || status === 503) {
    const reason = `The ITSM is busy (HTTP ${status}).`;
    const laterMs = retryAfterMs(response.headers['retry-after'], now);
    // A gateway says 503, too, where it has lost the server to which it had passed the request on.
    const passedOn = status === 503 && effect === 'write' && seriousMessage(response.body) === undefined;
    return passedOn ? unknown(reason, laterMs ?? IN_DOUBT_WAIT_MS) : busy(reason, laterMs);
  }
  // Whoever gave up waiting said this, not AR: what was sent may go on.
  if (status === 408 || status === 499)
    return unanswered(`The ITSM's answer did not come (HTTP ${status}).`, effect);
  if (isRedirect(response)) return stranger(response, effect, proven);
  const said = seriousMessage(response.body);
  if (said !== undefined) return refusal(said, effect, status === 401);
  return wordlessFailure(response, effect, proven);
}

/** No answer at all. */
export function noAnswer(error: OutgoingError, effect: Effect): Failure {
  return error.kind === 'unreachable' ? unsent(busy(error.message)) : unanswered(error.message, effect);
}

/** A write that was sent and not answered clearly may be in. */
const unanswered = (reason: string, effect: Effect): Failure =>
  effect === 'write' ? unknown(reason, IN_DOUBT_WAIT_MS) : busy(reason);

/**
 * A success that cannot be read. A write was done, or somebody else answered. A read is tried again where it
 * was cut off, or where the same call has been answered as promised before: another shape stays as it is.
 */
export function unreadable(
  response: OutgoingResponse,
  effect: Effect,
  proven: boolean,
  answeredBefore = false,
): Failure {
  if (isPage(response)) return stranger(response, effect, proven);
  const said = seriousMessage(response.body);
  if (said !== undefined) return refusal(said, effect);
  const reason = `The ITSM's answer (HTTP ${response.status}) is not what AR REST promises`;
  if (effect === 'write') return unknown(`${reason}.`, IN_DOUBT_WAIT_MS);
  if (answeredBefore || isCutOff(response.body)) return busy(`${reason}.`);
  return refused(`${reason}; check the connector's url and the release of the AR server.`);
}

function isCutOff(body: string): boolean {
  if (!/^\s{0,100}[[{]/.test(body)) return false;
  try {
    JSON.parse(body);
    return false;
  } catch {
    return true;
  }
}

/** A message that says no, by its number. */
export function refusal(said: ServerMessage, effect: Effect, signIn = false): Failure {
  return { ...classify(said, effect, signIn), messageNumber: said.number };
}

function classify(said: ServerMessage, effect: Effect, signIn: boolean): Failure {
  const reason = said.number === 0 ? said.text : `${said.text} (ARERR ${said.number})`;
  switch (meaningOf(said.number)) {
    case 'missing':
      return missing(reason);
    case 'not-started':
      return unsent(busy(reason, SOON_MS));
    case 'not-done':
      return busy(reason, SOON_MS);
    case 'in-doubt':
      return unanswered(reason, effect);
    default:
      return signIn ? refused(`The ITSM refused the sign-in: ${reason}`) : refused(reason, fieldIn(said));
  }
}

/** A session that was opened a moment ago is turned away, before the request was looked at. */
export const sessionTurnedAway = (response: OutgoingResponse): Failure => {
  const said = seriousMessage(response.body);
  const why = said === undefined ? `HTTP ${response.status}` : `${said.text} (ARERR ${said.number})`;
  return {
    ...unsent(busy(`The ITSM turns away the session that it has just opened: ${why}`, SOON_MS)),
    ...(said !== undefined && { messageNumber: said.number }),
  };
};

/** A proxy or the mid tier spoke instead of AR, or AR said nothing. */
function wordlessFailure(response: OutgoingResponse, effect: Effect, proven: boolean): Failure {
  const { status } = response;
  if (status >= 500) return unanswered(`A server in front of the ITSM answered HTTP ${status}.`, effect);
  if (status === 401 || status === 403) {
    return refused(`The ITSM denied access (HTTP ${status}); check the connector's account.`);
  }
  // AR says which form or entry it does not know; without a word AR REST itself is not there.
  if (status === 404 || status < 300) return stranger(response, effect, proven);
  return refused(`${whatCame(response)} came back (HTTP ${status}); check the connector's url and port.`);
}

/**
 * Somebody else answered where AR REST should. Where it never has, the address is wrong or AR is not up yet;
 * where it has, this is maintenance. A page may also stand in front of a write that was passed on.
 */
export function stranger(response: OutgoingResponse, effect: Effect, proven: boolean): Failure {
  const { status, headers } = response;
  const redirect = isRedirect(response);
  if (proven) {
    const what = redirect ? 'A redirect' : whatCame(response);
    const reason = `${what} came back (HTTP ${status}) where AR REST has answered before.`;
    return { ...unanswered(reason, effect), stranger: true };
  }
  const reason = redirect
    ? `The ITSM redirects to ${headers.location ?? 'another address'}; set the connector's url to where AR REST answers.`
    : `${whatCame(response)} came back (HTTP ${status}); check the connector's url and port.`;
  return { ...noItsm(reason), stranger: true };
}

/**
 * A sign-in that was turned away without a word of AR. What is sent is always the same, so where it has worked
 * before it will again; where it never has, the way there is to be mended, not a request.
 */
export function wayIn(failure: Failure, proven: boolean): Failure {
  if (failure.kind !== 'refused') return failure;
  return proven ? busy(failure.reason) : noItsm(failure.reason);
}

const whatCame = (response: OutgoingResponse): string =>
  isPage(response) ? 'A web page' : 'No AR REST message';

/** The first message that says no, from a body or from the `X-AR-Messages` header. */
export function seriousMessage(json: string): ServerMessage | undefined {
  try {
    const parsed = messages.safeParse(JSON.parse(json));
    return parsed.data?.find((each) => each.serious && each.text !== '');
  } catch {
    return undefined;
  }
}

/** Seconds or a date, as milliseconds from now, never negative and capped. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const isDate = /^[A-Za-z]{3}, /.test(header);
  const ms = isDate
    ? Date.parse(header) - now
    : /^\s*\d+\s*$/.test(header)
      ? Number(header) * 1000
      : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS);
}

const FIELD_WORDS: readonly (readonly [RegExp, (match: RegExpExecArray) => string | undefined])[] = [
  [/status reason/i, () => 'Status Reason'],
  [/\bResolution field\b/i, () => 'Resolution'],
  [/\bAssignee\b/, () => 'Assignee'],
  [/contact information/i, () => 'Customer'],
  [/NULL value: ([^:]+)$/, (match) => match[1]],
  [/\brequired to (?:resolve|complete)\b[^:]{0,200}: ([^:,]+)/i, (match) => match[1]],
  [/\btemplate\b/i, () => 'TemplateID'],
];

/** Numbers whose appended text is `field` or `form: field`, or `field: more`. */
const NAMED: ReadonlyMap<number, RegExp> = new Map([
  [306, /: ([^:]+?):[^:]*$/],
  [307, /: ([^:]+)$/],
  [311, /: ([^:]+)$/],
  [314, /: ([^:]+)$/],
  [331, /: ([^:]+)$/],
  [310, /: ([^:]+)$/],
]);

/** The field a refusal speaks of, where its text tells. */
function fieldIn(said: ServerMessage): string | undefined {
  const named = NAMED.get(said.number)?.exec(said.text)?.[1]?.trim();
  if (named !== undefined) return named;
  for (const [pattern, name] of FIELD_WORDS) {
    const match = pattern.exec(said.text);
    if (match !== null) return name(match)?.trim();
  }
  return undefined;
}
