import { busy, type Failed, missing, refused, unknown, unsent } from '../../src/connector/outcome.ts';
import type { OutgoingError, OutgoingResponse } from '../../src/shared/outgoing.ts';
import { messages, type ServerMessage } from './schema.ts';

/** A call that did not reach its aim. `messageNumber` is AR's, where it gave one. */
export type Failure = Failed & {
  readonly messageNumber?: number;
};

/** A write that got no clear answer may have been done; a read cannot have done anything. */
export type Effect = 'read' | 'write';

type Class = 'missing' | 'not-started' | 'in-doubt';

/**
 * What AR's message numbers mean for us. `not-started`: nothing was done, try later. `in-doubt`: the
 * server gave up half-way, so a write may be in. Every other number is final: AR answers 500 to each
 * rule that refuses, so the HTTP status alone is never a reason to try again.
 */
const CLASSES: ReadonlyMap<number, Class> = new Map([
  [302, 'missing'],
  [92, 'in-doubt'],
  [93, 'in-doubt'],
  [94, 'in-doubt'],
  [552, 'in-doubt'],
  [309, 'not-started'],
  [9093, 'not-started'],
  [9201, 'not-started'],
]);

/** Never wait longer for a Retry-After than this; the job comes back sooner and asks again. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;
const IN_DOUBT_WAIT_MS = 5_000;
const CONNECTED_ELSEWHERE_WAIT_MS = 2_000;

export const UNIQUE_INDEX_VIOLATED = 382;
export const NO_SUCH_FORM = 303;

/** An answer that is no success, as an outcome. */
export function failureOf(response: OutgoingResponse, effect: Effect, now: number): Failure {
  const { status } = response;
  if (status === 429 || status === 503) {
    return busy(`The ITSM is busy (HTTP ${status}).`, retryAfterMs(response.headers['retry-after'], now));
  }
  if (status >= 300 && status < 400) {
    return refused(
      `The ITSM redirects to ${response.headers.location ?? 'another address'}; set the connector's url to where AR REST answers.`,
    );
  }
  const said = seriousMessage(response.body);
  if (said === undefined) return wordlessFailure(response, effect);
  return { ...classify(said, status, effect), messageNumber: said.number };
}

/** No answer at all. */
export function noAnswer(error: OutgoingError, effect: Effect): Failure {
  if (error.kind === 'unreachable') return unsent(busy(error.message));
  if (effect === 'read') return busy(error.message);
  return unknown(error.message, IN_DOUBT_WAIT_MS);
}

/** A success that cannot be read: a write was done, or somebody else answered. */
export function unreadable(response: OutgoingResponse, effect: Effect): Failure {
  if (isHtml(response)) return wordlessFailure(response, effect);
  const reason = `The ITSM's answer (HTTP ${response.status}) is not what AR REST promises.`;
  return effect === 'write' ? unknown(reason, IN_DOUBT_WAIT_MS) : busy(reason);
}

function classify(said: ServerMessage, status: number, effect: Effect): Failure {
  const reason = said.number === 0 ? said.text : `${said.text} (ARERR ${said.number})`;
  switch (CLASSES.get(said.number)) {
    case 'missing':
      return missing(reason);
    case 'not-started':
      return unsent(busy(reason, CONNECTED_ELSEWHERE_WAIT_MS));
    case 'in-doubt':
      return effect === 'write' ? unknown(reason, IN_DOUBT_WAIT_MS) : busy(reason);
    default:
      return status === 401
        ? refused(`The ITSM refused the sign-in: ${reason}`)
        : refused(reason, fieldIn(said));
  }
}

/** A proxy or the mid-tier spoke instead of AR, or AR said nothing. */
function wordlessFailure(response: OutgoingResponse, effect: Effect): Failure {
  const { status } = response;
  if (status >= 500) {
    const reason = `A server in front of the ITSM answered HTTP ${status}.`;
    return effect === 'write' ? unknown(reason, IN_DOUBT_WAIT_MS) : busy(reason);
  }
  if (status === 401 || status === 403) {
    return refused(`The ITSM denied access (HTTP ${status}); check the connector's account.`);
  }
  return refused(
    `${isHtml(response) ? 'A web page' : 'No AR REST message'} came back (HTTP ${status}); check the connector's url and port.`,
  );
}

const isHtml = (response: OutgoingResponse): boolean =>
  (response.headers['content-type'] ?? '').includes('html') || /^\s*<(!doctype|html)/i.test(response.body);

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
