import { digest } from '../../chat/ids.ts';

const DESK = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * The Redis keys of the side door: every key of a desk shares its hash tag, and no two
 * conversations share a key, whatever characters their ids hold.
 */
export const directLineKeys = {
  /** Hash: what is known of a conversation and how many activities it has had. */
  conversation: (desk: string, id: string) => `${prefix(desk)}${digest('conversation', id)}:about`,
  /** List: its activities as JSON, oldest first. */
  log: (desk: string, id: string) => `${prefix(desk)}${digest('conversation', id)}:log`,
  /** Hash: activity ids and client ids it has seen, with the number of the activity. */
  seen: (desk: string, id: string) => `${prefix(desk)}${digest('conversation', id)}:seen`,
  /** String: whom a stream ticket lets in. */
  ticket: (desk: string, ticket: string) => `${prefix(desk)}${digest('ticket', ticket)}:ticket`,
  /** Hash: whom a browser may come back as, and hashes of the secrets by which it does. */
  resume: (desk: string, line: string) => `${prefix(desk)}${digest('resume', line)}:resume`,
  /** String: an identity that was used. */
  identity: (desk: string, id: string) => `${prefix(desk)}${digest('identity', id)}:identity`,
  /** String: the key that signs tokens. */
  tokenKey: (desk: string) => `${prefix(desk)}token-key`,
  /** Channel: which conversation has something new. */
  wake: (desk: string) => `${prefix(desk)}wake`,
};

function prefix(desk: string): string {
  if (!DESK.test(desk)) {
    throw new RangeError(
      `desk "${desk}" cannot be part of a key: use lower-case letters, digits and hyphens, 63 at most`,
    );
  }
  return `{${desk}}:dl:`;
}
