import type { OutgoingResponse } from '../../src/shared/outgoing.ts';

/** A form and a title stand at the start of a page; more of it is not looked at. */
const LOOKED_AT = 64 * 1024;

/** Somebody's page for people: a proxy, a sign-on portal or the mid tier spoke instead of AR REST. */
export const isPage = ({ headers, body }: OutgoingResponse): boolean =>
  body.trim() !== '' &&
  ((headers['content-type'] ?? '').includes('html') || /^\s{0,100}<(?:!doctype|html)/i.test(body));

export const isRedirect = ({ status }: OutgoingResponse): boolean => status >= 300 && status < 400;

const SIGN_IN_ADDRESS = /log-?in|log-?on|sign-?in|sso|saml|oauth|auth/i;
const SIGN_IN_PAGE: readonly RegExp[] = [
  /\btype\s{0,9}=\s{0,9}["']?password\b/i,
  /\bname\s{0,9}=\s{0,9}["']?SAMLRequest\b/i,
  /<form\b[^<>]{0,299}\baction\s{0,9}=[^<>]{0,199}(?:log-?[io]n|sign-?in|sso|saml|auth)/i,
  /<title[^<>]{0,99}>[^<]{0,199}(?:log ?[io]n|sign ?in|authenticat)/i,
];

/** True where a proxy wants a sign-in before it passes anything on: the request did not reach AR. */
export function asksToSignIn(response: OutgoingResponse): boolean {
  if (isRedirect(response)) return SIGN_IN_ADDRESS.test(response.headers.location ?? '');
  if (!isPage(response)) return false;
  if (response.status === 401 || response.status === 403) return true;
  const start = response.body.slice(0, LOOKED_AT);
  return SIGN_IN_PAGE.some((pattern) => pattern.test(start));
}
