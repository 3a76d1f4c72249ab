import type { Activity } from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationError,
  type BotFrameworkAuthentication,
} from 'botframework-connector';
import { Problem } from '../shared/http/problem.ts';
import { unauthorized } from './bearer.ts';

/** The SDK fetches a channel's signing keys without a deadline of its own. */
const DEADLINE_MS = 5_000;

/**
 * Who sent an activity. The SDK throws whatever its parts throw: a wrong signature is no error of
 * ours but a 401, and keys that cannot be had are a reason to try again.
 * @throws Problem 401 or 503
 */
export async function authenticate(
  authentication: BotFrameworkAuthentication,
  activity: Activity,
  header: string,
  deadlineMs = DEADLINE_MS,
): Promise<AuthenticateRequestResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(keysAway()), deadlineMs);
  });
  try {
    return await Promise.race([authentication.authenticateRequest(activity, header), late]);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw couldNotFetch(error) ? keysAway() : unauthorized();
  } finally {
    clearTimeout(timer);
  }
}

const couldNotFetch = (error: unknown): boolean =>
  error instanceof AuthenticationError
    ? Number(error.statusCode) >= 500
    : error instanceof Error && error.name === 'FetchError';

const keysAway = (): Problem =>
  new Problem(
    503,
    'keys-unavailable',
    'The keys that Bot Framework tokens are checked with cannot be fetched. Try again in a moment.',
    {},
    { 'retry-after': '5' },
  );
