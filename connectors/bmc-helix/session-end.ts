import type { OutgoingResponse } from '../../src/shared/outgoing.ts';
import { seriousMessage } from './errors.ts';
import { endsSession } from './numbers.ts';
import { asksToSignIn, isPage, isRedirect } from './page.ts';

/** A refusal that comes with 200 is short; what is longer holds records. */
const LONGEST_REFUSAL = 4_096;

/**
 * Whether an answer says that the session is over. `said`: AR says so, with 401, or with 403, 400, 500 or even
 * 200 and one of its numbers. `not passed on`: a proxy wants a sign-in, or denies access, before AR sees the
 * request. `perhaps`: another page or redirect where an answer should be.
 */
export function sessionEnd(response: OutgoingResponse): 'said' | 'not passed on' | 'perhaps' | undefined {
  const { status, body } = response;
  const said = status >= 300 || body.length <= LONGEST_REFUSAL ? seriousMessage(body) : undefined;
  if (said !== undefined && (endsSession(said.number) || isNumberless(said))) return 'said';
  if (status === 401) return said === undefined ? 'not passed on' : 'said';
  if (asksToSignIn(response)) return 'not passed on';
  if (isRedirect(response) || (status === 200 && isPage(response))) return 'perhaps';
  return undefined;
}

/** Clients know this text; some gateways pass it on without the number. */
const isNumberless = ({ number, text }: { readonly number: number; readonly text: string }): boolean =>
  number === 0 && /^authentication failed\b/i.test(text);
