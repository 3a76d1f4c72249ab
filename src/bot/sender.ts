import { Problem } from '../shared/http/problem.ts';
import { OutgoingError, type OutgoingHttp, type OutgoingResponse } from '../shared/outgoing.ts';
import type { SendResult } from './ports.ts';
import { DIRECT_LINE, type Reference } from './reference.ts';

const DEADLINE_MS = 8_000;
const LONGEST_WAIT_MS = 30_000;

export interface SenderTools {
  readonly http: OutgoingHttp;
  /** The Authorization header for a serviceUrl; undefined where the bot has no app id. `fresh` after a 401. */
  readonly authorize: (serviceUrl: string, fresh: boolean) => Promise<string | undefined>;
  readonly isAllowed: (serviceUrl: string) => boolean;
  readonly postToDirectLine: (conversationId: string, activity: Record<string, unknown>) => Promise<void>;
}

/** Sends one activity; the address decides the way. */
export type Send = (to: Reference, activity: OutgoingActivity) => Promise<SendResult>;

export interface OutgoingActivity {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

/**
 * Our own client for the user's channel, in place of the SDK's, which repeats a POST up to four
 * times and has no deadline. One POST each, and an answer that says what came of it.
 */
export const createSender =
  (tools: SenderTools): Send =>
  async (to, activity) => {
    const addressed = {
      ...activity,
      channelId: to.channelId,
      serviceUrl: to.serviceUrl,
      conversation: to.conversation,
      from: activity.from ?? { ...to.bot, role: 'bot' },
      recipient: to.user,
    };
    if (to.serviceUrl === DIRECT_LINE) {
      return postInside(tools, to, addressed);
    }
    if (!tools.isAllowed(to.serviceUrl))
      return { kind: 'refused', reason: 'the channel address is not on the allow-list', gone: false };
    return post(tools, to, JSON.stringify(addressed));
  };

/** What our own Direct Line refuses it will refuse again; any other failure is the store's, and passes. */
async function postInside(
  { postToDirectLine }: SenderTools,
  to: Reference,
  activity: Record<string, unknown>,
): Promise<SendResult> {
  try {
    await postToDirectLine(to.conversation.id, activity);
    return { kind: 'delivered' };
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return { kind: 'refused', reason: error.message, gone: error.status === 404 };
  }
}

async function post(tools: SenderTools, to: Reference, body: string): Promise<SendResult> {
  const url = `${to.serviceUrl.replace(/(?<!\/)\/+$/, '')}/v3/conversations/${encodeURIComponent(to.conversation.id)}/activities`;
  try {
    for (const fresh of [false, true]) {
      const authorization = await tools.authorize(to.serviceUrl, fresh).catch((error: Error) => {
        throw new OutgoingError('unreachable', `no token could be had: ${error.message}`);
      });
      const response = await tools.http({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
        body,
        deadlineMs: DEADLINE_MS,
        maxBytes: 64 * 1024,
      });
      if (response.status !== 401 || fresh || authorization === undefined) return resultOf(response);
    }
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    return error.kind === 'unreachable'
      ? { kind: 'busy', reason: error.message }
      : { kind: 'uncertain', reason: error.message };
  }
  return { kind: 'refused', reason: 'the channel does not accept our token', gone: false };
}

/**
 * What a channel's answer means. There is no idempotency key: whatever may have been shown is not
 * sent again (500, 502, 504), and only what certainly was not is (412, 429, 503).
 */
function resultOf({ status, headers }: OutgoingResponse): SendResult {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `the channel answered ${status}`;
  if (status === 403 || status === 404) return { kind: 'refused', reason, gone: true };
  if (status === 412 || status === 429 || status === 503)
    return { kind: 'busy', reason, ...retryAfter(headers) };
  if (status >= 500 || status === 408) return { kind: 'uncertain', reason };
  return { kind: 'refused', reason, gone: false };
}

/** Seconds, or a date: that one is measured from the channel's own `Date`, since our clocks may differ. */
function retryAfter({ 'retry-after': header, date }: OutgoingResponse['headers']): { retryAfterMs?: number } {
  if (header === undefined) return {};
  const told = Date.parse(date ?? '');
  const now = Number.isNaN(told) ? Date.now() : told;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? { retryAfterMs: Math.min(ms, LONGEST_WAIT_MS) } : {};
}
